/**
 * The commit that adopted gitcrq. Looking for it reads the root tree of every commit of the base; where that takes long,
 * the answer is kept and only what came since is looked through.
 */
import { isOid, type Oid, oid } from '../domain/brand.ts';
import { ok, type Result } from '../domain/result.ts';
import { isAltered } from '../git/altered.ts';
import { isAncestor } from '../git/refs.ts';
import type { Repo } from '../git/repo.ts';
import { POLICY_FILE } from '../store/basis.ts';
import { type Keeping, keep, recallJson } from '../store/kept.ts';

const KEEPING: Keeping = { name: 'adoption.json', from: [POLICY_FILE] };
/** A look that took less is quicker than asking whether the kept one still holds. */
const WORTH_KEEPING_MS = 150;

/** Commits that add the policy, newest first. */
async function additions(repo: Repo, revisions: readonly string[]): Promise<Result<readonly Oid[]>> {
  const args = [
    'log',
    '--format=%H',
    '--no-show-signature',
    '--topo-order',
    '--full-history',
    '--diff-filter=A',
    ...revisions,
    '--',
    `:(top,literal)${POLICY_FILE}`,
  ];
  const list = await repo.output('looking for the adoption', ['-c', 'log.showRoot=true', ...args]);
  if (!list.ok) return list;
  return ok(
    list.value
      .split('\n')
      .filter((line) => line !== '')
      .map(oid),
  );
}

interface Found {
  readonly tip: Oid;
  readonly adoption: Oid;
}

function found(value: unknown): Found | null {
  const { tip, adoption } = value as { readonly tip: unknown; readonly adoption: unknown }; // checked in the next line
  return typeof tip === 'string' && typeof adoption === 'string' && isOid(tip) && isOid(adoption)
    ? { tip, adoption }
    : null;
}

/** The kept answer, if nothing that came since adds the policy a second time. */
async function keptAdoption(repo: Repo, tip: Oid): Promise<Oid | null> {
  const kept = recallJson(repo, KEEPING, found);
  if (kept === null || (await isAltered(repo))) return null;
  if (kept.tip === tip) return kept.adoption;
  const [descends, more] = await Promise.all([
    isAncestor(repo, kept.tip, tip),
    additions(repo, [tip, '--not', kept.tip]),
  ]);
  return descends.ok && descends.value && more.ok && more.value.length === 0 ? kept.adoption : null;
}

const looked = new WeakMap<Repo, Map<Oid, Promise<Result<Oid | null>>>>();

/** The commit that adopted gitcrq in the history of this one; null if none did. Asked once, however many ranges are judged. */
export function adoptionCommit(repo: Repo, tip: Oid): Promise<Result<Oid | null>> {
  const known = looked.get(repo) ?? new Map<Oid, Promise<Result<Oid | null>>>();
  looked.set(repo, known);
  const before = known.get(tip) ?? find(repo, tip);
  known.set(tip, before);
  return before;
}

async function find(repo: Repo, tip: Oid): Promise<Result<Oid | null>> {
  const kept = await keptAdoption(repo, tip);
  if (kept !== null) return ok(kept);
  const begin = repo.ports.clock.monotonic_ms();
  const list = await additions(repo, [tip]);
  if (!list.ok) return list;
  const adoption = list.value.at(-1) ?? null;
  // Of several additions the order of the walk decides, and that may change with every commit.
  if (list.value.length === 1 && repo.ports.clock.monotonic_ms() - begin > WORTH_KEEPING_MS && !(await isAltered(repo)))
    keep(repo, KEEPING, JSON.stringify({ tip, adoption }));
  return ok(adoption);
}
