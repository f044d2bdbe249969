/** Where gitcrq is called: no repository, bare, unborn, detached, in a folder with an odd name, without a fitting git. */
import { chmodSync, mkdirSync, readdirSync, renameSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { frozen, refuses } from '../cli/refusals.ts';
import { answer, envelope, gitcrq, gitcrqLater, shareProcess } from '../cli/run.ts';
import { type Fixture, fixture } from '../fixture.ts';
import { fsck, leftovers } from '../state.ts';

shareProcess();

const CHANGING: readonly (readonly string[])[] = [
  ['start', 'Add login'],
  ['crq', 'new', 'Add login'],
  ['crq', 'set', 'CRQ-1', 'priority=high'],
  ['crq', 'move', 'CRQ-1', 'open', '-m', 'why'],
  ['branch', 'new', 'CRQ-1'],
  ['close', 'CRQ-1'],
  ['merge'],
];
const LOOKING: readonly (readonly string[])[] = [
  ['status'],
  ['crq', 'list'],
  ['crq', 'show', 'CRQ-1'],
  ['branch', 'list'],
  ['branch', 'check'],
  ['check'],
  ['trace'],
  ['config', 'get'],
  ['config', 'check'],
  ['merge', 'status'],
  ['merge', 'log'],
  ['merge', 'explain', 'CRQ-1'],
];
const OWN: readonly (readonly string[])[] = [
  ['init'],
  ['undo'],
  ['undo', '--list'],
  ['resume'],
  ['config', 'set', 'merge.test', 'true'],
  ['hooks', 'install'],
  ['hooks', 'status'],
  ['hooks', 'uninstall'],
];

test('outside any repository every command says so', async () => {
  const at = fixture({ remote: false });
  const nowhere = join(at.root, 'nowhere');
  mkdirSync(nowhere);
  const all = [...CHANGING, ...LOOKING, ...OWN];
  const ended = await Promise.all(all.map((argv) => gitcrqLater(at, [...argv, '--json'], { cwd: nowhere })));
  for (const [n, one] of ended.entries()) {
    expect(envelope(one), all[n]?.join(' ')).toMatchObject({
      ok: false,
      exit: 3,
      error: { code: 'NO_REPOSITORY', next: expect.arrayContaining(['git init']) },
    });
  }
  expect(readdirSync(nowhere)).toEqual([]);
});

describe('in a bare repository', () => {
  test('what only looks has an answer', () => {
    const at = fixture();
    for (const argv of LOOKING.filter(([first]) => first !== 'config'))
      expect(envelope(gitcrq(at, [...argv, '--json'], { cwd: at.remote })), argv.join(' ')).toMatchObject({ ok: true });
  });

  test('nothing is proposed that needs a checkout', () => {
    const at = fixture();
    const { next } = answer(at, ['status'], { cwd: at.remote }) as { next: { command: string }[] };
    expect(next.length).toBeGreaterThan(0);
    for (const { command } of next) expect(answer(at, command.split(' ').slice(1), { cwd: at.remote })).toBeDefined();
  });

  test.for([
    ['start', 'Add login'],
    ['config', 'set', 'merge.test', 'true'],
    ['config', 'check'],
  ])('%j needs a checkout', (argv) => {
    const at = fixture();
    refuses(at, argv, { exit: 3, code: 'NO_WORK_TREE' }, { cwd: at.remote });
  });

  test('a request can be made, and taken back', () => {
    const at = fixture();
    const before = at.git(['for-each-ref'], at.remote);
    expect(answer(at, ['crq', 'new', 'Add login'], { cwd: at.remote })).toMatchObject({
      id: 'CRQ-2',
      branch: 'feature/CRQ-2-add-login',
    });
    answer(at, ['undo'], { cwd: at.remote });
    const now = at
      .git(['for-each-ref'], at.remote)
      .split('\n')
      .filter((row) => !row.includes('refs/gitcrq/ids/'));
    expect(now.join('\n')).toBe(before);
  });
});

describe('in a repository without a commit', () => {
  const empty = (): Fixture => {
    const at = fixture({ remote: false });
    mkdirSync(join(at.root, 'empty'));
    at.git(['init', '--quiet'], join(at.root, 'empty'));
    return { ...at, clone: join(at.root, 'empty') };
  };

  test.for(CHANGING)('%j asks for init', (argv) => {
    refuses(empty(), argv, { exit: 3, code: 'POLICY_MISSING', next: /^gitcrq init$/m });
  });

  test('what only looks has an answer', () => {
    const at = empty();
    expect(answer(at, ['status'])).toMatchObject({
      branch: 'main',
      adopted: false,
      commits: { total: 0 },
      next: [{ command: 'gitcrq init' }],
    });
    expect(answer(at, ['crq', 'list'])).toEqual({ crqs: [], unreadable: [], warnings: [], total: 0 });
    refuses(at, ['undo'], { exit: 4, code: 'NOTHING_TO_UNDO' });
    refuses(at, ['resume'], { exit: 4, code: 'NOTHING_TO_RESUME' });
  });
});

test('on an unborn branch of an adopted clone a request is begun, and taken back', () => {
  const at = fixture();
  at.git(['switch', '--quiet', '--orphan', 'elsewhere']);
  const before = frozen(at);
  expect(answer(at, ['crq', 'new', 'Add login'])).toMatchObject({ id: 'CRQ-2' });
  answer(at, ['undo']);
  expect({ ...(frozen(at) as object), remote: '', config: '' }).toEqual({
    ...(before as object),
    remote: '',
    config: '',
  });
  expect(answer(at, ['start', 'Add logout'])).toMatchObject({ id: 'CRQ-3' });
  expect(at.git(['symbolic-ref', 'HEAD'])).toBe('refs/heads/feature/CRQ-3-add-logout');
});

describe('with a detached HEAD', () => {
  const detached = (): Fixture => {
    const at = fixture();
    at.git(['switch', '--quiet', '--detach']);
    return at;
  };

  test('close wants an id', () => {
    refuses(detached(), ['close'], { exit: 2, code: 'NO_CRQ_HERE', message: /HEAD is detached/ });
  });

  test('branch check wants a name', () => {
    refuses(detached(), ['branch', 'check'], { exit: 2, code: 'NO_CRQ_HERE', message: /HEAD is detached/ });
  });

  test('start leads to the branch, undo back to the very commit', () => {
    const at = detached();
    const head = at.tip('HEAD');
    expect(answer(at, ['status'])).toMatchObject({ branch: null });
    answer(at, ['start', 'Add login']);
    expect(at.git(['symbolic-ref', 'HEAD'])).toBe('refs/heads/feature/CRQ-2-add-login');
    answer(at, ['undo']);
    expect(() => at.git(['symbolic-ref', '-q', 'HEAD'])).toThrow();
    expect(at.tip('HEAD')).toBe(head);
  });
});

test.for(["it's a folder", '-ünï"', '$(touch x)'])('a folder named %j', (name) => {
  const at = fixture({ remote: false });
  const clone = join(at.root, name);
  renameSync(at.clone, clone);
  const moved: Fixture = { ...at, clone };
  answer(moved, ['start', 'Add login']);
  at.write('login.txt', 'login\n', clone);
  at.git(['add', '.'], clone);
  at.git(['commit', '--quiet', '-m', 'Add it\n\nCRQ: CRQ-2'], clone);
  answer(moved, ['crq', 'set', 'CRQ-2', 'priority=high']);
  expect(answer(moved, ['close'])).toMatchObject({ landed: [{ crq: 'CRQ-2' }], held: [] });
  expect(at.git(['show', 'main:crqs/CRQ-2.md'], clone)).toMatch(/^status: closed\n[\s\S]*^priority: high$/m);
  answer(moved, ['undo']);
  expect(at.git(['status', '--porcelain'], clone)).toBe('');
  expect(leftovers(moved)).toEqual([]);
});

test('a folder with a line break in its name is refused, not misread', () => {
  const at = fixture({ remote: false });
  const clone = join(at.root, 'new\nline');
  renameSync(at.clone, clone);
  refuses({ ...at, clone }, ['start', 'Add login'], { exit: 3, code: 'NO_REPOSITORY', message: /line break/ });
});

test('a linked worktree in a folder with a space', () => {
  const at = fixture();
  const made = answer<{ worktree: string }>(at, ['start', 'Add login', '--worktree', '../two words']);
  expect(made.worktree).toBe(join(at.root, 'two words'));
  expect(at.git(['symbolic-ref', 'HEAD'], made.worktree)).toBe('refs/heads/feature/CRQ-2-add-login');
  expect(answer(at, ['crq', 'set', 'CRQ-2', 'priority=low'])).toMatchObject({ branch: 'feature/CRQ-2-add-login' });
  expect(at.git(['status', '--porcelain'], made.worktree)).toBe('');
  answer(at, ['undo']);
  answer(at, ['undo']);
  expect(at.git(['worktree', 'list']).split('\n')).toHaveLength(1);
});

describe('git itself', () => {
  /** A PATH that holds nothing, or one program named git. */
  const path = (at: Fixture, script?: string): string => {
    const folder = join(at.root, 'programs');
    mkdirSync(folder);
    if (script !== undefined) {
      writeFileSync(join(folder, 'git'), `#!/bin/sh\n${script}\n`);
      chmodSync(join(folder, 'git'), 0o755);
    }
    return folder;
  };

  test('is missing', async () => {
    const at = fixture({ remote: false });
    const env = { PATH: path(at) };
    const before = frozen(at);
    const ended = await Promise.all(
      [...CHANGING, ...LOOKING, ...OWN].map((argv) => gitcrqLater(at, [...argv, '--json'], { env })),
    );
    for (const one of ended)
      expect(envelope(one)).toMatchObject({ ok: false, exit: 3, error: { code: 'GIT_MISSING' } });
    expect(frozen(at)).toEqual(before);
  });

  test.for(['git version 2.30.0', 'git version 2.38.5', 'hub version 2.14'])('is too old: %s', (version) => {
    const at = fixture({ remote: false });
    gitcrq(at, ['status']); // the good git is remembered now, and must not speak for another one
    const env = { PATH: `${path(at, `echo '${version}'`)}:${at.env['PATH']}` };
    refuses(
      at,
      ['crq', 'new', 'Add login'],
      { exit: 3, code: 'GIT_TOO_OLD', message: new RegExp(version.replaceAll('.', '\\.')) },
      { env },
    );
    refuses(at, ['status'], { exit: 3, code: 'GIT_TOO_OLD' }, { env });
  });

  test('a git that was replaced in place is asked again', () => {
    const at = fixture({ remote: false });
    const folder = path(at, 'PATH="$REAL_PATH" exec git "$@"');
    const env = { PATH: `${folder}:${at.env['PATH']}`, REAL_PATH: at.env['PATH'] };
    expect(gitcrq(at, ['status'], { env }).code).toBe(0);
    writeFileSync(join(folder, 'git'), '#!/bin/sh\necho git version 2.0.0\n');
    refuses(at, ['status'], { exit: 3, code: 'GIT_TOO_OLD' }, { env });
  });
});

test('a repository whose objects have SHA-256 names', () => {
  const at = fixture({ remote: false });
  const clone = join(at.root, 'sha256');
  at.git(['init', '--quiet', '--object-format=sha256', clone], at.root);
  const of: Fixture = { ...at, clone };
  answer(of, ['init']);
  answer(of, ['start', 'Add login']);
  at.write('login.txt', 'login\n', clone);
  at.git(['add', '.'], clone);
  at.git(['commit', '--quiet', '-m', 'Add it'], clone);
  expect(answer(of, ['close'])).toMatchObject({
    landed: [{ crq: 'CRQ-2', oid: expect.stringMatching(/^[0-9a-f]{64}$/) }],
  });
  answer(of, ['undo']);
  expect([fsck(of), leftovers(of), at.git(['status', '--porcelain'], clone)]).toEqual(['', [], '']);
});

test('a repository reached through a symbolic link is the same repository', () => {
  const at = fixture({ remote: false });
  symlinkSync(at.clone, join(at.root, 'link'));
  answer(at, ['start', 'Add login'], { cwd: join(at.root, 'link') });
  answer(at, ['undo'], { cwd: at.clone });
  expect(at.git(['symbolic-ref', 'HEAD'])).toBe('refs/heads/main');
});
