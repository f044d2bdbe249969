/** What waits to land, in its order, and what the queue was told: for people who look. */
import type { CrqId, Oid } from '../domain/brand.ts';
import { ok, type Result } from '../domain/result.ts';
import type { Repo } from '../git/repo.ts';
import type { Directive } from '../store/queue-directive.ts';
import { dropOf, pauseOf } from './directives.ts';
import { type Asker, type Explained, explainEntry, look } from './explain.ts';
import { type IgnoredEntry, ignoredEntries } from './ignored.ts';
import { queued } from './order.ts';
import { queueTargets, type Reading } from './reading.ts';
import { asking, directivesOf, type Queue, requestOf } from './waiting.ts';

export interface Place extends Explained {
  /** 1-based place in the queue. */
  readonly place: number;
  readonly title: string;
  readonly priority: string;
  readonly target: string;
  /** RFC 3339; when it asked to land. null if its record cannot be read. */
  readonly asked: string | null;
}

/** Who told the queue so, and why. */
export interface Said {
  readonly target: string;
  readonly by: string;
  readonly at: string;
  readonly reason: string | null;
}

export interface QueueStatus {
  readonly queue: readonly Place[];
  /** Targets whose queue stands still. */
  readonly paused: readonly Said[];
  /** Branches that are left out. */
  readonly dropped: readonly (Said & { readonly crq: CrqId; readonly branch: string; readonly head: Oid })[];
  /** Entries of the logs that count for nothing. */
  readonly ignored: readonly IgnoredEntry[];
  readonly stale: string | null;
}

const said = ({ target, by, at, reason }: Directive): Said => ({ target, by, at, reason });

/** What the queue was told and what still holds. */
async function toldNow(
  repo: Repo,
  reading: Reading,
  { waiting, logs }: Queue,
): Promise<Pick<QueueStatus, 'paused' | 'dropped'>> {
  const paused: Said[] = [];
  for (const target of queueTargets(reading)) {
    const pause = pauseOf(await directivesOf(repo, reading, logs, target));
    if (pause !== null) paused.push(said(pause));
  }
  const dropped: QueueStatus['dropped'][number][] = [];
  for (const { id: crq, branch, head, basis } of waiting) {
    const drop = dropOf(await directivesOf(repo, reading, logs, basis.base), branch, head);
    if (drop !== null) dropped.push({ ...said(drop), crq, branch, head });
  }
  return { paused, dropped };
}

/** Everything that asks to land, in the order in which it will, and why each of it waits. */
export async function queueStatus(asker: Asker): Promise<Result<QueueStatus>> {
  const read = await look(asker);
  if (!read.ok) return read;
  const { reading, queue } = read.value;
  const places: Place[] = [];
  const order = await queued(asker.repo, asking(queue));
  if (!order.ok) return order;
  for (const entry of order.value) {
    const explained = await explainEntry(asker, reading, queue, entry);
    if (!explained.ok) return explained;
    const request = requestOf(entry);
    const asked = entry.asked_s === null ? null : new Date(entry.asked_s * 1000).toISOString();
    places.push({
      place: places.length + 1,
      title: request?.title ?? '',
      priority: request?.priority ?? '',
      target: entry.basis.base,
      asked,
      ...explained.value,
    });
  }
  const [told, ignored] = [await toldNow(asker.repo, reading, queue), await ignoredEntries(asker.repo, reading, queue)];
  return ok({ queue: places, ...told, ignored, stale: reading.stale });
}
