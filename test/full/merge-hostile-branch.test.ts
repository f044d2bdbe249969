/** Branches that are made to stop a queue: each is held, with the reason, and the others land. */
import { execFileSync } from 'node:child_process';
import { chmodSync, existsSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { nodeFiles } from '../../src/sys/files.ts';
import { crqText, type Fixture, fixture } from '../fixture.ts';
import { pass, why, work } from '../merge/ground.ts';

const NOBODY = 65534;

test.each([1, 4])('one that cannot be checked out is held, with %s at once', async (width) => {
  const at = fixture({ policy: 'version: 1\nmerge:\n  test: "true"\n' });
  for (const [key, value] of Object.entries({ smudge: 'false', clean: 'cat', required: 'true' }))
    at.git(['config', `filter.lfs.${key}`, value]);
  work(at, { id: 'CRQ-2', priority: 'high', files: { '.gitattributes': 'big filter=lfs\n', big: 'no pointer\n' } });
  work(at, { id: 'CRQ-3' });
  const done = await pass(at, { width });
  expect(done.landed).toMatchObject([{ crq: 'CRQ-3' }]);
  expect(why(done, 'tested')).toMatch(/^it cannot be checked out here: git worktree add: /);
});

/** A branch whose last commit says that it was made at another time. */
function dated(at: Fixture, date: string): void {
  const record = (status: string): void => at.write('crqs/CRQ-2.md', crqText('CRQ-2', { status }));
  at.git(['switch', '--quiet', '-c', 'feature/CRQ-2-work']);
  record('open');
  at.git(['add', '.']);
  at.git(['commit', '--quiet', '-m', 'Open CRQ-2\n\nCRQ: CRQ-2']);
  record('closed');
  const message = 'Close CRQ-2\n\nCRQ: CRQ-2\nCRQ-Transition: open -> closed';
  execFileSync('git', ['commit', '--quiet', '--all', '-m', message], {
    cwd: at.clone,
    env: { ...at.env, GIT_COMMITTER_DATE: date },
  });
  at.git(['push', '--quiet', 'origin', 'HEAD']);
  at.git(['switch', '--quiet', 'main']);
}

test.each(['ff', 'rebase'] as const)(
  'by %s no commit of the future comes to a base, which would freeze it until then',
  async (strategy) => {
    const freeze = '[{from: 2026-01-01T00:00Z, to: 2026-01-02T00:00Z, reason: the fair}]';
    const at = fixture({ policy: `version: 1\nmerge:\n  strategy: ${strategy}\n  freeze: ${freeze}\n` });
    dated(at, '2099-01-01T00:00:00Z');
    expect(why(await pass(at), 'accepted')).toMatch(/^its last commit says it was made at 2099-01-01T00:00:00Z/);
    expect((await pass(at, { strategy: 'squash' })).landed).toHaveLength(1);
  },
);

/** Directories that nobody may write, as Go's module cache has them. */
function closed(top: string): void {
  const inner = join(top, 'a', 'b');
  mkdirSync(inner, { recursive: true });
  writeFileSync(join(inner, 'file'), '');
  for (const dir of [inner, join(top, 'a')]) chmodSync(dir, 0o500);
}

/** Root may remove everything, so as root `act` is done by a user to whom the folder belongs. */
function asOwner(root: string, act: () => void): void {
  const isRoot = process.geteuid?.() === 0;
  if (isRoot) {
    execFileSync('chown', ['-R', `${NOBODY}`, root]);
    process.seteuid?.(NOBODY);
  }
  try {
    act();
  } finally {
    if (isRoot) process.seteuid?.(0);
  }
}

test('what a test left closed is removed', () => {
  const at = fixture();
  const top = join(at.root, 'top');
  closed(top);
  asOwner(at.root, () => {
    expect(() => rmSync(top, { recursive: true })).toThrow('EACCES');
    nodeFiles.removeTree(top);
  });
  expect(existsSync(top)).toBe(false);
});
