/**
 * `init --remove`: what gitcrq put into this clone goes, earlier hooks come back, and no tracked file, branch or note is
 * touched. It needs no policy, because a broken one may be why somebody wants to be rid of it. The journal stays, or the
 * removal could not be undone, and so do texts that a refused `crq edit` kept: those are the user's.
 */

import { join } from 'node:path';
import { RECORD_REFSPECS } from '../../crq/sync.ts';
import { quoted } from '../../domain/quote.ts';
import { fail, ok, type Result } from '../../domain/result.ts';
import { compiledPath } from '../../enforce/hooks/compile.ts';
import { DRIVER_SECTION } from '../../enforce/hooks/driver.ts';
import { planUninstall } from '../../enforce/hooks/install.ts';
import { HOOK_NAMES, SERVER_HOOKS } from '../../enforce/hooks/names.ts';
import { type GitConfig, parseConfig } from '../../git/config.ts';
import { listRefs } from '../../git/refs.ts';
import type { Repo } from '../../git/repo.ts';
import { listWorktrees } from '../../git/worktrees.ts';
import { landerLock } from '../../merge/land.ts';
import { testWorktrees } from '../../merge/test-run.ts';
import { contentAt } from '../../plan/kinds/files.ts';
import type { ConfigChange, FileChange, Plan, Step } from '../../plan/step.ts';
import { loadBasis } from '../../store/basis.ts';
import { isAbandonedLock, LOCK_HELD } from '../../sys/lock.ts';
import type { Initialised } from './plan.ts';

/** Folders below `gitcrq/` in the git directory that are made anew when they are needed. */
const CACHES = ['cache', 'tests'];

/** Files at any depth: the engine of merges is a git directory among the caches. */
const filesBelow = (repo: Repo, dir: string): readonly string[] =>
  repo.ports.files.list(dir).flatMap((name) => {
    const path = join(dir, name);
    return repo.ports.files.stat(path)?.kind === 'directory' ? filesBelow(repo, path) : [path];
  });

function cacheFiles(repo: Repo): readonly FileChange[] {
  const paths = CACHES.flatMap((name) => filesBelow(repo, join(repo.commonDir, 'gitcrq', name)));
  const compiled = compiledPath(repo);
  const all = repo.ports.files.stat(compiled) === null ? paths : [...paths, compiled];
  return all.map((path) => ({ path, from: contentAt(repo, path), to: null }));
}

/** Refspecs of the records, the merge driver, and what gitcrq noted of branches (`branch.<name>.gitcrqCrq` and the like). */
function ownConfig(config: GitConfig): readonly ConfigChange[] {
  const fetches = [...new Set(config.keys())].filter((key) => /^remote\..*\.fetch$/s.test(key));
  return [
    ...fetches.flatMap((key) =>
      RECORD_REFSPECS.filter((spec) => config.all(key).includes(spec)).map((spec) => ({
        key,
        from: spec,
        to: null,
        among: true,
      })),
    ),
    ...config
      .keys()
      .filter((key) => /^branch\..*\.gitcrq[a-z]+$/s.test(key) || key.startsWith(DRIVER_SECTION))
      .map((key) => ({ key, from: config.get(key) ?? null, to: null })),
  ];
}

/** Where a remote has the records, those here are copies that a fetch brings back. Without one they are the records. */
async function copiedRefs(repo: Repo, config: GitConfig): Promise<Result<readonly Step[]>> {
  if (!config.keys().some((key) => /^remote\..*\.url$/s.test(key))) return ok([]);
  const refs = await listRefs(repo, ['refs/gitcrq/']);
  if (!refs.ok || refs.value.size === 0) return refs.ok ? ok([]) : refs;
  const changes = [...refs.value].map(([ref, from]) => ({ ref, from, to: null }));
  return ok([{ kind: 'refs', changes, reason: 'init --remove' }]);
}

async function testTree(repo: Repo): Promise<Result<readonly Step[]>> {
  const kept = testWorktrees(repo);
  const trees = await listWorktrees(repo);
  if (!trees.ok) return trees;
  const own = trees.value.filter((tree) => kept.includes(tree.dir));
  if (own.length === 0) return ok([]);
  const lock = landerLock(repo);
  if (repo.ports.files.stat(lock) !== null && !isAbandonedLock(repo.ports, lock))
    return fail(LOCK_HELD, 'a landing is at work in a test worktree', ['gitcrq merge status', 'gitcrq init --remove']);
  return ok(own.map(({ dir }) => ({ kind: 'worktree', op: 'discard', dir, branch: '' })));
}

export async function planRemove(repo: Repo): Promise<Result<Plan>> {
  const list = await repo.output('git config', ['config', '--local', '--list', '-z']);
  if (!list.ok) return list;
  const config = parseConfig(list.value);
  const settings = ownConfig(config);
  const refs = await copiedRefs(repo, config);
  if (!refs.ok) return refs;
  const tree = await testTree(repo);
  if (!tree.ok) return tree;
  const basis = await loadBasis(repo);
  const uninstall = await planUninstall(repo, [...HOOK_NAMES, ...SERVER_HOOKS]);
  if (!uninstall.ok) return uninstall;
  const hooks = uninstall.value.steps;
  const caches = cacheFiles(repo);
  const steps: readonly Step[] = [
    ...hooks,
    ...(settings.length === 0 ? [] : [{ kind: 'git-config' as const, changes: settings }]),
    ...refs.value,
    ...tree.value,
    ...(caches.length === 0 ? [] : [{ kind: 'files' as const, files: caches }]),
  ];
  const gone = hooks.flatMap((step) => (step.kind === 'files' ? step.files.map(({ path }) => path) : []));
  const copies = refs.value.flatMap((step) => (step.kind === 'refs' ? step.changes : []));
  const taken = [
    `${gone.length} hook files`,
    `${settings.length} settings`,
    `${copies.length} copies of record refs`,
    `${caches.length} cached files`,
    ...(tree.value.length === 0 ? [] : ['the test worktree']),
  ];
  const answer: Initialised = {
    // Without a policy that can be read nobody knows the base, and nothing here needs it.
    base: basis.ok ? basis.value.base : '',
    remote: basis.ok ? basis.value.remote : null,
    adoption: null,
    hooks: gone,
    found: [
      steps.length === 0 ? 'nothing of gitcrq is left to take back in this clone' : `taken back: ${taken.join(', ')}`,
      'kept: every tracked file, branch and note, texts kept from crq edit, and the journal, which gitcrq undo reads',
    ],
    hooked: false,
    next: ['gitcrq undo', `rm -r ${quoted(join(repo.commonDir, 'gitcrq'))}`],
  };
  return ok({ op: 'init', title: 'Take the set-up of this clone back', steps, answer });
}
