/**
 * Where leases hang: refs on the remote, or those of coord.git where there is no remote. They are read as they are now and
 * moved by compare-and-swap, all of a call or none.
 */
import type { Oid } from '../domain/brand.ts';
import { fail, ok, type Result } from '../domain/result.ts';
import { LOST_RACE, REMOTE_REFUSED } from '../git/errors.ts';
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
    async swap(changes) {
      const pushed = await pushRefs(repo, remote, changes);
      if (pushed.ok || pushed.error.code !== REMOTE_REFUSED.code) return pushed;
      return fail(REMOTE_REFUSED, pushed.error.message, ['gitcrq doctor']);
    },
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

/** Moved, a ref needs its old object no more, and what could not be put there nobody needs: each would stay for ever. */
function tidy(coord: CoordRepo, board: Board): Board {
  return {
    ...board,
    async fetch(refs) {
      const brought = await board.fetch(refs);
      await coord.sweep();
      return brought;
    },
    async swap(changes) {
      const moved = await board.swap(changes);
      // A move here whose end nobody saw may have been made, and its object be the only one.
      const isUndone = !moved.ok && (board.remote !== null || moved.error.code === LOST_RACE.code);
      for (const { from, to } of changes) {
        const left = moved.ok ? from : isUndone ? to : null;
        if (left !== null) coord.drop(left);
      }
      await coord.sweep();
      return moved;
    },
  };
}

/** What fails because coord.git is broken, and not because of the remote, is done again with what was broken taken away. */
function mending(coord: CoordRepo, board: Board): Board {
  const twice = async <T>(act: () => Promise<Result<T>>): Promise<Result<T>> => {
    const first = await act();
    if (first.ok || first.error.code === LOST_RACE.code || !(await coord.mend())) return first;
    return act();
  };
  return {
    remote: board.remote,
    list: (refs) => twice(() => board.list(refs)),
    fetch: (refs) => twice(() => board.fetch(refs)),
    swap: (changes) => twice(() => board.swap(changes)),
  };
}

export const boardOf = (coord: CoordRepo, remote: string | null): Board =>
  tidy(coord, mending(coord, remote === null ? localBoard(coord) : remoteBoard(coord, remote)));
