/** Entries of the queue's logs that count for nothing, because nobody who may land signed them: shown, and not obeyed. */
import type { QueueLog } from '../coord/queue-trust.ts';
import type { Oid } from '../domain/brand.ts';
import { inline } from '../domain/printable.ts';
import type { Repo } from '../git/repo.ts';
import { isDirective, type LogEntry } from '../store/queue-log.ts';
import { queueTargets, type Reading } from './reading.ts';
import { logOf, type Queue } from './waiting.ts';

export interface IgnoredEntry {
  readonly target: string;
  readonly oid: Oid;
  /** As the entry names it. */
  readonly event: string;
  /** Who it says it is of. */
  readonly by: string;
  readonly at: string;
  readonly why: string;
}

const claimed = ({ told }: LogEntry): string => (told === null ? '' : isDirective(told) ? told.by : told.lander);

/**
 * Those above the last entry that counts and tells something: what the queue went on from is history, which `merge log`
 * shows.
 */
export function ignoredOf(target: string, { entries, ignored }: QueueLog): readonly IgnoredEntry[] {
  const last = entries.findLastIndex(({ oid, told }) => told !== null && !ignored.has(oid));
  return entries.slice(last + 1).flatMap((entry) => {
    const { oid, told, at } = entry;
    const why = ignored.get(oid);
    return why === undefined ? [] : [{ target, oid, event: told?.event ?? '', by: claimed(entry), at, why }];
  });
}

/** Those of all targets. */
export async function ignoredEntries(repo: Repo, reading: Reading, { logs }: Queue): Promise<readonly IgnoredEntry[]> {
  const found: IgnoredEntry[] = [];
  for (const target of queueTargets(reading))
    found.push(...ignoredOf(target, await logOf(repo, reading, logs, target)));
  return found;
}

/** One line for all of them; none for none. */
export function sayIgnored(entries: readonly IgnoredEntry[]): readonly string[] {
  const [first] = entries;
  if (first === undefined) return [];
  const { event, target, by, why } = first;
  const more = entries.length === 1 ? '' : `, and ${entries.length - 1} more`;
  return [`not obeyed in the queue's log: ${event} on ${target} by ${inline(by)}: ${why}${more}`];
}
