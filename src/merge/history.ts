/** What happened in the queue: the entries of every target's log, newest first. */
import type { CrqId, Oid } from '../domain/brand.ts';
import { parseMessage, trailerValues } from '../domain/message.ts';
import { ok, type Result } from '../domain/result.ts';
import { type ShownOverride, shownOverride } from '../enforce/overrides.ts';
import type { Repo } from '../git/repo.ts';
import type { Basis } from '../store/basis.ts';
import { isDirective, isEvent, type LogEntry } from '../store/queue-log.ts';
import { queueTargets, readQueue } from './reading.ts';
import { logOf } from './waiting.ts';

/** One entry; null for what its kind of event does not have. */
export interface HistoryEvent {
  /** As the entry names it; empty if it names none. */
  readonly event: string;
  readonly crq: CrqId | null;
  readonly branch: string | null;
  readonly target: string;
  readonly head: Oid | null;
  readonly onto?: Oid;
  readonly landing: Oid | null;
  readonly tested: Oid | null;
  readonly test: string | null;
  /** `Name <address>` of who landed, or told the queue. */
  readonly lander: string;
  readonly approved: readonly string[];
  /** What it landed against. */
  readonly override?: ShownOverride;
  /** Why it counts for nothing; left out where it counts. */
  readonly ignored?: string;
  /** Why the queue was told so; of an event that is not known here, the subject of its commit. */
  readonly reason: string | null;
  readonly at: string;
}

export interface History {
  readonly events: readonly HistoryEvent[];
  /** Why this may be out of date; null if the remote was asked. */
  readonly stale: string | null;
}

const NOTHING = { crq: null, branch: null, head: null, landing: null, tested: null, test: null, approved: [] } as const;

async function historyEvent(
  repo: Repo,
  basis: Basis,
  target: string,
  { told, message, author, at }: LogEntry,
): Promise<Result<HistoryEvent>> {
  if (isEvent(told)) {
    const { signature: _, override: __, to: ___, ...event } = told;
    const override = await shownOverride(repo, basis, told);
    return override.ok ? ok({ ...event, ...(override.value && { override: override.value }), reason: null }) : override;
  }
  if (isDirective(told)) {
    const { event, crq, branch, head, reason, by } = told;
    return ok({ ...NOTHING, event, crq, branch, target, head, lander: by, reason, at });
  }
  // An event of a later version, or not ours: shown, never dropped.
  const parsed = parseMessage(message);
  const event = trailerValues(parsed, 'Event')[0] ?? '';
  return ok({ ...NOTHING, event, target, lander: author, reason: parsed.subject, at });
}

export async function queueHistory(repo: Repo, basis: Basis): Promise<Result<History>> {
  const reading = await readQueue(repo, basis, { offline: true });
  if (!reading.ok) return reading;
  const { stale } = reading.value;
  const events: HistoryEvent[] = [];
  for (const target of queueTargets(reading.value)) {
    const { entries, ignored } = await logOf(repo, reading.value, new Map(), target);
    for (const entry of entries) {
      const event = await historyEvent(repo, basis, target, entry);
      if (!event.ok) return event;
      const why = ignored.get(entry.oid);
      events.push({ ...event.value, ...(why === undefined ? {} : { ignored: why }) });
    }
  }
  // The logs of several targets are merged by time; within one the chain decides, and sorting is stable.
  return ok({ events: events.toReversed().sort((a, b) => Date.parse(b.at) - Date.parse(a.at)), stale });
}
