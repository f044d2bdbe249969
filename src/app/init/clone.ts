/** The part of the set-up that is this clone's own: hooks, and refspecs that bring the records along with every fetch. */

import { RECORD_REFSPECS } from '../../crq/sync.ts';
import { ok, type Result } from '../../domain/result.ts';
import { gitConfig } from '../../git/config.ts';
import type { Repo } from '../../git/repo.ts';
import type { ConfigChange, Step } from '../../plan/step.ts';

/** Refspecs that are not there yet. */
export async function planRefspecs(repo: Repo, remote: string | null): Promise<Result<readonly Step[]>> {
  if (remote === null) return ok([]);
  const config = await gitConfig(repo);
  if (!config.ok) return config;
  const key = `remote.${remote}.fetch`;
  const there = config.value.all(key);
  const changes: ConfigChange[] = RECORD_REFSPECS.filter((spec) => !there.includes(spec)).map((spec) => ({
    key,
    from: null,
    to: spec,
    among: true,
  }));
  return ok(changes.length === 0 ? [] : [{ kind: 'git-config', changes }]);
}
