/** What recording costs a run that prints a lot, beside the same run without it. */
import { type Call, compare } from './measure.ts';
import { adopted, bin, node } from './place.ts';

const LINES = '400000';

export function record(): boolean {
  const place = adopted('record', 2, 2);
  const run = (...flags: readonly string[]): Call => [
    'script',
    '-q',
    '-e',
    '-c',
    `'${node}' '${bin}' run --pane none ${flags.join(' ')} seq ${LINES}`,
    '/dev/null',
  ];
  return compare(run(), [{ name: 'the same, recorded', subject: run('--record'), limit: 1.5 }], 9, place, {
    baseline: `a run in a terminal that prints ${LINES} lines`,
  });
}
