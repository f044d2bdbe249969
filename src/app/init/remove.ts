/**
 * `init --remove`: what init and the commands after it put into this clone goes, earlier hooks come back, and no tracked file
 * or ref is touched. The journal stays, or the removal could not be undone.
 */

import { join } from 'node:path';
import { RECORD_REFSPECS } from '../../crq/sync.ts';
import { ok, type Result } from '../../domain/result.ts';
import { planUninstall } from '../../enforce/hooks/install.ts';
import { parseConfig } from '../../git/config.ts';
import type { Repo } from '../../git/repo.ts';
import { contentAt } from '../../plan/kinds/files.ts';
import type { ConfigChange, FileChange, Plan, Step } from '../../plan/step.ts';
import type { Basis } from '../../store/basis.ts';
import type { Initialised } from './plan.ts';

/** Folders below `gitcrq/` in the git directory that are made anew when they are needed. */
const CACHES = ['cache', 'tests'];

function cacheFiles(repo: Repo): readonly FileChange[] {
  const paths = CACHES.flatMap((name) => {
    const dir = join(repo.commonDir, 'gitcrq', name);
    return repo.ports.files.list(dir).map((file) => join(dir, file));
  });
  return paths.map((path) => ({ path, from: contentAt(repo, path), to: null }));
}

/** Refspecs of the records, and what gitcrq noted of branches (`branch.<name>.gitcrqCrq` and the like). */
async function ownConfig(repo: Repo, remote: string | null): Promise<Result<readonly ConfigChange[]>> {
  const list = await repo.output('git config', ['config', '--local', '--list', '-z']);
  if (!list.ok) return list;
  const config = parseConfig(list.value);
  const fetch = `remote.${remote}.fetch`;
  const there = config.all(fetch);
  const specs = RECORD_REFSPECS.filter((spec) => there.includes(spec));
  return ok([
    ...specs.map((spec) => ({ key: fetch, from: spec, to: null, among: true })),
    ...config
      .keys()
      .filter((key) => /^branch\..*\.gitcrq[a-z]+$/s.test(key))
      .map((key) => ({ key, from: config.get(key) ?? null, to: null })),
  ]);
}

export async function planRemove(repo: Repo, basis: Basis): Promise<Result<Plan>> {
  const config = await ownConfig(repo, basis.remote);
  if (!config.ok) return config;
  const hooks = planUninstall(repo).steps;
  const caches = cacheFiles(repo);
  const steps: readonly Step[] = [
    ...hooks,
    ...(config.value.length === 0 ? [] : [{ kind: 'git-config' as const, changes: config.value }]),
    ...(caches.length === 0 ? [] : [{ kind: 'files' as const, files: caches }]),
  ];
  const gone = hooks.flatMap((step) => (step.kind === 'files' ? step.files.map(({ path }) => path) : []));
  const answer: Initialised = {
    base: basis.base,
    remote: basis.remote,
    adoption: null,
    hooks: gone,
    found: [
      steps.length === 0
        ? 'nothing of gitcrq is left to take back in this clone'
        : `taken back: ${[`${gone.length} hook files`, `${config.value.length} settings`, `${caches.length} cached files`].join(', ')}`,
      'kept: every tracked file, every ref, and the journal, so that gitcrq undo can bring it back',
    ],
    hooked: false,
  };
  return ok({ op: 'init', title: 'Take the set-up of this clone back', steps, answer });
}
