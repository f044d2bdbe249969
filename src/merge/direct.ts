/** Plans what a person tells the queue: the entries for its log, and nothing where it has been said already. */
import type { CrqId, Oid } from '../domain/brand.ts';
import { parseId } from '../domain/id.ts';
import { fail, ok, type Result } from '../domain/result.ts';
import { formatPerson, identity } from '../git/config.ts';
import { type RefChange, readRef } from '../git/refs.ts';
import type { Repo } from '../git/repo.ts';
import type { Plan, Step } from '../plan/step.ts';
import { type Basis, isBaseBranch } from '../store/basis.ts';
import { BASE_MISSING } from '../store/errors.ts';
import { type Directed, reasonLine, writeDirective } from '../store/queue-directive.ts';
import { queueLogRef } from '../store/queue-log.ts';
import { dropOf, pauseOf } from './directives.ts';
import { LANDER_NOT_TRUSTED, NOT_WAITING } from './errors.ts';
import { directiveSignature, type WhoLands, whyNotLander } from './lander.ts';
import { pushWithLog } from './landing-steps.ts';
import { headOf, type Reading, readQueue } from './reading.ts';
import { targetBasis } from './target.ts';
import { forgottenTest } from './test-memory.ts';
import { directivesOf, isSettled, lookAt, readWaiting, type Waiting } from './waiting.ts';

/** What was told, as the command answers it. */
export interface Told extends Directed {
  /** The entry in the log. */
  readonly oid: Oid;
  readonly by: string;
}

export interface DirectAnswer {
  /** Empty if it had been said before. */
  readonly told: readonly Told[];
  readonly target: string;
}

export interface Telling {
  readonly repo: Repo;
  readonly basis: Basis;
  readonly who: WhoLands;
}

interface Wanted {
  readonly op: string;
  readonly title: string;
  readonly target: string;
  readonly say: readonly Directed[];
  /** What else goes with it. */
  readonly also?: readonly Step[];
}

/** The target's own rules. Fails BASE_MISSING for what is no base. */
async function targetOf(repo: Repo, reading: Reading, name: string): Promise<Result<Basis>> {
  const tip = isBaseBranch(reading.basis, name) ? headOf(reading, name) : null;
  const own = tip === null ? null : await targetBasis(repo, reading.basis, name, tip);
  return own ?? fail(BASE_MISSING, `nothing lands on ${name} here`, ['gitcrq config get branches.base']);
}

/** The moves of one log, and the steps that make them: on the remote, where it has one, and here. */
async function logSteps(repo: Repo, basis: Basis, log: RefChange & { readonly to: Oid }): Promise<readonly Step[]> {
  const reason = `tell the queue of ${basis.base}`;
  if (basis.remote === null) return [{ kind: 'refs', changes: [log], reason }];
  return pushWithLog(repo, basis.remote, [log], log);
}

/** The entries, one on top of the other. Fails LANDER_NOT_TRUSTED where others have the right to land. */
export async function writeTold(
  { repo, who }: Pick<Telling, 'repo' | 'who'>,
  reading: Reading,
  target: string,
  say: readonly Directed[],
): Promise<Result<{ readonly told: readonly Told[]; readonly steps: readonly Step[] }>> {
  const basis = await targetOf(repo, reading, target);
  if (!basis.ok) return basis;
  if (say.length === 0) return ok({ told: [], steps: [] });
  const lacks = await whyNotLander(basis.value, who);
  if (!lacks.ok) return lacks;
  if (lacks.value !== null) return fail(LANDER_NOT_TRUSTED, lacks.value, ['gitcrq trust list']);
  const person = await identity(repo, 'COMMITTER');
  if (!person.ok) return person;
  const by = formatPerson(person.value);
  const ref = queueLogRef(target);
  const from = reading.refs.get(ref) ?? null;
  // A remote that was added later has no log yet: the one that was begun here goes on there.
  let previous = from ?? (await readRef(repo, ref));
  const told: Told[] = [];
  for (const one of say) {
    const signature = await directiveSignature(basis.value, who, { ...one, previous });
    if (!signature.ok) return signature;
    const signed = signature.value === undefined ? {} : { signature: signature.value };
    const written = await writeDirective(repo, { ...one, by, ...signed }, previous);
    if (!written.ok) return written;
    previous = written.value;
    told.push({ ...one, oid: written.value, by });
  }
  if (previous === null) throw new Error('nothing was written');
  return ok({ told, steps: await logSteps(repo, basis.value, { ref, from, to: previous }) });
}

async function planTold(
  telling: Telling,
  reading: Reading,
  { op, title, target, say, also = [] }: Wanted,
): Promise<Result<Plan>> {
  const made = await writeTold(telling, reading, target, say);
  if (!made.ok) return made;
  const answer: DirectAnswer = { told: made.value.told, target };
  return ok({ op, title, steps: [...made.value.steps, ...also], answer });
}

/** Stops the queue of a target, or lets it go on. */
export async function planPause(
  telling: Telling,
  event: 'paused' | 'resumed',
  { into, reason }: { readonly into: string | undefined; readonly reason: string | undefined },
): Promise<Result<Plan>> {
  const { repo, basis } = telling;
  const reading = await readQueue(repo, basis);
  if (!reading.ok) return reading;
  const target = into ?? reading.value.basis.base;
  const paused = pauseOf(await directivesOf(repo, reading.value, new Map(), target)) !== null;
  const directed: Directed = { event, target, crq: null, branch: null, head: null, reason: reasonLine(reason) };
  const verb = event === 'paused' ? 'pause' : 'resume';
  return planTold(telling, reading.value, {
    op: `merge ${verb}`,
    title: `${verb === 'pause' ? 'Pause' : 'Resume'} the queue of ${target}`,
    target,
    say: paused === (event === 'paused') ? [] : [directed],
  });
}

/** The branches that `text` means: those of a request that wait, or one by its name. */
async function meant(repo: Repo, reading: Reading, text: string): Promise<Result<readonly Waiting[]>> {
  const id = parseId(text, reading.basis.policy.crq.prefixes);
  const next = ['gitcrq merge status', `gitcrq merge explain ${id ?? 'ID'}`];
  if (id !== null) {
    const queue = await readWaiting(repo, reading);
    if (!queue.ok) return queue;
    const own = queue.value.waiting.filter((entry) => entry.id === id);
    return own.length > 0 ? ok(own) : fail(NOT_WAITING, `no branch of ${id} waits to land`, next);
  }
  const found = await lookAt(repo, reading, new Map(), text);
  if (!found.ok) return found;
  if (found.value === null) {
    const where = reading.basis.remote ?? 'this repository';
    return fail(NOT_WAITING, `${where} has no branch ${JSON.stringify(text)} of a request`, next);
  }
  return isSettled(found.value) ? fail(NOT_WAITING, `${text} has landed`, next) : ok([found.value]);
}

const directedAt = (entry: Waiting, event: 'dropped' | 'retried', reason: string | undefined): Directed => ({
  event,
  target: entry.basis.base,
  crq: entry.id,
  branch: event === 'dropped' ? entry.branch : null,
  head: event === 'dropped' ? entry.head : null,
  reason: reasonLine(reason),
});

/** Leaves a branch out until it moves. All branches of a request that wait, where it is named by its id. */
export async function planDrop(telling: Telling, text: string, reason: string | undefined): Promise<Result<Plan>> {
  const { repo, basis } = telling;
  const reading = await readQueue(repo, basis);
  if (!reading.ok) return reading;
  const entries = await meant(repo, reading.value, text);
  if (!entries.ok) return entries;
  const target = entries.value[0]?.basis.base ?? basis.base;
  const directives = await directivesOf(repo, reading.value, new Map(), target);
  const open = entries.value.filter(({ branch, head }) => dropOf(directives, branch, head) === null);
  return planTold(telling, reading.value, {
    op: 'merge drop',
    title: `Leave ${entries.value.map(({ branch }) => branch).join(', ')} out of the queue`,
    target,
    say: open.map((entry) => directedAt(entry, 'dropped', reason)),
  });
}

/** Asks for a request again: its drops end, and what this clone remembers of its tests is forgotten. */
export async function planRetry(telling: Telling, id: CrqId, reason: string | undefined): Promise<Result<Plan>> {
  const { repo, basis } = telling;
  const reading = await readQueue(repo, basis);
  if (!reading.ok) return reading;
  const entries = await meant(repo, reading.value, id);
  if (!entries.ok) return entries;
  const [entry] = entries.value;
  if (entry === undefined) throw new Error(`no branch of ${id}`);
  return planTold(telling, reading.value, {
    op: 'merge retry',
    title: `Ask for ${id} again`,
    target: entry.basis.base,
    say: [directedAt(entry, 'retried', reason)],
    also: forgottenTest(repo, id),
  });
}
