/** A remote that is away or refuses, a protected base, a disk that cannot be written, and others at work at once. */

import { execFileSync } from 'node:child_process';
import { chmodSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { frozen, refuses } from '../cli/refusals.ts';
import { answer, BIN, envelope, gitcrq, gitcrqLater, shareProcess } from '../cli/run.ts';
import { type Fixture, fixture } from '../fixture.ts';
import { fsck, leftovers, stateOf } from '../state.ts';

shareProcess();

/** On the branch of CRQ-2, with a commit of work. */
function begun(at: Fixture): Fixture {
  answer(at, ['start', 'Add login']);
  at.write('login.txt', 'login\n');
  at.git(['add', '.']);
  at.git(['commit', '--quiet', '-m', 'Add it\n\nCRQ: CRQ-2']);
  return at;
}

const OFFLINE = /^CRQ-(?=.*\d)[a-z][a-z0-9]{5}$/;

describe('a remote that does not answer', () => {
  const away = (at: Fixture): Fixture => {
    rmSync(at.remote, { recursive: true });
    return at;
  };

  test('gives no number, so the id is one that needs none, and says so', () => {
    const at = away(fixture());
    const made = answer<{ id: string; offline: string }>(at, ['crq', 'new', 'Add login']);
    expect(made).toMatchObject({ id: expect.stringMatching(OFFLINE), offline: expect.stringContaining('origin') });
    expect(answer(at, ['crq', 'show', made.id])).toMatchObject({ title: 'Add login' });
    expect(gitcrq(at, ['start', 'Another']).err).toMatch(/was made offline/);
  });

  test('close and merge refuse, and change nothing', () => {
    const at = away(begun(fixture()));
    for (const argv of [['close'], ['close', 'CRQ-2', '--no-land'], ['merge'], ['merge', 'CRQ-2']])
      refuses(at, argv, { exit: 7, code: 'REMOTE_UNREACHABLE', next: /git ls-remote/ });
  });

  test('the queue is shown as it was last fetched', () => {
    expect(envelope(gitcrq(away(fixture()), ['merge', 'status', '--json']))).toMatchObject({ ok: true });
  });
});

describe('a remote that refuses every push', () => {
  const refusing = (at: Fixture): Fixture => {
    writeFileSync(join(at.remote, 'hooks', 'pre-receive'), '#!/bin/sh\necho "no pushes on a Friday"\nexit 1\n');
    chmodSync(join(at.remote, 'hooks', 'pre-receive'), 0o755);
    return at;
  };

  test('gives no number, so the id is one that needs none', () => {
    const at = refusing(fixture());
    expect(answer(at, ['start', 'Add login'])).toMatchObject({
      id: expect.stringMatching(OFFLINE),
      offline: expect.any(String),
    });
    expect(answer(at, ['undo'])).toMatchObject({ undone: [expect.any(String)] });
    expect(at.git(['branch', '--list', '--format=%(refname:short)'])).toBe('main');
  });

  test("close takes back what it did here, and passes the remote's words on", () => {
    const at = refusing(begun(fixture()));
    const copies = /^refs\/(?:gitcrq|remotes)\//;
    const before = stateOf(at, copies);
    expect(envelope(gitcrq(at, ['close', '--json']))).toMatchObject({
      exit: 7,
      error: { code: 'REMOTE_REFUSED', message: expect.stringMatching(/no pushes on a Friday/) },
    });
    expect(stateOf(at, copies)).toEqual(before);
    expect(answer(at, ['undo', '--list'])).toMatchObject({ operations: [{ op: 'start', state: 'done' }] });
  });

  test("merge holds the branch with the remote's words", () => {
    const at = begun(fixture());
    answer(at, ['close', '--no-land']);
    refusing(at);
    const before = frozen(at);
    const said = envelope(gitcrq(at, ['merge', 'CRQ-2', '--json']));
    expect(said).toMatchObject({
      exit: 1,
      data: {
        landed: [],
        held: [
          {
            crq: 'CRQ-2',
            requirements: expect.arrayContaining([
              { name: 'remote', state: 'missing', why: expect.stringMatching(/no pushes on a Friday/) },
            ]),
          },
        ],
      },
    });
    expect(frozen(at)).toEqual(before);
  });
});

test('a protected base takes no edit of a record', () => {
  const at = fixture();
  for (const argv of [
    ['crq', 'set', 'CRQ-1', 'priority=high'],
    ['reopen', 'CRQ-1', '-m', 'why'],
    ['crq', 'move', 'CRQ-1', 'open', '-m', 'why'],
  ]) {
    refuses(at, argv, { exit: 6, code: 'BASE_PROTECTED', next: /^gitcrq branch new CRQ-1$/m });
  }
});

test('an illegal step is refused, and the legal ones are named', () => {
  const at = begun(fixture());
  refuses(at, ['crq', 'move', '2', 'draft'], { exit: 6, code: 'ILLEGAL_TRANSITION', message: /approved/ });
  refuses(at, ['reject', '2'], { exit: 2, code: 'REASON_MISSING', next: /gitcrq reject CRQ-2 -m "why"/ });
});

describe('a repository that cannot be written', () => {
  /** Root may write everywhere, so as root the command runs as a user who owns the clone and may not write to it. */
  const NOBODY = 65534;
  const isRoot = process.getuid?.() === 0;
  const asSomebody = (at: Fixture): readonly [string, ...string[]] => {
    if (isRoot) execFileSync('chown', ['-R', `${NOBODY}:${NOBODY}`, at.root]);
    const words = [process.execPath, BIN] as const;
    return isRoot
      ? ['setpriv', `--reuid=${NOBODY}`, `--regid=${NOBODY}`, '--clear-groups', ...words]
      : [words[0], ...words.slice(1)];
  };

  test.for([
    ['crq', 'new', 'Add login'],
    ['start', 'Add login'],
    ['crq', 'set', '2', 'priority=low'],
    ['close'],
    ['config', 'set', 'merge.test', 'true'],
    ['hooks', 'install'],
  ])('%j says so and leaves nothing half-written', (argv) => {
    const at = begun(fixture({ remote: false }));
    const before = stateOf(at);
    const entry = asSomebody(at);
    execFileSync('chmod', ['-R', 'a-w', at.clone]);
    const said = envelope(gitcrq(at, [...argv, '--json'], { entry }));
    const looked = envelope(gitcrq(at, ['status', '--json'], { entry }));
    execFileSync('chmod', ['-R', 'u+w', at.clone]);
    if (isRoot) execFileSync('chown', ['-R', '0:0', at.root]);
    expect(said).toMatchObject({
      ok: false,
      exit: 3,
      error: {
        code: expect.stringMatching(/^(?:READ_ONLY|SYSTEM_REFUSED)$/),
        message: expect.stringMatching(/permission denied|EACCES/i),
      },
    });
    expect(looked, JSON.stringify(looked)).toMatchObject({ ok: true });
    expect(stateOf(at)).toEqual(before);
    expect(leftovers(at)).toEqual([]);
  });
});

describe('two at once in one clone', () => {
  test('make two requests', async () => {
    const at = fixture();
    const both = await Promise.all(
      ['One', 'Two', 'Three'].map((title) => gitcrqLater(at, ['crq', 'new', title, '--json'])),
    );
    expect(both.map((one) => (envelope(one).data as { id: string }).id).sort()).toEqual(['CRQ-2', 'CRQ-3', 'CRQ-4']);
    expect([leftovers(at), fsck(at)]).toEqual([[], '']);
  });

  test('make two requests on one open base', async () => {
    const at = fixture({ remote: false, policy: 'version: 1\nbranches:\n  protected: []\n' });
    const both = await Promise.all(
      ['One', 'Two', 'Three'].map((title) => gitcrqLater(at, ['crq', 'new', title, '--json'])),
    );
    expect(both.map((one) => (envelope(one).data as { id: string }).id).sort()).toEqual(['CRQ-2', 'CRQ-3', 'CRQ-4']);
    expect(at.git(['ls-tree', '--name-only', 'main', 'crqs/']).split('\n')).toHaveLength(4);
    expect(at.git(['status', '--porcelain'])).toBe('');
    expect([leftovers(at), fsck(at)]).toEqual([[], '']);
  });

  test('close one request once', async () => {
    const at = begun(fixture());
    const both = await Promise.all([
      gitcrqLater(at, ['close', '--json']),
      gitcrqLater(at, ['close', 'CRQ-2', '--json']),
      gitcrqLater(at, ['merge', '--json']),
    ]);
    for (const one of both) expect([0, 1, 5], one.out).toContain(one.code);
    expect(at.git(['log', '--merges', '--format=%s', 'main'], at.remote)).toBe(
      'Merge feature/CRQ-2-add-login: Add login',
    );
    expect(at.git(['log', '--format=%s', '--grep=^Close', 'main'], at.remote)).toBe('Close CRQ-2: Add login');
    expect([leftovers(at), fsck(at), at.git(['status', '--porcelain'])]).toEqual([[], '', '']);
  });
});

test.for(['index.lock', 'refs/heads/feature/CRQ-2-add-login.lock', 'packed-refs.lock'])(
  "git's own %s, left by a git that died, is named and nothing is half-written",
  (name) => {
    const at = begun(fixture({ remote: false }));
    const before = stateOf(at);
    mkdirSync(join(at.clone, '.git', name, '..'), { recursive: true });
    writeFileSync(join(at.clone, '.git', name), '');
    const said = envelope(gitcrq(at, ['crq', 'set', '2', 'priority=low', '--json']));
    rmSync(join(at.clone, '.git', name));
    if (name === 'packed-refs.lock')
      expect(said).toMatchObject({ ok: true }); // git does not need it to move a loose ref
    else {
      expect(said).toMatchObject({ exit: 5, error: { code: 'REF_LOCKED', message: expect.stringContaining('.lock') } });
      expect(stateOf(at)).toEqual(before);
    }
  },
);
