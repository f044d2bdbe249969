/** Progress of long work: a line on a terminal, gone when the answer comes, and nothing anywhere else. */
import { execFileSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { progressText } from '../../src/surface/meter.ts';
import { fixture } from '../fixture.ts';
import { ROOT } from '../house/sources.ts';

test.each([
  [{ what: 'commits read', done: 1234567 }, '1,234,567 commits read'],
  [{ what: 'branches judged', done: 500, total: 1000 }, '############------------  500 of 1,000 branches judged'],
  [{ what: 'branches judged', done: 7, total: 5 }, '########################  7 of 5 branches judged'],
  [{ what: 'branches judged', done: 0, total: 0 }, '0 branches judged'],
])('%j', (progress, text) => expect(progressText(progress)).toBe(text));

describe('a command that takes its time', () => {
  /** Tells of its progress for a second, then prints an answer. */
  const SLOW = `
import { meter } from '${join(ROOT, 'src/surface/meter.ts')}';
import { printOut } from '${join(ROOT, 'src/surface/print.ts')}';
const draw = meter({ env: process.env, json: false, noColor: false, verbose: false, quiet: false });
for (let done = 1; done <= 10; done++) {
  draw({ what: 'steps', done, total: 10 });
  await new Promise((resolve) => setTimeout(resolve, 100));
}
await printOut('answer');
`;
  const seen = (env: Record<string, string>, redirect = ''): string => {
    const at = fixture({ remote: false });
    const script = join(at.root, 'slow.ts');
    writeFileSync(script, SLOW);
    return execFileSync('script', ['-qec', `'${process.execPath}' '${script}' ${redirect}`, '/dev/null'], {
      env: { PATH: process.env['PATH'], TERM: 'xterm', ...env },
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'pipe'],
    });
  };

  test('draws on a terminal and leaves only its answer', () => {
    const bytes = seen({});
    expect(bytes).toContain('of 10 steps');
    expect(bytes.slice(bytes.lastIndexOf('\u001b[2K') + 4)).toBe('answer\r\n');
  });

  test('draws nothing in CI, on a dumb terminal, or into a file', () => {
    expect(seen({ CI: 'true' })).toBe('answer\r\n');
    expect(seen({ TERM: 'dumb' })).toBe('answer\r\n');
    expect(seen({}, '2>/dev/null')).toBe('answer\r\n');
  });
});
