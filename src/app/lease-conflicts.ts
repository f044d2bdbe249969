/** `coord conflicts`: leases of others on what is named, or on what this checkout works on. */
import { type Conflicts, conflictsWith, type Own } from '../coord/lease-conflicts.ts';
import { ok, type Result } from '../domain/result.ts';
import { currentBranch, type Repo } from '../git/repo.ts';
import { crqOfBranch } from '../store/branch-of.ts';
import { type Clone, inClone } from './clone.ts';
import { deskOf } from './lease.ts';
import { listed } from './lease-look.ts';
import { leaseKey } from './lease-words.ts';
import type { Wired } from './wire.ts';

/** Any word may be a path and a name of something else at once. */
function named(repo: Repo, words: readonly string[]): Result<readonly Own[]> {
  const own: Own[] = [];
  for (const word of words) {
    const path = leaseKey(repo, word, undefined);
    if (!path.ok && word === '') return path;
    own.push({ path: path.ok ? path.value : null, name: word });
  }
  return ok(own);
}

const paths = (listed: string): readonly string[] => listed.split('\0').filter((path) => path !== '');

/** Whatever `diff.relative` and `submodule.<name>.ignore` say. */
const DIFF = ['diff', '--name-only', '--no-renames', '--no-relative', '--ignore-submodules=none', '-z'];

/** What differs from the base: in commits of this branch, in the index, in the checkout, and files git does not know yet. */
async function changed({ repo, basis }: Clone): Promise<Result<readonly string[]>> {
  if (repo.workTree === null) return ok([]);
  const at = { cwd: repo.workTree };
  const since = repo.head.oid === null || basis.tip === null ? [] : ['--merge-base', basis.tip];
  const diff = await repo.output('what is changed', [...DIFF, ...since, '--'], at);
  if (!diff.ok) return diff;
  const other = await repo.output('what is new', ['ls-files', '--others', '--exclude-standard', '-z'], at);
  return other.ok ? ok([...paths(diff.value), ...paths(other.value)]) : other;
}

async function worked(clone: Clone): Promise<Result<readonly Own[]>> {
  const files = await changed(clone);
  if (!files.ok) return files;
  const branch = currentBranch(clone.repo);
  const crq = branch === null ? ok(null) : await crqOfBranch(clone.repo, clone.basis, branch);
  if (!crq.ok) return crq;
  const own = files.value.map((key): Own => ({ path: { type: 'file', key }, name: key }));
  return ok(crq.value === null ? own : [...own, { path: null, name: crq.value }]);
}

export const conflicts = (ports: Wired, words: readonly string[]): Promise<Conflicts> =>
  inClone(ports, async (clone) => {
    const own = words.length > 0 ? named(clone.repo, words) : await worked(clone);
    if (!own.ok) return own;
    const desk = deskOf(clone);
    if (!desk.ok) return desk;
    const list = await listed(clone, desk.value);
    return list.ok ? ok(conflictsWith(list.value, own.value)) : list;
  });
