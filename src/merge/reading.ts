/**
 * What the queue decides from: the bases, the branches of requests and the queue's logs, as the remote has them now, all
 * as oids. Invariant: every oid in a reading is an object this clone has. Local branches count only without a remote.
 */

import { branchOfRef, HEADS } from '../domain/branch-name.ts';
import type { Oid } from '../domain/brand.ts';
import { isExemptBranch } from '../domain/policy.ts';
import { fail, ok, type Result } from '../domain/result.ts';
import type { GitConfig } from '../git/config.ts';
import { LOST_RACE, REMOTE_UNREACHABLE } from '../git/errors.ts';
import { branchRef, listRefs, trackingRef } from '../git/refs.ts';
import { advertisedRefs, fetchRefs } from '../git/remote.ts';
import type { Repo } from '../git/repo.ts';
import { type Basis, isBaseBranch } from '../store/basis.ts';
import { branchNotes, NO_NOTES, notedCrq } from '../store/branch-of.ts';
import { BASE_MISSING } from '../store/errors.ts';
import { targetBasis } from './target.ts';

export interface Reading {
  /** The default base and its policy. */
  readonly basis: Basis;
  readonly tip: Oid;
  /** Ref (`refs/heads/x`, `refs/gitcrq/queue/x/log`) → oid, as on the remote, or here where there is no remote. */
  readonly refs: ReadonlyMap<string, Oid>;
  /** Requests of branches that git renamed: in this clone alone, so only where there is no remote. */
  readonly notes: GitConfig;
  /** Why this is only what was fetched before; null for the truth of now. */
  readonly stale: string | null;
}

const QUEUE = 'refs/gitcrq/queue/';

/** Branch names of a reading with their oids. */
export const headsOf = (reading: Reading): readonly (readonly [string, Oid])[] =>
  [...reading.refs].flatMap(([ref, oid]) => {
    const branch = branchOfRef(ref);
    return branch === null ? [] : [[branch, oid] as const];
  });

/** The targets that have a log. */
export const queueTargets = (reading: Reading): readonly string[] =>
  [...reading.refs.keys()]
    .filter((ref) => ref.startsWith(QUEUE) && ref.endsWith('/log'))
    .map((ref) => ref.slice(QUEUE.length, -'/log'.length));

/** Everything else on the remote is nobody's business here and is not fetched. */
const matters = (basis: Basis, notes: GitConfig, ref: string): boolean => {
  if (ref.startsWith(QUEUE)) return true;
  const name = branchOfRef(ref);
  if (name === null) return false;
  return isBaseBranch(basis, name) || (notedCrq(basis, notes, name) !== null && !isExemptBranch(basis.policy, name));
};

const only = (basis: Basis, refs: ReadonlyMap<string, Oid>, notes = NO_NOTES): ReadonlyMap<string, Oid> =>
  new Map([...refs].filter(([ref]) => matters(basis, notes, ref)));

/** The name under which a ref of the remote is kept here. */
const localName = (remote: string, ref: string): string => {
  const branch = branchOfRef(ref);
  return branch === null ? ref : trackingRef(remote, branch);
};

/** What the last fetch brought. */
async function remembered(repo: Repo, remote: string): Promise<Result<ReadonlyMap<string, Oid>>> {
  const prefix = trackingRef(remote, '');
  const listed = await listRefs(repo, [prefix, QUEUE]);
  if (!listed.ok) return listed;
  return ok(
    new Map(
      [...listed.value].map(([ref, oid]) => [
        ref.startsWith(prefix) ? `${HEADS}${ref.slice(prefix.length)}` : ref,
        oid,
      ]),
    ),
  );
}

/** Fetches what differs; the oids advertised may be gone by then, which is a lost race. */
async function fetched(repo: Repo, basis: Basis, remote: string): Promise<Result<ReadonlyMap<string, Oid>>> {
  const [now, before] = await Promise.all([
    advertisedRefs(repo, remote, [`${HEADS}*`, `${QUEUE}*`]),
    remembered(repo, remote),
  ]);
  if (!now.ok) return now;
  if (!before.ok) return before;
  const refs = only(basis, now.value);
  const fresh = [...refs].filter(([ref, oid]) => before.value.get(ref) !== oid);
  if (fresh.length === 0) return ok(refs);
  const got = await fetchRefs(
    repo,
    remote,
    fresh.map(([ref]) => `+${ref}:${localName(remote, ref)}`),
  );
  if (!got.ok) return got;
  const here = await Promise.all(fresh.map(([, oid]) => repo.reader.info(oid)));
  if (here.every((object) => object !== null)) return ok(refs);
  return fail(LOST_RACE, `a branch moved on ${remote} while it was being fetched`, ['gitcrq merge status']);
}

const RACES = 5;

async function refsOf(
  repo: Repo,
  basis: Basis,
  manner: Manner,
): Promise<Result<Pick<Reading, 'refs' | 'notes' | 'stale'>>> {
  const { remote } = basis;
  if (remote === null) {
    const [listed, notes] = await Promise.all([listRefs(repo, [HEADS, QUEUE]), branchNotes(repo, basis)]);
    if (!listed.ok) return listed;
    return notes.ok ? ok({ refs: only(basis, listed.value, notes.value), notes: notes.value, stale: null }) : notes;
  }
  for (let attempt = 1; ; attempt++) {
    const read = await fetched(repo, basis, remote);
    if (read.ok) return ok({ refs: read.value, notes: NO_NOTES, stale: null });
    if (read.error.code === LOST_RACE.code && attempt < RACES) continue;
    if (read.error.code !== REMOTE_UNREACHABLE.code || !manner.offline) return read;
    const last = await remembered(repo, remote);
    if (!last.ok) return last;
    return ok({ refs: only(basis, last.value), notes: NO_NOTES, stale: read.error.message });
  }
}

export interface Manner {
  /** Take what was fetched before if the remote cannot be reached, and say so in `stale`: to look at, never to land from. */
  readonly offline: boolean;
}

/** Reads the queue. Fails REMOTE_UNREACHABLE, BASE_MISSING, POLICY_INVALID. */
export async function readQueue(
  repo: Repo,
  basis: Basis,
  manner: Manner = { offline: false },
): Promise<Result<Reading>> {
  const found = await refsOf(repo, basis, manner);
  if (!found.ok) return found;
  const tip = found.value.refs.get(branchRef(basis.base));
  if (tip === undefined) {
    const where = basis.remote ?? 'this repository';
    return fail(BASE_MISSING, `${basis.base} is not on ${where}`, [
      `git push ${where} ${basis.base}`,
      'gitcrq config get branches.base',
    ]);
  }
  const fresh = await targetBasis(repo, basis, basis.base, tip);
  return fresh.ok ? ok({ ...found.value, basis: fresh.value, tip }) : fresh;
}

/** The reading after some of its refs moved by our own doing. */
export function moved(
  reading: Reading,
  changes: readonly { readonly ref: string; readonly to: Oid | null }[],
): Reading {
  const refs = new Map(reading.refs);
  for (const { ref, to } of changes) {
    if (to === null) refs.delete(ref);
    else refs.set(ref, to);
  }
  return { ...reading, refs, tip: refs.get(branchRef(reading.basis.base)) ?? reading.tip };
}

export const headOf = (reading: Reading, branch: string): Oid | null => reading.refs.get(branchRef(branch)) ?? null;
