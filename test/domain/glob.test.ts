/** Globs answer as a library would, and no glob makes them slow. */
import fc from 'fast-check';
import picomatch from 'picomatch';
import { expect, test } from 'vitest';
import { globsMeet, matches } from '../../src/domain/glob.ts';

const OPTIONS = { dot: true, noextglob: true, nobrace: true, nonegate: true, nobracket: true };

test.each<[string, string, boolean]>([
  ['main', 'main', true],
  ['main', 'main2', false],
  ['release/*', 'release/1', true],
  ['release/*', 'release/1/2', false],
  ['release/**', 'release/1/2', true],
  ['release/**', 'release', true],
  ['**/login.ts', 'login.ts', true],
  ['**/login.ts', 'src/a/login.ts', true],
  ['**/login.ts', 'xlogin.ts', false],
  ['src/**/x', 'src/x', true],
  ['src/**/x', 'src/a/b/x', true],
  ['src/**/x', 'srcx', false],
  ['**', 'a/b', true],
  ['*', '.hidden', true],
  ['*', '', true],
  ['?', '/', false],
  ['a\\*', 'a*', true],
  ['a\\*', 'ab', false],
  ['\\**', '*x', true],
  ['[a]', '[a]', true],
  ['{a,b}', 'a', false],
  ['!a', 'b', false],
  ['*@example.com', 'bot@example.com', true],
])('%s and %s: %s', (glob, text, verdict) => expect(matches(glob, text)).toBe(verdict));

test('as picomatch answers, wherever its own answer is clear', () => {
  // What `a**` means, and `*/**` for one segment, differs from library to library.
  const segment = fc.constantFrom('a', 'b', '*', '**', '?', 'a*', '*b', 'a?b', '.a', 'ab');
  const glob = fc
    .array(segment, { minLength: 1, maxLength: 4 })
    .map((parts) => parts.join('/'))
    .filter((one) => !one.endsWith('**'));
  const text = fc
    .array(fc.constantFrom('a', 'b', 'ab', '.a', 'aab', 'ba'), { minLength: 1, maxLength: 5 })
    .map((parts) => parts.join('/'));
  fc.assert(
    fc.property(glob, text, (one, path) => {
      expect([one, path, matches(one, path)]).toEqual([one, path, picomatch(one, OPTIONS)(path)]);
    }),
    { numRuns: 2000 },
  );
});

test.each([
  ['*a'.repeat(60), 'a'.repeat(300)],
  ['**/'.repeat(60).concat('b'), 'a/'.repeat(150)],
  ['?*'.repeat(60).concat('b'), 'a'.repeat(300)],
])('a glob made to hang answers at once: %s', (glob, text) => {
  const before = process.cpuUsage().user;
  matches(glob, `${text}!`);
  // A matcher that tries every way would need longer than the sun lasts.
  expect(process.cpuUsage().user - before).toBeLessThan(2_000_000);
});

test('two globs meet exactly where some text matches both', () => {
  const signs = ['a', 'b', '/'];
  const longer = (texts: readonly string[]): readonly string[] =>
    texts.flatMap((text) => signs.map((sign) => text + sign));
  const texts = [['']];
  for (let length = 1; length <= 6; length++) texts.push([...longer(texts.at(-1) ?? [])]);
  const all = texts.flat();
  const glob = fc.array(fc.constantFrom('a', 'b', '/', '*', '?', '**/', '/**'), { maxLength: 3 });
  fc.assert(
    fc.property(glob, glob, (left, right) => {
      const [a, b] = [left.join(''), right.join('')];
      const witness = all.find((text) => matches(a, text) && matches(b, text));
      expect(globsMeet(a, b), `${a} and ${b}: ${witness}`).toBe(witness !== undefined);
      expect(globsMeet(b, a)).toBe(globsMeet(a, b));
    }),
    { numRuns: 300 },
  );
});

test('two globs are compared in time, however they are made', () => {
  const [a, b] = ['*a'.repeat(1500), '**/?b'.repeat(800)];
  const began = performance.now();
  globsMeet(a, b);
  expect(performance.now() - began).toBeLessThan(5000);
});
