/** `approve`: finds out who signs, once, and keeps to the commit that was found first, whatever the branch gets meanwhile. */
import { ok, type Result } from '../domain/result.ts';
import type { Repo } from '../git/repo.ts';
import { type ApproveWords, planApprove } from '../merge/approve.ts';
import { planAuthorise } from '../merge/approve-plan.ts';
import type { Reviewer } from '../merge/review-line.ts';
import type { Outcome } from '../plan/operate.ts';
import { change } from './change.ts';
import { ownSigner } from './signer.ts';
import type { Wired } from './wire.ts';

export interface Approving {
  readonly id: string;
  readonly plan: boolean;
  readonly head: string | undefined;
  readonly message: string | undefined;
  readonly on: string | undefined;
  readonly dryRun: boolean;
}

export function approve(ports: Wired, { id, plan, head, message, on, dryRun }: Approving): Promise<Outcome> {
  let own: Reviewer | null = null;
  let words: ApproveWords = { id, head, branch: on, message };
  const reviewer = async (repo: Repo): Promise<Result<Reviewer>> => {
    if (own !== null) return ok(own);
    const signer = await ownSigner(repo, dryRun);
    if (!signer.ok) return signer;
    own = { ...signer.value, signed: new Map() };
    return ok(own);
  };
  return change(ports, 'approve', { dryRun }, async ({ repo, basis }) => {
    const by = await reviewer(repo);
    if (!by.ok) return by;
    if (plan) return planAuthorise(repo, basis, { id, message, on }, by.value);
    const planned = await planApprove(repo, basis, words, by.value);
    if (!planned.ok) return planned;
    const { head: first, ...made } = planned.value;
    words = { ...words, head: first };
    return ok(made);
  });
}
