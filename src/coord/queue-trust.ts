/**
 * Which entries of a queue's log count where the base says who may land: those that one of them has signed, by the list as it
 * is now, or as it was where the landing below the entry had brought the base. Whatever else is there is no word of the
 * queue, whoever could push it.
 */
import type { Oid } from '../domain/brand.ts';
import { linksOf, parseMessage } from '../domain/message.ts';
import { isAltered } from '../git/altered.ts';
import { readCommit } from '../git/commit.ts';
import { isAncestor } from '../git/refs.ts';
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

/** Where the base was before the queue's first landing: no entry below says so, and the base itself has to show the landing. */
async function beforeFirst(repo: Repo, { policy, tip }: Basis, entries: readonly LogEntry[]): Promise<Oid | null> {
  const first = entries.map(({ told }) => told).find((told): told is QueueEvent => isEvent(told));
  const commit = first === undefined ? null : await readCommit(repo, first.landing);
  if (first === undefined || commit === null || tip === null) return null;
  const { crqs } = linksOf(parseMessage(commit.message), policy.crq.prefixes);
  const there = crqs.includes(first.crq) ? await isAncestor(repo, commit.oid, tip) : null;
  return there?.ok === true && there.value ? (commit.parents[0] ?? null) : null;
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

const keeping = (basis: Basis): Keeping => ({
  name: `queue-${encodeURIComponent(basis.base)}.json`,
  from: [
    basis.base,
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
  // Our own writing.
  const kept = (await isAltered(repo)) ? null : recallJson(repo, keeping(basis), (value) => value as Kept);
  const count = entries.findIndex(({ oid }) => oid === kept?.last) + 1;
  const known = count === 0 ? null : kept;
  const log = await judged(repo, basis, entries, {
    count,
    ignored: new Map(known?.ignored),
    reached: known?.reached ?? null,
  });
  const last = entries.at(-1);
  if (last !== undefined && entries.length - count >= MANY && !(await isAltered(repo))) {
    const { ignored, reached } = log;
    keep(repo, keeping(basis), JSON.stringify({ last: last.oid, reached, ignored: [...ignored] } satisfies Kept));
  }
  return log;
}
