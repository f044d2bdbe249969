/** Where a shallow clone was cut off: commits whose parents exist and are not here (gitformat-pack, shallow). */
import { join } from 'node:path';
import type { Repo } from '../git/repo.ts';

export const shallowCommits = (repo: Repo): ReadonlySet<string> =>
  new Set((repo.ports.files.readText(join(repo.commonDir, 'shallow')) ?? '').split('\n').filter((line) => line !== ''));
