/** Rebasing by synthetic parents comes to the commits that git-rebase(1) makes, over random histories. */
import { chmodSync, existsSync, renameSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { unwrap } from '../../src/domain/result.ts';
import { commitCandidate, makeCandidate } from '../../src/merge/candidate.ts';
import { readQueue } from '../../src/merge/reading.ts';
import { isSettled, lookAt } from '../../src/merge/waiting.ts';
import { crqText, type Fixture, fixture } from '../fixture.ts';
import { inRepo } from '../merge/ground.ts';

const FILES = ['a', 'b', 'd/a', 'd/b', 'd/e/a'] as const;
const LINES = 12;

const file = fc.constantFrom(...FILES);
const act = fc.oneof(
  { weight: 5, arbitrary: fc.record({ kind: fc.constant('edit'), file, line: fc.nat(LINES - 1), word: fc.nat(3) }) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('rename'), file, line: fc.nat(3), word: fc.nat(2) }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('mode'), file, line: fc.nat(), word: fc.nat() }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('remove'), file, line: fc.nat(), word: fc.nat() }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('empty'), file, line: fc.nat(), word: fc.nat() }) },
);
type Act = typeof act extends fc.Arbitrary<infer T> ? T : never;

function take(at: Fixture, { kind, file: path, line, word }: Act, n: string): void {
  const full = join(at.clone, path);
  const there = existsSync(full);
  if (kind === 'edit' && there) {
    const lines = at.read(path).split('\n');
    lines[line] = `line ${line} is ${word}`;
    at.write(path, lines.join('\n'));
  }
  if (kind === 'rename' && there) renameSync(full, join(at.clone, `d/moved-${word}`));
  if (kind === 'mode' && there) chmodSync(full, 0o755);
  if (kind === 'remove' && there) at.git(['rm', '--quiet', '--force', path]);
  at.git(['add', '--all']);
  const who = ['Ada <ada@example.com>', 'Bjørn <bjorn@example.com>'][line % 2] ?? '';
  const date = `${1_700_000_000 + line} +0${word % 10}00`;
  at.git([
    'commit',
    '--quiet',
    '--allow-empty',
    '--author',
    who,
    '--date',
    date,
    '-m',
    `Act ${n}: ${kind}\n\nCRQ: CRQ-2`,
  ]);
}

const history = fc.record({
  base: fc.array(act, { maxLength: 3 }),
  branch: fc.array(act, { minLength: 1, maxLength: 4 }),
  side: fc.array(act, { maxLength: 2 }),
});

/** Commits from main on, as they are but for committer and signature; null for a conflict. */
const commits = (at: Fixture, tip: string): string =>
  at.git(['log', '--topo-order', '--format=%T|%an|%ae|%ad|%B', '--date=raw', `main..${tip}`]);

function build(at: Fixture, { base, branch, side }: { base: Act[]; branch: Act[]; side: Act[] }): void {
  for (const path of FILES) at.write(path, Array.from({ length: LINES }, (_, n) => `${path} ${n}`).join('\n'));
  at.git(['add', '--all']);
  at.git(['commit', '--quiet', '-m', 'Begin\n\nCRQ: CRQ-1']);
  at.git(['switch', '--quiet', '-c', 'feature/CRQ-2-work']);
  at.write('crqs/CRQ-2.md', crqText('CRQ-2'));
  at.git(['add', '--all']);
  at.git(['commit', '--quiet', '-m', 'Open\n\nCRQ: CRQ-2']);
  for (const [n, one] of branch.entries()) take(at, one, `branch ${n}`);
  if (side.length > 0) {
    at.git(['switch', '--quiet', '-c', 'side', 'HEAD~1']);
    for (const [n, one] of side.entries()) take(at, one, `side ${n}`);
    at.git(['switch', '--quiet', 'feature/CRQ-2-work']);
    try {
      at.git(['merge', '--quiet', '--no-edit', 'side']);
    } catch {
      at.git(['merge', '--abort']);
    }
  }
  at.write('crqs/CRQ-2.md', crqText('CRQ-2', { status: 'closed' }));
  at.git(['commit', '--quiet', '-am', 'Close\n\nCRQ: CRQ-2\nCRQ-Transition: open -> closed']);
  at.git(['switch', '--quiet', 'main']);
  for (const [n, one] of base.entries()) take(at, one, `base ${n}`);
}

/** The tip that git makes; null where it stops. */
function byGit(at: Fixture): string | null {
  at.git(['switch', '--quiet', '-c', 'by-git', 'feature/CRQ-2-work']);
  try {
    at.git(['rebase', '--quiet', 'main']);
    return at.tip('by-git');
  } catch {
    at.git(['rebase', '--abort']);
    return null;
  } finally {
    at.git(['switch', '--quiet', 'main']);
  }
}

test('the same commits, or a conflict where git has one', async () => {
  const seen = { clean: 0, conflict: 0 };
  await fc.assert(
    fc.asyncProperty(history, async (acts) => {
      const at = fixture({ remote: false });
      build(at, acts);
      const expected = byGit(at);
      const made = await inRepo(at, {}, async (repo, basis) => {
        const reading = unwrap(await readQueue(repo, basis));
        const entry = unwrap(await lookAt(repo, reading, new Map(), 'feature/CRQ-2-work'));
        if (entry === null || isSettled(entry)) throw new Error('nothing waits');
        const candidate = unwrap(await makeCandidate(repo, { ...entry, strategy: 'rebase' }));
        return candidate.clean ? unwrap(await commitCandidate(repo, candidate)) : null;
      });
      seen[expected === null ? 'conflict' : 'clean']++;
      if (expected === null) expect(made).toBeNull();
      else expect(commits(at, made ?? 'main')).toBe(commits(at, expected));
    }),
    { numRuns: Number(process.env['GITCRQ_RUNS'] ?? 60) },
  );
  expect(Math.min(seen.clean, seen.conflict)).toBeGreaterThan(0);
}, 300_000);
