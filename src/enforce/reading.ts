/** What git tells about a range, asked for before it is needed: git walks while the verdict's other questions are answered. */
import type { Oid } from '../domain/brand.ts';
import { type Begun, begun, type LogCommit, logBatches } from '../git/log.ts';
import type { Repo } from '../git/repo.ts';
import type { Basis } from '../store/basis.ts';
import { guardedPaths } from './own-files.ts';
import { recordChanges } from './record-changes.ts';
import type { Range } from './scope.ts';
import { isWhole, type Settled, type Unsettled, unsettledPart } from './settled.ts';

export interface Reading {
  readonly log: AsyncIterable<readonly LogCommit[]>;
  /** All commits of the range; null if they are too many to hold. The log tells them once more. */
  listed(): Promise<readonly LogCommit[] | null>;
  stop(): Promise<unknown>;
  /** What the commits changed that are asked for states, and which those are. */
  changes(settled: Settled | null, noted: ReadonlyMap<Oid, unknown>): Promise<Unsettled>;
}

/** As many commits are held at once. */
const MANY = 4096;

function replayed(log: Begun<readonly LogCommit[]>): Pick<Reading, 'log' | 'listed' | 'stop'> {
  const parts = log[Symbol.asyncIterator]();
  const read: (readonly LogCommit[])[] = [];
  return {
    log: {
      async *[Symbol.asyncIterator]() {
        yield* read;
        for (let part = await parts.next(); part.done !== true; part = await parts.next()) yield part.value;
      },
    },
    async listed() {
      for (let count = 0; count <= MANY; ) {
        const part = await parts.next();
        if (part.done === true) return read.flat();
        read.push(part.value);
        count += part.value.length;
      }
      return null;
    },
    stop: () => log.stop(),
  };
}

/** `revisions`: the part of the range that is looked at. Whoever begins a reading stops it. */
export function beginReading(repo: Repo, basis: Basis, range: Range, revisions: readonly string[]): Reading {
  const log = replayed(begun(logBatches(repo, revisions)));
  if (range.external !== undefined) return { ...log, changes: async () => ({ asks: () => true, changes: new Map() }) };
  const paths = [basis.policy.crq.directory, ...guardedPaths(basis.policy.crq.directory)];
  // Of a whole history most may be settled, and then the rest is asked by name.
  const all = isWhole(range) ? null : recordChanges(repo, revisions, paths);
  all?.catch(() => {});
  return {
    ...log,
    changes: async (settled, noted) =>
      settled === null
        ? { asks: () => true, changes: await (all ?? recordChanges(repo, revisions, paths)) }
        : unsettledPart(repo, revisions, paths, settled, noted),
  };
}
