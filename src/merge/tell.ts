/** What the owners of requests are told of the queue: that it landed, why it does not, that it was taken back. */
import type { Courier } from '../comms/courier.ts';
import type { Oid } from '../domain/brand.ts';
import { quoted } from '../domain/quote.ts';
import type { Repo } from '../git/repo.ts';
import { doStep } from '../plan/execute.ts';
import type { SendStep, Step } from '../plan/step.ts';
import type { Basis } from '../store/basis.ts';
import { isUnreadable, loadCrq } from '../store/crq-load.ts';
import type { Evicted, Held } from './landing.ts';
import { testNames } from './requirements.ts';
import type { TakenBack } from './take-back.ts';
import { requestOf, type Waiting } from './waiting.ts';

const ownerOf = (entry: Waiting): string => requestOf(entry)?.owner ?? '';

const steps = (step: SendStep | null): readonly Step[] => (step === null ? [] : [step]);

/** The last step of a landing. */
export async function tellLanded(courier: Courier, entry: Waiting, landing: Oid): Promise<readonly Step[]> {
  const { id: crq, branch, basis } = entry;
  const text = `${crq} landed on ${basis.base} as ${landing.slice(0, 12)} (${branch})`;
  return steps(await courier({ event: 'landed', crq, branch, owner: ownerOf(entry), about: landing, text }));
}

/** Why a candidate did not pass its test; null for one that is held for another reason. */
function whyRed(entry: Waiting, { requirements }: Held): string | null {
  const tests = testNames(entry.basis.policy);
  const missing = requirements.filter(({ state }) => state === 'missing');
  const [first] = missing;
  return first !== undefined && missing.every(({ name }) => tests.has(name)) ? first.why : null;
}

/** A branch that stays as it is, is told of once. */
export async function tellStopped(
  repo: Repo,
  courier: Courier,
  waiting: readonly Waiting[],
  { held, evicted }: { readonly held: readonly Held[]; readonly evicted: readonly Evicted[] },
): Promise<void> {
  const tell = async (event: 'held' | 'evicted', entry: Waiting, why: string): Promise<void> => {
    const { id: crq, branch, head } = entry;
    const text = `${crq} does not land: ${why}\nnext: gitcrq merge explain ${crq}`;
    const step = await courier({ event, crq, branch, owner: ownerOf(entry), about: head, text });
    if (step !== null) await doStep(repo, step);
  };
  const at = new Map(waiting.map((entry) => [entry.branch, entry]));
  for (const one of held) {
    const entry = at.get(one.branch ?? '');
    const why = entry === undefined ? null : whyRed(entry, one);
    if (entry !== undefined && why !== null) await tell('held', entry, why);
  }
  for (const { branch, reason, paths = [] } of evicted) {
    const entry = at.get(branch);
    if (entry !== undefined) await tell('evicted', entry, [reason, ...paths].join('\n'));
  }
}

/** The last step of taking a landing back. */
export async function tellTakenBack(
  repo: Repo,
  basis: Basis,
  courier: Courier,
  { crq, branch, target, oid }: Pick<TakenBack, 'crq' | 'branch' | 'target' | 'oid'>,
): Promise<readonly Step[]> {
  const copy = await loadCrq(repo, basis, oid, crq);
  const owner = copy === null || isUnreadable(copy) ? '' : copy.crq.owner;
  const text = `${crq} was taken back from ${target} as ${oid.slice(0, 12)}\nnext: git switch ${quoted(branch)}`;
  return steps(await courier({ event: 'undone', crq, branch, owner, about: oid, text }));
}
