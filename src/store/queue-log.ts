/**
 * The merge queue's log on `refs/gitcrq/queue/<target>/log`: one commit an event, chained, readable by stock `git log`.
 * It is pushed in the same atomic push as the landing it tells of, so it can neither miss one nor invent one.
 */
import { type CrqId, isOid, type Oid } from '../domain/brand.ts';
import { parseWrittenId } from '../domain/id.ts';
import { parseMessage, trailerValues } from '../domain/message.ts';
import type { Result } from '../domain/result.ts';
import { logged, writeCommit } from '../git/commit.ts';
import { type LogCommit, logCommits } from '../git/log.ts';
import type { Repo } from '../git/repo.ts';
import { emptyTree } from '../git/tree.ts';
import { type Directive, readDirective } from './queue-directive.ts';
import { type Override, overrideTrailers, readOverride } from './queue-override.ts';

export interface QueueEvent {
  readonly event: 'landed' | 'undone';
  readonly crq: CrqId;
  readonly branch: string;
  readonly target: string;
  /** Tip of the branch as it was asked to land. */
  readonly head: Oid;
  /** Where the target was before; entries of older versions do not say: their landings are one commit each. */
  readonly onto?: Oid;
  /** The commit that landed; of an event that takes one back, that one. */
  readonly landing: Oid;
  /** Of an event that takes a landing back: where the target went. */
  readonly to?: Oid;
  /** The commit that was tested: the landing itself. */
  readonly tested: Oid;
  /** The test command, or null if the policy has none. */
  readonly test: string | null;
  readonly lander: string;
  /** Whose approvals held: a person, a key, and the commit that was approved. */
  readonly approved: readonly string[];
  /** The requirements that it landed against. */
  readonly override?: Override;
  /** RFC 3339; when the event was written. */
  readonly at: string;
  /** The lander's, in base64, where the base says who may land. */
  readonly signature?: string;
}

export const queueLogRef = (target: string): string => `refs/gitcrq/queue/${target}/log`;

function eventMessage(event: Omit<QueueEvent, 'at' | 'lander'> & { lander: string }, nonce: string): string {
  const trailers: readonly (readonly [string, string])[] = [
    ['CRQ', event.crq],
    ['Event', event.event],
    ['Branch', event.branch],
    ['Target', event.target],
    ['Head', event.head],
    ...(event.onto === undefined ? [] : [['Onto', event.onto] as const]),
    ['Landing', event.landing],
    ...(event.to === undefined ? [] : [['To', event.to] as const]),
    ['Tested', event.tested],
    ['Test', event.test === null ? 'none' : event.test.replace(/\s+/g, ' ')],
    ['Lander', event.lander],
    ...event.approved.map((by) => ['Approved-By', by] as const),
    ...overrideTrailers(event.override),
    ...(event.signature === undefined ? [] : [['Lander-Signature', event.signature] as const]),
    ['Nonce', nonce],
  ];
  return `${event.event} ${event.crq} on ${event.target}\n\n${trailers.map(([key, value]) => `${key}: ${value}`).join('\n')}\n`;
}

/** Writes one event on top of `previous`; nothing points at it yet. */
export function writeEvent(repo: Repo, event: Omit<QueueEvent, 'at'>, previous: Oid | null): Promise<Result<Oid>> {
  const nonce = Buffer.from(repo.ports.random.bytes(12)).toString('hex');
  return writeCommit(repo, {
    tree: emptyTree(repo),
    parents: previous === null ? [] : [previous],
    message: eventMessage(event, nonce),
  });
}

function readEvent(text: string, at: string, prefixes: readonly string[]): QueueEvent | null {
  const message = parseMessage(text);
  const one = (key: string): string => trailerValues(message, key)[0] ?? '';
  const [event, crq, head, landing, tested] = [
    one('Event'),
    parseWrittenId(one('CRQ'), prefixes),
    one('Head'),
    one('Landing'),
    one('Tested'),
  ];
  if (crq === null || !isOid(head) || !isOid(landing) || !isOid(tested)) return null;
  if (event !== 'landed' && event !== 'undone') return null;
  const test = one('Test');
  const signature = one('Lander-Signature');
  const [onto, to] = [one('Onto'), one('To')];
  const override = readOverride(message);
  return {
    event,
    crq,
    branch: one('Branch'),
    target: one('Target'),
    head,
    ...(isOid(onto) ? { onto } : {}),
    landing,
    ...(isOid(to) ? { to } : {}),
    tested,
    test: test === 'none' ? null : test,
    lander: one('Lander'),
    approved: trailerValues(message, 'Approved-By'),
    ...(override === undefined ? {} : { override }),
    at,
    ...(signature === '' ? {} : { signature }),
  };
}

/** One commit of a log. */
export interface LogEntry {
  readonly oid: Oid;
  /** The entry that it stands on. */
  readonly previous: Oid | null;
  /** What it tells; null if this version of gitcrq does not know such an event. */
  readonly told: QueueEvent | Directive | null;
  readonly message: string;
  readonly author: string;
  readonly at: string;
}

export const isEvent = (told: LogEntry['told']): told is QueueEvent => told !== null && 'landing' in told;
export const isDirective = (told: LogEntry['told']): told is Directive => told !== null && 'by' in told;

type Told = Pick<LogCommit, 'oid' | 'parents' | 'message' | 'author' | 'date'>;

const entry = ({ oid, parents, message, author, date }: Told, prefixes: readonly string[]): LogEntry => ({
  oid,
  previous: parents[0] ?? null,
  told: readEvent(message, date, prefixes) ?? readDirective(message, date, prefixes),
  message,
  author,
  at: date,
});

/** The landings and their ends up to this entry, oldest first. */
export const readEvents = async (repo: Repo, tip: Oid, prefixes: readonly string[]): Promise<readonly QueueEvent[]> =>
  (await readEntries(repo, tip, prefixes)).map(({ told }) => told).filter(isEvent);

/** Everything up to this entry, oldest first. */
export async function readEntries(repo: Repo, tip: Oid, prefixes: readonly string[]): Promise<readonly LogEntry[]> {
  const entries: LogEntry[] = [];
  for await (const commit of logCommits(repo, ['--reverse', '--first-parent', tip]))
    entries.push(entry(commit, prefixes));
  return entries;
}

/** One entry alone, without a process. */
export async function readEntry(repo: Repo, oid: Oid, prefixes: readonly string[]): Promise<LogEntry | null> {
  const commit = await logged(repo, oid);
  return commit === null ? null : entry(commit, prefixes);
}

/** The entries that were put on top of `from`, oldest first. */
export async function newEntries(
  repo: Repo,
  from: Oid | null,
  to: Oid,
  prefixes: readonly string[],
): Promise<readonly LogEntry[]> {
  const entries: LogEntry[] = [];
  for await (const commit of logCommits(repo, ['--reverse', to, ...(from === null ? [] : ['--not', from])]))
    entries.push(entry(commit, prefixes));
  return entries;
}
