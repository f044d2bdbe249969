/** Why a branch lands or does not, requirement by requirement, at any time and without changing anything. */
import type { CrqId } from '../domain/brand.ts';
import { acceptsCommits } from '../domain/lifecycle.ts';
import { ok, type Result } from '../domain/result.ts';
import { overrideText, shownOverride } from '../enforce/overrides.ts';
import { branchRef } from '../git/refs.ts';
import type { Repo } from '../git/repo.ts';
import type { Basis } from '../store/basis.ts';
import { branchNotes } from '../store/branch-of.ts';
import { isUnreadable } from '../store/crq-load.ts';
import { type LocalBranch, notPushed, onlyHere, withoutWaiting } from './asked.ts';
import { type IgnoredEntry, ignoredEntries } from './ignored.ts';
import { judge, makeCase, type SeenLeases } from './judge.ts';
import type { Held, Judged, Landed } from './landing.ts';
import { queued } from './order.ts';
import { judged } from './plan-landing.ts';
import { type Manner, moved, type Reading, readQueue } from './reading.ts';
import { refusalOf } from './refusal-memory.ts';
import { holds, type Verdict } from './requirement.ts';
import type { Candidate } from './strategies/strategist.ts';
import { branchesOf, eventsOf, isSettled, lookAt, type Queue, readWaiting, type Waiting } from './waiting.ts';

export interface Explained extends Held {
  /** Would the next landing pass take it (its test still to pass)? */
  readonly eligible: boolean;
}

/** Who asks: a clone, and the leases as it sees them. */
export interface Asker {
  readonly repo: Repo;
  readonly basis: Basis;
  readonly leases: SeenLeases;
}

/** Looking is possible without the remote, too; `stale` then says why it may be out of date. */
const LOOKING: Manner = { offline: true };

const conflict = ({ reason, paths, needs = 'mergeable' }: Extract<Candidate, { clean: false }>): Verdict => ({
  name: needs,
  state: 'missing',
  why: [reason, ...(paths.length > 0 ? [paths.join(', ')] : [])].join(': '),
});

/** Where somebody may land against a requirement, that is said beside the proper way. */
const withWayOut = ({ id }: Waiting, verdict: Verdict): Verdict =>
  verdict.overridable === true && verdict.state === 'missing'
    ? {
        ...verdict,
        why: `${verdict.why}; or, with the right: gitcrq merge ${id} --override ${verdict.name} --reason "why"`,
      }
    : verdict;

/** Where the others of its request have landed, one that is left out leaves the request open, and nobody to close it. */
async function withEnd(
  repo: Repo,
  reading: Reading,
  { waiting, logs }: Queue,
  { id, branch, basis: { base, policy }, onBase }: Waiting,
  verdict: Verdict,
): Promise<Verdict> {
  const isOpen = onBase !== null && !isUnreadable(onBase) && acceptsCommits(policy.crq.workflow, onBase.crq.status);
  const others = waiting.some((other) => other.id === id && other.branch !== branch && other.asked_s !== null);
  if (verdict.name !== 'wanted' || !isOpen || others) return verdict;
  const last = (await eventsOf(repo, reading, logs, base)).findLast(({ crq }) => crq === id);
  if (last?.event !== 'landed') return verdict;
  const end = `${id} stays open on ${base}, as ${last.branch} landed before; gitcrq branch new ${id} --slug rest, and close that`;
  return { ...verdict, why: `${verdict.why}; ${end}` };
}

export async function explainEntry(
  { repo, leases }: Asker,
  reading: Reading,
  queue: Queue,
  entry: Waiting,
): Promise<Result<Explained>> {
  const at = makeCase(repo, queue, entry, leases);
  const verdicts = await judge(at);
  if (!verdicts.ok) return verdicts;
  const candidate = await at.candidate();
  if (!candidate.ok) return candidate;
  const conflicts = candidate.value.clean ? [] : [conflict(candidate.value)];
  const all = [...verdicts.value, ...conflicts, ...refusalOf(repo, entry)];
  const told = await Promise.all(all.map((one) => withEnd(repo, reading, queue, entry, withWayOut(entry, one))));
  return ok({
    crq: entry.id,
    branch: entry.branch,
    requirements: told.map(judged),
    eligible: !all.some(holds),
  });
}

export interface Explanation {
  /** One for each branch of the request; never empty. */
  readonly branches: readonly [Explained, ...Explained[]];
  readonly stale: string | null;
  /** Entries of the queue's logs that count for nothing. */
  readonly ignored: readonly IgnoredEntry[];
}

/** Everything, from what was fetched before where the remote cannot be reached. */
export async function look({ repo, basis }: Asker): Promise<Result<{ reading: Reading; queue: Queue }>> {
  const reading = await readQueue(repo, basis, LOOKING);
  if (!reading.ok) return reading;
  const queue = await readWaiting(repo, reading.value);
  return queue.ok ? ok({ reading: reading.value, queue: queue.value }) : queue;
}

/** A branch that is only here, judged as if it were pushed, which it has to be. */
async function explainLocal(
  asker: Asker,
  reading: Reading,
  queue: Queue,
  { branch, tip }: LocalBranch,
): Promise<Result<Explained | null>> {
  const { repo } = asker;
  const notes = await branchNotes(repo, reading.basis);
  if (!notes.ok) return notes;
  const pushed = { ...moved(reading, [{ ref: branchRef(branch), to: tip }]), notes: notes.value };
  const entry = await lookAt(repo, pushed, queue.logs, branch);
  if (!entry.ok) return entry;
  if (entry.value === null || isSettled(entry.value)) return ok(null);
  const explained = await explainEntry(asker, reading, queue, entry.value);
  if (!explained.ok) return explained;
  const lacks = { name: 'pushed', state: 'missing', why: notPushed(reading, branch, entry.value.id) } as const;
  return ok({ ...explained.value, requirements: [...explained.value.requirements, lacks], eligible: false });
}

/** The branches of a request that are not on the remote, as far as they have something to land. */
async function explainHere(
  asker: Asker,
  reading: Reading,
  queue: Queue,
  id: CrqId,
): Promise<Result<readonly Explained[]>> {
  const here = await onlyHere(asker.repo, reading, id);
  if (!here.ok) return here;
  const found: Explained[] = [];
  for (const local of here.value) {
    const explained = await explainLocal(asker, reading, queue, local);
    if (!explained.ok) return explained;
    if (explained.value !== null) found.push(explained.value);
  }
  return ok(found);
}

/** What has landed, and what it landed against. */
async function explainLanded(
  { repo, basis }: Asker,
  reading: Reading,
  { logs }: Queue,
  { target, oid }: Landed,
): Promise<Result<readonly Judged[]>> {
  const event = (await eventsOf(repo, reading, logs, target)).findLast(({ landing }) => landing === oid);
  const override = event === undefined ? ok(null) : await shownOverride(repo, basis, event);
  if (!override.ok) return override;
  const landed: Judged = { name: 'unlanded', state: 'missing', why: `it landed on ${target} as ${oid}` };
  if (override.value === null) return ok([landed]);
  return ok([landed, { name: 'override', state: 'overridden', why: overrideText(override.value) }]);
}

export async function explainLanding(asker: Asker, id: CrqId): Promise<Result<Explanation>> {
  const read = await look(asker);
  if (!read.ok) return read;
  const { reading, queue } = read.value;
  const found: Explained[] = [];
  const own = await queued(asker.repo, branchesOf(queue, id));
  if (!own.ok) return own;
  for (const entry of own.value) {
    const explained = await explainEntry(asker, reading, queue, entry);
    if (!explained.ok) return explained;
    found.push(explained.value);
  }
  if (found.length === 0) {
    const here = await explainHere(asker, reading, queue, id);
    if (!here.ok) return here;
    found.push(...here.value);
  }
  const answers = found.length > 0 ? ok([]) : await withoutWaiting(asker.repo, reading, queue, id);
  if (!answers.ok) return answers;
  for (const answer of answers.value) {
    const requirements = 'oid' in answer ? await explainLanded(asker, reading, queue, answer) : ok(answer.requirements);
    if (!requirements.ok) return requirements;
    found.push({ crq: id, branch: answer.branch, requirements: requirements.value, eligible: false });
  }
  const [first, ...rest] = found;
  if (first === undefined) throw new Error(`no answer about ${id}`);
  const ignored = await ignoredEntries(asker.repo, reading, queue);
  return ok({ branches: [first, ...rest], stale: reading.stale, ignored });
}
