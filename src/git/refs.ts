/** Local refs, moved only by compare-and-swap in one transaction (git-update-ref(1) --stdin). */
import { HEADS } from '../domain/branch-name.ts';
import type { Oid } from '../domain/brand.ts';
import { fail, ok, type Result } from '../domain/result.ts';
import { LOST_RACE } from './errors.ts';
import type { Repo } from './repo.ts';
import { gitFailed } from './run.ts';

export interface RefChange {
  readonly ref: string;
  /** The value that must be there; null: nothing must be there. */
  readonly from: Oid | null;
  /** null: the ref is deleted. */
  readonly to: Oid | null;
}

/** What a ref points at (not peeled), or null. */
export async function readRef(repo: Repo, ref: string): Promise<Oid | null> {
  const found = await repo.reader.info(ref);
  return found?.oid ?? null;
}

const zero = (repo: Repo): string => '0'.repeat(repo.hash === 'sha256' ? 64 : 40);

function line(repo: Repo, { ref, from, to }: RefChange): string {
  const old = from ?? zero(repo);
  if (to === null) return `delete ${ref}\0${old}\0`;
  return `update ${ref}\0${to}\0${old}\0`;
}

/** All of the changes or none; with a reason for the reflog, or none kept. Fails: LOST_RACE if a ref is not at `from`, REF_LOCKED, READ_ONLY, GIT_FAILED. */
export async function moveRefs(
  repo: Repo,
  changes: readonly RefChange[],
  reason: string | null,
): Promise<Result<void>> {
  const input = changes.map((change) => line(repo, change)).join('');
  const kept = reason === null ? [] : ['-m', reason, '--create-reflog'];
  const run = await repo.git(['update-ref', ...kept, '--stdin', '-z'], { input });
  if (!run.ok) return run;
  if (run.value.code === 0) return ok(undefined);
  const now = await listRefs(
    repo,
    changes.map((change) => change.ref),
  );
  if (!now.ok) return now;
  const moved = changes.find((change) => (now.value.get(change.ref) ?? null) !== change.from);
  if (moved !== undefined) return fail(LOST_RACE, `${moved.ref} moved while gitcrq was working`, ['gitcrq status']);
  return gitFailed('moving refs', run.value);
}

/** Refs under the given prefixes or exact names, with what they point at. */
export async function listRefs(repo: Repo, patterns: readonly string[]): Promise<Result<ReadonlyMap<string, Oid>>> {
  const text = await repo.output('listing refs', ['for-each-ref', '--format=%(objectname) %(refname)', ...patterns]);
  if (!text.ok) return text;
  const refs = new Map<string, Oid>();
  for (const row of text.value.split('\n')) {
    const cut = row.indexOf(' ');
    if (cut > 0) refs.set(row.slice(cut + 1), row.slice(0, cut) as Oid); // git's own %(objectname)
  }
  return ok(refs);
}

/** Is `ancestor` reachable from `descendant` (or the same commit)? */
export async function isAncestor(repo: Repo, ancestor: Oid, descendant: Oid): Promise<Result<boolean>> {
  if (ancestor === descendant) return ok(true);
  const run = await repo.git(['merge-base', '--is-ancestor', ancestor, descendant]);
  if (!run.ok) return run;
  return run.value.code <= 1 ? ok(run.value.code === 0) : gitFailed('comparing commits', run.value);
}

export const branchRef = (branch: string): string => `${HEADS}${branch}`;
export const trackingRef = (remote: string, branch: string): string => `refs/remotes/${remote}/${branch}`;
