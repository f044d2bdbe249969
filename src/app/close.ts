/** `close`: the record is closed on its branch, the branch goes to the remote, and one landing pass is made for it. */

import { type Closed, closingId, planClose } from '../crq/close.ts';
import { synced } from '../crq/sync.ts';
import type { Oid } from '../domain/brand.ts';
import { ok, type Result } from '../domain/result.ts';
import { landPass } from '../merge/land.ts';
import type { Evicted, Held, Landed } from '../merge/landing.ts';
import { type Outcome, operate } from '../plan/operate.ts';
import type { PlanLine } from '../plan/step.ts';
import type { Changing } from './change.ts';
import { dropClaim } from './claim.ts';
import { landerOf } from './lander.ts';

export interface CloseWords {
  readonly id: string | undefined;
  readonly reason: string | undefined;
  readonly land: boolean;
}

export interface CloseAnswer {
  readonly id: string;
  readonly branch: string;
  /** Tip of the branch: the commit that closed it. */
  readonly oid: Oid;
  readonly pushed: boolean;
  readonly landed: readonly Landed[];
  readonly held: readonly Held[];
  readonly evicted: readonly Evicted[];
}

export interface CloseOutcome {
  readonly answer: CloseAnswer;
  readonly lines: readonly PlanLine[] | null;
  reported(): void;
}

const unlanded = { landed: [], held: [], evicted: [] };

const answerOf = ({ id, branch, oid, pushed }: Closed): Omit<CloseAnswer, 'landed' | 'held' | 'evicted'> => ({
  id,
  branch,
  oid,
  pushed,
});

export async function close(clone: Changing, words: CloseWords): Promise<Result<CloseOutcome>> {
  const { repo, basis, request } = clone;
  const id = await closingId(repo, basis, words.id);
  if (!id.ok) return id;
  const closing = await operate(repo, request, 'close', async () => {
    const now = await synced(repo, basis);
    return now.ok ? planClose(repo, now.value, id.value, words.reason) : now;
  });
  if (!closing.ok) return closing;
  const closed = closing.value.answer as Closed; // planClose's own answer
  const lands = words.land && closed.own;
  if (!request.dryRun) await dropClaim(clone, closed.id);
  if (request.dryRun || !lands) return ok(withoutLanding(closing.value, closed, lands));
  const pass = await landPass(repo, basis, { ...request, group: closing.value.group }, [closed.id], landerOf(clone));
  if (!pass.ok) return pass;
  const { landed, held, evicted } = pass.value;
  return ok({
    answer: { ...answerOf(closed), landed, held, evicted },
    lines: null,
    reported() {
      pass.value.reported();
      closing.value.reported();
    },
  });
}

/** What the landing pass would do depends on the closed record, which a dry run does not write: it is only named. */
function withoutLanding(closing: Outcome, closed: Closed, lands: boolean): CloseOutcome {
  const pass: readonly PlanLine[] = lands ? [{ op: 'land', summary: `make a landing pass for ${closed.branch}` }] : [];
  const lines = closing.lines === null ? null : [...closing.lines, ...pass];
  return { answer: { ...answerOf(closed), ...unlanded }, lines, reported: () => closing.reported() };
}
