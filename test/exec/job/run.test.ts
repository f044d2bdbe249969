/** Runs as a user starts them: what arrives, how they end, and what is never taken for success. */
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import type { RunAnswer } from '../../../src/exec/job/answer.ts';
import { envelope, gitcrq } from '../../cli/run.ts';
import { type Grounds, ground } from './ground.ts';

const NASTY = [
  "it's",
  'a"b',
  '$HOME `id` \\',
  'two\nlines',
  ';',
  'a;',
  'Enter',
  '#{pane_id}',
  '-n',
  '',
  'ü 漢 🎉',
  '*',
  '~',
  '!!',
  '%s',
  '\t',
];
const PRINT = 'for word; do printf "%s\\0" "$word"; done >"$OUT"; exit 9';

const begun = (at: Grounds, words: readonly string[], code = 0): RunAnswer => {
  const ended = gitcrq(at, ['run', '--json', ...words]);
  const { ok, exit, data } = JSON.parse(ended.out);
  expect([ok, exit, ended.code], ended.out + ended.err).toEqual([true, code, code]);
  return data;
};

test.for(['none', 'new', 'work:0.0', 'work:0.0 replaced'])(
  'bytes arrive as given, and the exit code comes back: %s',
  (where) => {
    const at = ground();
    const out = join(at.root, 'out');
    const [pane = '', replaced] = where.split(' ');
    const words = ['--pane', pane, ...(replaced ? ['--replace'] : []), '--env', `OUT=${out}`];
    const ended = begun(at, [...words, 'sh', '-c', PRINT, 'x', ...NASTY], 9);
    expect(ended).toMatchObject({ state: 'done', exit: 9 });
    expect(readFileSync(out, 'utf8').split('\0').slice(0, -1)).toEqual(NASTY);
    // The person's shell, or one in its place, lives on.
    if (pane !== 'none') expect(at.tmux(['list-panes', '-t', 'work', '-F', '#{pane_dead}'])).toBe('0');
  },
);

test('what ended badly where nobody looks is told, with how to see more', () => {
  const at = ground();
  const told = (...words: readonly string[]): string => gitcrq(at, ['run', ...words]).err;
  expect(told('true')).toBe('');
  expect(told('no-such-command')).toMatch(/^run ([0-9a-f-]{36}): done, exit 127 \(not found\); gitcrq run logs \1\n$/);
  expect(told('--pane', 'new', 'false')).toMatch(/^run [0-9a-f-]{36}: done, exit 1\n$/);
  expect(told('--pane', 'none', 'false')).toBe('');
});

test('a command gets what is named, and nothing else of what its caller has', () => {
  const at = ground();
  const out = join(at.root, 'out');
  const env = { TOKEN: 'secret', OTHER: 'mine', WANTED: 'yes' };
  for (const pane of ['none', 'new']) {
    const ended = gitcrq(
      at,
      [
        'run',
        '--pane',
        pane,
        '--env',
        'WANTED',
        '--env',
        `OUT=${out}`,
        '--agent',
        'ada',
        '--json',
        'sh',
        '-c',
        'env >"$OUT"',
      ],
      { env },
    );
    const { dir, run } = envelope(ended).data as RunAnswer; // as `run` answers
    const seen = readFileSync(out, 'utf8');
    expect(seen).toMatch(/^WANTED=yes$/m);
    expect(seen).toMatch(/^GITCRQ_AGENT=ada$/m);
    expect(seen).toContain(`GITCRQ_RUN=${run}\n`);
    expect(seen).not.toMatch(/secret|mine/);
    expect(readdirSync(join(dir, '..', 'values'))).toEqual([]);
    expect(statSync(dir).mode & 0o777).toBe(0o700);
    for (const name of readdirSync(dir))
      expect(readFileSync(join(dir, name), 'utf8'), name).not.toContain('WANTED=yes');
  }
});
