/**
 * Where leases hang: refs on the remote, or those of coord.git where there is no remote. They are read as they are now and
 * moved by compare-and-swap, all of a call or none.
 */
import type { Oid } from '../domain/brand.ts';
import { ok, type Result } from '../domain/result.ts';
import { listRefs, moveRefs, type RefChange } from '../git/refs.ts';
import { advertisedRefs, fetchRefs, pushRefs } from '../git/remote.ts';
import type { CoordRepo } from './coord-repo.ts';
import { LEASE_REFS } from './lease-ref.ts';

export interface Board {
  /** null: the worktrees of this clone alone. */
  readonly remote: string | null;
  /** These refs as they are now; all leases if none are named. */
  list(refs?: readonly string[]): Promise<Result<ReadonlyMap<string, Oid>>>;
  /** Brings what these refs hold. A ref that moved since may leave its old content out. */
  fetch(refs: readonly string[]): Promise<Result<void>>;
  /** Fails: LOST_RACE if a ref was not where it should be; REMOTE_REFUSED, REMOTE_UNREACHABLE. */
  swap(changes: readonly RefChange[]): Promise<Result<void>>;
}

/** More names than this are not put on one command line. */
const MOST_NAMES = 100;

function remoteBoard({ repo }: CoordRepo, remote: string): Board {
  return {
    remote,
    async list(refs) {
      const found = await advertisedRefs(repo, remote, refs ?? [`${LEASE_REFS}*`]);
      return found.ok && refs !== undefined
        ? ok(new Map([...found.value].filter(([ref]) => refs.includes(ref))))
        : found;
    },
    fetch: (refs) => fetchRefs(repo, remote, refs.length > MOST_NAMES ? [`${LEASE_REFS}*`] : refs, ['--refmap=']),
    swap: (changes) => pushRefs(repo, remote, changes),
  };
}

function localBoard({ repo }: CoordRepo): Board {
  return {
    remote: null,
    list: (refs) => listRefs(repo, refs ?? [LEASE_REFS.slice(0, -1)]),
    fetch: () => Promise.resolve(ok(undefined)),
    swap: (changes) => moveRefs(repo, changes, null),
  };
}

/** Moved, a ref needs its old object no more: without this each renewal would leave one for ever. */
function tidy({ drop }: CoordRepo, board: Board): Board {
  const swap: Board['swap'] = async (changes) => {
    const moved = await board.swap(changes);
    if (moved.ok) for (const { from } of changes) if (from !== null) drop(from);
    return moved;
  };
  return { ...board, swap };
}

export const boardOf = (coord: CoordRepo, remote: string | null): Board =>
  tidy(coord, remote === null ? localBoard(coord) : remoteBoard(coord, remote));
