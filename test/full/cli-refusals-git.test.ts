/** git itself will not: nobody to commit as, a broken repository, refs and locks that somebody else has moved or holds. */
import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import type { Oid } from '../../src/domain/brand.ts';
import { unwrap } from '../../src/domain/result.ts';
import { moveRefs } from '../../src/git/refs.ts';
import { pushRefs } from '../../src/git/remote.ts';
import { openRepo } from '../../src/git/repo.ts';
import { alone } from '../../src/plan/alone.ts';
import { doStep } from '../../src/plan/execute.ts';
import type { Step } from '../../src/plan/step.ts';
import { nodeClock, nodeProcesses } from '../../src/sys/node.ts';
import { frozen, refuses } from '../cli/refusals.ts';
import { BRANCH, begun, commit } from '../cli/refusals-ground.ts';
import { answer, BIN, envelope, gitcrq, shareProcess } from '../cli/run.ts';
import { type Fixture, fixture } from '../fixture.ts';
import { inRepo } from '../merge/ground.ts';
import { files, fsck } from '../state.ts';

shareProcess();

describe('without a name to commit as', () => {
  const nobody = (at: Fixture): Fixture => {
    writeFileSync(join(at.root, 'home', 'gitconfig'), '[user]\n\tuseConfigOnly = true\n');
    return at;
  };
  const next = /^git config --global user\.name "Your Name"\ngit config --global user\.email /m;

  test.for([
    ['start', 'Add login'],
    ['crq', 'new', 'Add login'],
    ['crq', 'set', '2', 'priority=high'],
    ['close', '2'],
  ])('%j commits nothing', (argv) => {
    refuses(nobody(begun(fixture())), argv, { exit: 3, code: 'IDENTITY_MISSING', next });
  });

  test('merge lands nothing', () => {
    const at = begun(fixture());
    answer(at, ['close', '--no-land']);
    const refusal = { exit: 3, code: 'IDENTITY_MISSING', next };
    refuses(nobody(at), ['merge'], refusal);
    refuses(at, ['merge', 'CRQ-2'], refusal);
  });

  test('init adopts nothing', () => {
    const at = fixture({ remote: false });
    at.git(['rm', '--quiet', '-r', 'gitcrq.yaml', 'crqs']);
    at.git(['commit', '--quiet', '--amend', '-m', 'First']);
    refuses(nobody(at), ['init'], { exit: 3, code: 'IDENTITY_MISSING', next });
  });
});

describe('a broken repository', () => {
  /** `refuses` asks git for the state, which no git can tell here; so it is the bytes of everything. */
  const fails = (at: Fixture, argv: readonly string[], message: RegExp): void => {
    const bytes = () => ({ work: files(at.clone), git: files(join(at.clone, '.git')) });
    const before = bytes();
    const said = envelope(gitcrq(at, [...argv, '--json']));
    expect(said).toMatchObject({ exit: 3, error: { code: 'GIT_FAILED', message: expect.stringMatching(message) } });
    expect(said.error?.next).toContain('git fsck');
    expect(bytes()).toEqual(before);
  };

  test.for([['status'], ['crq', 'new', 'Add login'], ['start', 'Add login'], ['trace'], ['check'], ['close']])(
    '%j names the line of packed-refs that git cannot read',
    (argv) => {
      const at = begun(fixture({ remote: false }));
      writeFileSync(join(at.clone, '.git', 'packed-refs'), 'garbage\n');
      fails(at, argv, /unexpected line in \.git\/packed-refs: garbage/);
    },
  );

  test.for([['status'], ['crq', 'new', 'Add login'], ['check']])('%j says that HEAD names no ref', (argv) => {
    const at = fixture({ remote: false });
    writeFileSync(join(at.clone, '.git', 'HEAD'), 'ref: refs/heads/..x\n');
    fails(at, argv, /HEAD cannot be read/);
  });

  test.for([['trace'], ['check', '--all'], ['status']])('%j does not judge a history with a hole in it', (argv) => {
    const at = begun(fixture({ remote: false }));
    const lost = at.tip('HEAD^');
    rmSync(join(at.clone, '.git', 'objects', lost.slice(0, 2), lost.slice(2)));
    fails(at, argv, new RegExp(lost));
  });
});

describe('a ref that somebody else moved', () => {
  test('is not moved from a value that it does not have, and the others stay too', async () => {
    const at = begun(fixture());
    const [main, work] = [at.tip('main'), at.tip(BRANCH)];
    const before = frozen(at);
    for (const from of [work, null]) {
      const fresh = { ref: 'refs/heads/fresh', from: null, to: main };
      const moved = await inRepo(at, {}, (repo) =>
        moveRefs(repo, [fresh, { ref: 'refs/heads/main', from, to: work }], 'test'),
      );
      expect(moved).toMatchObject({ ok: false, error: { code: 'LOST_RACE', exit: 5, next: ['gitcrq status'] } });
      expect(frozen(at)).toEqual(before);
    }
  });

  test('is not pushed over', async () => {
    const at = begun(fixture());
    const main = at.tip('main');
    const other = at.another('other');
    commit(at, 'theirs.txt', 'theirs\n', other);
    at.git(['push', '--quiet', 'origin', 'main'], other);
    const before = frozen(at);
    const changes = [{ ref: 'refs/heads/main', from: main, to: at.tip(BRANCH) }];
    const fresh = { ref: 'refs/heads/fresh', from: null, to: main };
    const refused = { ok: false, error: { code: 'LOST_RACE', exit: 5, next: expect.arrayContaining(['git fetch']) } };
    expect(await inRepo(at, {}, (repo) => pushRefs(repo, 'origin', [fresh, ...changes]))).toMatchObject(refused);
    expect(await inRepo(at, {}, (repo) => doStep(repo, { kind: 'push', remote: 'origin', changes }))).toMatchObject(
      refused,
    );
    expect(frozen(at)).toEqual(before);
    expect(fsck(at, at.remote)).toBe('');
  });
});

describe('a step whose ground has changed since it was planned', () => {
  const path = 'login.txt';
  const blob = (at: Fixture, revision: string): { mode: string; oid: Oid } => ({
    mode: '100644',
    oid: at.git(['rev-parse', revision]) as Oid,
  });
  const hook = (text: string) => ({ base64: Buffer.from(text).toString('base64'), mode: 0o755 });
  const STEPS: readonly (readonly [string, (at: Fixture) => Step, RegExp])[] = [
    [
      'refs',
      (at) => ({
        kind: 'refs',
        changes: [{ ref: 'refs/heads/main', from: at.tip(BRANCH), to: at.tip('HEAD^') }],
        reason: 'test',
      }),
      /^gitcrq status$/,
    ],
    [
      'files',
      (at) => ({
        kind: 'files',
        files: [{ path: join(at.clone, '.git', 'hooks', 'pre-push'), from: hook('mine'), to: hook('ours') }],
      }),
      /^gitcrq hooks status$/,
    ],
    [
      'git-config',
      () => ({ kind: 'git-config', changes: [{ key: 'user.signingkey', from: 'old', to: 'new' }] }),
      /^git config user\.signingkey$/,
    ],
    ['switch', (at) => ({ kind: 'switch', dir: at.clone, from: 'elsewhere', to: 'main' }), /^git status$/],
    ['worktree', (at) => ({ kind: 'worktree', dir: at.clone, branch: 'main', op: 'add' }), /^git worktree list$/],
    [
      'follow',
      (at) => ({
        kind: 'follow',
        ref: `refs/heads/${BRANCH}`,
        dir: at.clone,
        entries: [{ path, from: blob(at, 'HEAD:README'), to: blob(at, 'HEAD:gitcrq.yaml') }],
      }),
      /^git -C .* diff HEAD -- login\.txt$/,
    ],
  ];

  test.for(STEPS)('%s is not taken', async ([, step, next]) => {
    const at = begun(fixture({ remote: false }));
    const before = frozen(at);
    const done = await inRepo(at, {}, (repo) => doStep(repo, step(at)));
    expect(done).toMatchObject({
      ok: false,
      error: { code: 'STATE_CHANGED', exit: 5, next: [expect.stringMatching(next)] },
    });
    expect(frozen(at)).toEqual(before);
  });
});

describe('a lock of ours that another process holds', () => {
  test('stops the next change after a while where a change never ends', async () => {
    const at = fixture();
    at.write('.git/gitcrq/change.lock', JSON.stringify(nodeProcesses.self()));
    let ms = 0;
    const clock = {
      ...nodeClock,
      monotonic_ms: () => ms,
      sleep: () =>
        Promise.resolve().then(() => {
          ms += 1000;
        }),
    };
    const repo = unwrap(await openRepo({ ...at.ports(), clock }, at.clone));
    const before = frozen(at);
    const error = { code: 'LOCK_HELD', exit: 5, next: ['gitcrq status'] };
    expect(await alone(repo, () => Promise.reject(new Error('not alone')))).toMatchObject({ ok: false, error });
    repo.close();
    expect(ms).toBeGreaterThan(10_000);
    expect(frozen(at)).toEqual(before);
  });

  test('keeps two landing passes apart: the second waits, and says for whom', async () => {
    const at = begun(fixture({ policy: 'version: 1\nmerge:\n  test_timeout_s: 1\n' }));
    answer(at, ['close', '--no-land']);
    at.write('.git/gitcrq/lander.lock', JSON.stringify(nodeProcesses.self()));
    const ended = gitcrq(at, ['merge'], {
      entry: ['timeout', '3', process.execPath, BIN],
    });
    expect(ended.err).toMatch(new RegExp(`waiting: .*held by process ${process.pid}`));
    expect(at.git(['log', '--format=%s', '-1', 'main'], at.remote)).not.toMatch(/^Merge/);
    rmSync(join(at.clone, '.git', 'gitcrq', 'lander.lock'));
    expect(answer(at, ['merge'])).toMatchObject({ landed: [{ crq: 'CRQ-2' }] });
  });
});
