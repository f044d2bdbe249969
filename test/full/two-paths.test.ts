/** The small configuration must answer as oclif's own does: same streams, same exit code. */
import { expect, test } from 'vitest';
import { start } from '../surface/start.ts';

test.each([
  [['say', 'echo', 'a']],
  [['say', 'echo', 'a', 'b', 'a', '--json']],
  [['say', 'echo', 'a', '-m', 'x', '-m', 'y', '--dry-run', '--json']],
  [['say', 'echo', 'a', '--', '--json', '-x']],
  [['say', 'echo', '-C', '/', 'no', '--json']],
  [['say', 'echo']],
  [['say', 'echo', 'a', '--nope', '--json']],
  [['say', 'echo', 'a', '--label']],
  [['pass', '--pane', '1', 'gemini', '--json', '--', '--pane', '2']],
  [['pass', '--json', '-p1', '--', '--', 'x']],
  [['pass', '--pane']],
  [['fail', 'refused']],
  [['fail', 'refused', '--json', '--no-color']],
  [['fail', 'bug', '--json']],
  [['fail', 'system']],
  [['fail', 'a', 'b', 'c', '--json']],
])('%j', (argv) => {
  const oclif = argv[0] === 'say' ? ['say:echo', ...argv.slice(2)] : argv;
  expect(start(oclif, {}, 'full')).toEqual(start(argv));
});
