/** `check` and `trace` of a real history of 2,718 commits that never saw gitcrq, beside `git log` of the same. */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { compare } from './measure.ts';
import { bin, git, node, root, scratch } from './place.ts';

const DATA = join(root, '..', 'shared', 'data', 'histories', 'zookeeper.fi.gz');

export function history(): boolean {
  if (!existsSync(DATA)) {
    console.log('   skipped: the history is not beside this checkout (../shared/data)');
    return true;
  }
  const dir = scratch('history');
  git(dir, ['init', '-q', '-b', 'main', '.']);
  git(dir, ['fast-import', '--quiet'], gunzipSync(readFileSync(DATA)));
  const external = ['--external', '--prefix', 'ZOOKEEPER'];
  return compare(
    ['git', 'log', '--format=%H%x00%B', 'main'],
    [
      { name: 'gitcrq check --all --external', subject: [node, bin, 'check', '--all', ...external], limit: 8, exit: 1 },
      { name: 'gitcrq trace --external', subject: [node, bin, 'trace', ...external], limit: 8, exit: 1 },
    ],
    9,
    dir,
  );
}
