/**
 * Which entries of a queue's log count where the base says who may land: those that one of them has signed, by the list as it
 * is now, or as it was where the landing below the entry had brought the base. Whatever else is there is no word of the
 * queue, whoever could push it.
 */
import { isOid, type Oid } from '../domain/brand.ts';
import { parseTransition } from '../domain/lifecycle.ts';
import { linksOf, parseMessage, trailerValues } from '../domain/message.ts';
import { isAltered } from '../git/altered.ts';
import { readCommit } from '../git/commit.ts';
import type { Repo } from '../git/repo.ts';
import { type Basis, POLICY_FILE } from '../store/basis.ts';
import { type Keeping, keep, recallJson } from '../store/kept.ts';
import { isEvent, type LogEntry, type QueueEvent } from '../store/queue-log.ts';
import { entrySigner, whyNoRight } from './entry-signer.ts';
import { type Trust, trustIn, trustNow } from './trust.ts';

/** A log, and what of it counts. */
export interface QueueLog {
  /** Oldest first, with those that count for nothing. */
  readonly entries: readonly LogEntry[];
  /** Why an entry counts for nothing, by its name. */
  readonly ignored: ReadonlyMap<Oid, string>;
  /** Where the last landing that counts had brought the base; undefined where nobody looked. */
  readonly reached?: Oid | null;
}

/** The lists of earlier times, each read once; null for what is not to be had here. */
function earlierLists(repo: Repo): (commit: Oid) => Promise<Trust | null> {
  const known = new Map<Oid, Promise<Trust | null>>();
  return async (commit) => {
    const [policy, there] = await Promise.all([
      repo.reader.info(`${commit}:${POLICY_FILE}`),
      repo.reader.info(`${commit}^{commit}`),
    ]);
    if (there === null) return null;
    const name = policy?.oid ?? commit;
    const list = known.get(name) ?? trustIn(repo, commit).then((trust) => (trust.ok ? trust.value : null));
    known.set(name, list);
    return list;
  };
}

/** Is it the commit that the queue made of this landing? One commit says so, or the last of several closes the request. */
function showsLanding({ policy }: Basis, { crq, branch, head }: QueueEvent, text: string): boolean {
  const message = parseMessage(text);
  if (!linksOf(message, policy.crq.prefixes).crqs.includes(crq)) return false;
  const closes = (step: string): boolean => parseTransition(step)?.to === policy.crq.workflow.closed;
  return (
    trailerValues(message, 'CRQ-Landed').includes(`${branch}@${head}`) ||
    trailerValues(message, 'CRQ-Transition').some(closes)
  );
}

/**
 * Where the base was before the first landing that it shows itself: no entry below that says so. What somebody wrote there
 * of commits that the base did not get from the queue is passed over.
 */
async function beforeFirst(repo: Repo, basis: Basis, entries: readonly LogEntry[]): Promise<Oid | null> {
  if (basis.tip === null) return null;
  for (const told of entries.map((entry) => entry.told).filter(isEvent)) {
    const commit = await readCommit(repo, told.landing);
    const [before] = commit?.parents ?? [];
    if (commit === null || before === undefined || !showsLanding(basis, told, commit.message)) continue;
    const line = await repo.output('walking the base', ['rev-list', '--first-parent', basis.tip, '--not', before]);
    if (line.ok && line.value.split('\n').includes(commit.oid)) return before;
  }
  return null;
}

const movedTo = ({ event, landing, to }: QueueEvent): Oid | null => (event === 'landed' ? landing : (to ?? null));

/** `before`: what was said of the first entries. */
async function judged(
  repo: Repo,
  basis: Basis,
  entries: readonly LogEntry[],
  before: { readonly count: number; readonly ignored: ReadonlyMap<Oid, string>; readonly reached: Oid | null },
): Promise<Required<QueueLog>> {
  const now = trustNow(basis);
  const listAt = earlierLists(repo);
  const ignored = new Map(before.ignored);
  let { reached } = before;
  let start: Promise<Oid | null> | null = null;
  const whyVoid = async (entry: LogEntry, target: string): Promise<string | null> => {
    if (target !== basis.base) return `it tells of ${target}`;
    const key = entrySigner(entry);
    const why = whyNoRight(now, target, key);
    if (why === null) return null;
    start ??= reached === null ? beforeFirst(repo, basis, entries) : null;
    const at = reached ?? (await start);
    const then = at === null ? null : await listAt(at);
    return then !== null && whyNoRight(then, target, key) === null ? null : why;
  };
  for (const entry of entries.slice(before.count)) {
    const { oid, told } = entry;
    const why = told === null ? null : await whyVoid(entry, told.target);
    if (why !== null) ignored.set(oid, why);
    else if (isEvent(told)) reached = movedTo(told) ?? reached;
  }
  return { entries, ignored, reached };
}

/** Signatures are verified in a tenth of a millisecond each: less than this is not worth a file. */
const MANY = 100;

interface Kept {
  readonly last: Oid;
  readonly reached: Oid | null;
  readonly ignored: readonly (readonly [Oid, string])[];
}

/** Our own writing, or null. */
function keptIn(value: unknown): Kept | null {
  const { last, reached, ignored } = Object(value) as Partial<Record<keyof Kept, unknown>>; // looked at below
  const isName = (one: unknown): one is Oid => typeof one === 'string' && isOid(one);
  if (!isName(last) || !(reached === null || isName(reached)) || !Array.isArray(ignored)) return null;
  const pairs: (readonly [Oid, string])[] = [];
  for (const [oid, why] of ignored) {
    if (!isName(oid) || typeof why !== 'string') return null;
    pairs.push([oid, why]);
  }
  return { last, reached, ignored: pairs };
}

const keeping = (basis: Basis): Keeping => ({
  name: `queue-${encodeURIComponent(basis.base)}.json`,
  from: [
    basis.base,
    // What an entry tells is read by them.
    basis.policy.crq.prefixes,
    trustNow(basis)
      .keys.filter(({ rights }) => rights.includes('land'))
      .map(({ id }) => id),
  ],
});

/** `below`: the same log as it was read before, with fewer entries. */
export async function judgeLog(
  repo: Repo,
  basis: Basis,
  entries: readonly LogEntry[],
  below?: QueueLog,
): Promise<QueueLog> {
  if (below?.reached !== undefined)
    return judged(repo, basis, entries, {
      count: below.entries.length,
      ignored: below.ignored,
      reached: below.reached,
    });
  const altered = await isAltered(repo);
  const kept = altered ? null : recallJson(repo, keeping(basis), keptIn);
  const count = entries.findIndex(({ oid }) => oid === kept?.last) + 1;
  const known = count === 0 ? null : kept;
  const before = { count, ignored: new Map(known?.ignored), reached: known?.reached ?? null };
  const log = await judged(repo, basis, entries, before);
  const last = entries.at(-1);
  if (last !== undefined && entries.length - count >= MANY && !altered) {
    const { ignored, reached } = log;
    keep(repo, keeping(basis), JSON.stringify({ last: last.oid, reached, ignored: [...ignored] } satisfies Kept));
  }
  return log;
}
