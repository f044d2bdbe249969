/** Linkage and trace of long histories, beside `git log` of the same commits. */
import { longHistory } from './long-history.ts';
import { compare } from './measure.ts';
import { bin, node } from './place.ts';

const external = ['--external', '--prefix', 'CRQ'];

/** With nothing kept of an earlier run. */
const FIRST = ['sh', '-c', 'rm -rf .git/gitcrq/cache && exec "$0" "$1" check --all', node, bin] as const;

export function check(): boolean {
  const dir = longHistory('check', 100_000);
  return compare(
    ['git', 'log', '--format=%H%x00%B', 'main'],
    [
      { name: 'check --all --external', subject: [node, bin, 'check', '--all', ...external], limit: 2 },
      { name: 'trace --external', subject: [node, bin, 'trace', ...external], limit: 3 },
      { name: 'trace', subject: [node, bin, 'trace'], limit: 3 },
      { name: 'check --all, with states, for the first time', subject: FIRST, limit: 8 },
      { name: 'check --all, with states', subject: [node, bin, 'check', '--all'], limit: 2 },
    ],
    3,
    dir,
  );
}
