/** Landing through a remote: what reaches the target, in which order, and that it is what was tested. */
import { chmodSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { fixture } from '../fixture.ts';
import { branchOf, landings, pass, tryPass, why, work } from './ground.ts';

const tested = (command: string): string => `version: 1\nmerge:\n  test: ${JSON.stringify(command)}\n`;

test('a closed branch lands with the status closed in the landing commit', async () => {
  const at = fixture();
  const head = work(at, { id: 'CRQ-2' });
  const before = at.tip('main', at.remote);
  const done = await pass(at);
  expect(done.held).toEqual([]);
  const tip = at.tip('main', at.remote);
  expect(done.landed).toEqual([
    { crq: 'CRQ-2', branch: 'feature/CRQ-2-work', oid: tip, tested_oid: tip, target: 'main', head, test: null },
  ]);
  expect(at.git(['log', '-1', '--format=%P%n%B', tip], at.remote)).toBe(
    `${before} ${head}\nMerge feature/CRQ-2-work: Work of CRQ-2\n\nCRQ: CRQ-2\nCRQ-Landed: feature/CRQ-2-work@${head}\n`,
  );
  expect(at.git(['show', `${tip}:crqs/CRQ-2.md`], at.remote)).toContain('\nstatus: closed\n');
  expect(at.git(['show', `${tip}:CRQ-2.txt`], at.remote)).toBe('work of CRQ-2');
});

test('one push moves the target, writes the log and deletes the branch; here only a clean local base follows', async () => {
  const at = fixture();
  work(at, { id: 'CRQ-2' });
  await pass(at);
  const tip = at.tip('main', at.remote);
  expect(at.git(['for-each-ref', '--format=%(refname)'], at.remote).split('\n')).toEqual([
    expect.stringMatching(/^refs\/gitcrq\/leases\/b6\/component-gitcrq-queue-/),
    'refs/gitcrq/queue/main/log',
    'refs/heads/main',
  ]);
  expect(
    at.git(
      [
        'log',
        '--format=%(trailers:key=Event,valueonly,separator=)%(trailers:key=Landing,valueonly,separator=)',
        'refs/gitcrq/queue/main/log',
      ],
      at.remote,
    ),
  ).toBe(`landed${tip}`);
  expect(at.tip('main')).toBe(tip);
  expect(at.tip('refs/gitcrq/queue/main/log')).toBe(at.tip('refs/gitcrq/queue/main/log', at.remote));
  expect(at.git(['status', '--porcelain'])).toBe('');
  expect(at.tip('feature/CRQ-2-work')).toBeTruthy();
});

test('delete_branch: false keeps the branch, and it does not land twice', async () => {
  const at = fixture({ policy: 'version: 1\nmerge:\n  delete_branch: false\n' });
  work(at, { id: 'CRQ-2' });
  const first = await pass(at);
  expect(at.tip('feature/CRQ-2-work', at.remote)).toBe(first.landed[0]?.head);
  expect((await pass(at)).landed).toEqual([]);
  const asked = await pass(at, { ids: ['CRQ-2'] });
  expect(asked.landed).toMatchObject([{ oid: first.landed[0]?.oid, already: true }]);
  expect(landings(at)).toHaveLength(1);
});

test('a local base with changes in the way stays behind, untouched', async () => {
  const at = fixture();
  work(at, { id: 'CRQ-2', files: { README: 'one\ntwo\nthree\nfour\n' } });
  at.write('README', 'mine\n');
  const before = at.tip('main');
  const said: string[] = [];
  const done = await pass(at, { talk: (line) => said.push(line) });
  expect(done.landed).toHaveLength(1);
  expect(at.tip('main')).toBe(before);
  expect(at.read('README')).toBe('mine\n');
  expect(said.join('\n')).toMatch(/local main stays behind/);
});

test('unrelated changes in the checkout of the base stay while it follows, once for all landings', async () => {
  const at = fixture();
  work(at, { id: 'CRQ-2' });
  work(at, { id: 'CRQ-3' });
  const moves = (): number => at.git(['reflog', 'main']).split('\n').length;
  const before = moves();
  at.write('README', 'mine\n');
  at.write('staged', 'staged\n');
  at.git(['add', 'staged']);
  expect((await pass(at)).landed).toHaveLength(2);
  expect(moves()).toBe(before + 1);
  expect(at.tip('main')).toBe(at.tip('main', at.remote));
  expect(at.git(['status', '--porcelain'])).toBe(' M README\nA  staged');
});

test('priority first, then who closed first, and dependencies before those that need them', async () => {
  const at = fixture();
  work(at, { id: 'CRQ-2', priority: 'low' });
  work(at, { id: 'CRQ-3', priority: 'critical', depends_on: '[CRQ-4]' });
  work(at, { id: 'CRQ-4', priority: 'low' });
  work(at, { id: 'CRQ-5', priority: 'high' });
  const done = await pass(at);
  expect(done.landed.map(({ crq }) => crq)).toEqual(['CRQ-4', 'CRQ-3', 'CRQ-5', 'CRQ-2']);
  expect(landings(at)).toHaveLength(4);
  expect(at.tip('main^', at.remote)).toBe(done.landed[2]?.oid);
});

test('what depends on work that has not landed waits', async () => {
  const at = fixture();
  work(at, { id: 'CRQ-2', status: 'open' });
  work(at, { id: 'CRQ-3', depends_on: '[CRQ-2]' });
  const done = await pass(at);
  expect(done.landed).toEqual([]);
  expect(why(done, 'dependencies')).toBe('CRQ-2 is not on main yet');
});

test('the very commit that passed the test lands', async () => {
  const at = fixture();
  const seen = join(at.root, 'seen');
  at.write(
    'gitcrq.yaml',
    tested(`git rev-parse HEAD >> ${seen}; test -f CRQ-2.txt; grep -q 'status: closed' crqs/CRQ-2.md`),
  );
  at.git(['commit', '--quiet', '-am', 'Test\n\nCRQ: CRQ-1']);
  at.git(['push', '--quiet', 'origin', 'main']);
  work(at, { id: 'CRQ-2' });
  const done = await pass(at);
  expect(done.held).toEqual([]);
  expect(at.read('seen', at.root)).toBe(`${at.tip('main', at.remote)}\n`);
  expect(done.landed[0]?.oid).toBe(at.tip('main', at.remote));
});

test('a red test holds the branch and shows the end of its output', async () => {
  const at = fixture({ policy: tested('echo tests go here; echo 1 failed >&2; exit 3') });
  work(at, { id: 'CRQ-2' });
  const before = at.tip('main', at.remote);
  const done = await pass(at);
  expect(done.landed).toEqual([]);
  expect(why(done, 'tested')).toMatch(/exited with 3\n.*1 failed/s);
  expect(at.tip('main', at.remote)).toBe(before);
});

test('a test that takes too long is ended and holds the branch', async () => {
  const at = fixture({ policy: 'version: 1\nmerge:\n  test: sleep 60\n  test_timeout_s: 1\n' });
  work(at, { id: 'CRQ-2' });
  expect(why(await pass(at), 'tested')).toContain('took longer');
});

test('the test worktree is clean at every run and out of the way', async () => {
  const at = fixture({
    policy: tested('test ! -e left && test ! -e ignored.log && touch left ignored.log; echo dirty > README'),
  });
  at.write('.gitignore', '*.log\n');
  at.git(['add', '.']);
  at.git(['commit', '--quiet', '-m', 'Ignore logs\n\nCRQ: CRQ-1']);
  at.git(['push', '--quiet', 'origin', 'main']);
  work(at, { id: 'CRQ-2' });
  work(at, { id: 'CRQ-3' });
  const done = await pass(at);
  expect(done.held).toEqual([]);
  expect(done.landed).toHaveLength(2);
  expect(at.git(['show', 'main:README'], at.remote)).toContain('three');
  expect(at.git(['status', '--porcelain'])).toBe('');
});

test('the base moves while the test runs: the branch is tested again on the new base', async () => {
  const at = fixture();
  const [seen, once, other] = [join(at.root, 'seen'), join(at.root, 'once'), at.another('other')];
  const race = `git rev-parse HEAD >> ${seen}; if [ ! -e ${once} ]; then touch ${once}; cd ${other} && git pull --quiet && git commit --quiet --allow-empty -m 'Race' -m 'CRQ: CRQ-1' && git push --quiet origin HEAD:main; fi`;
  at.write('gitcrq.yaml', tested(race));
  at.git(['commit', '--quiet', '-am', 'Test\n\nCRQ: CRQ-1']);
  at.git(['push', '--quiet', 'origin', 'main']);
  work(at, { id: 'CRQ-2' });
  const done = await pass(at);
  const runs = at.read('seen', at.root).trim().split('\n');
  expect(done.held).toEqual([]);
  expect(runs).toHaveLength(2);
  expect(runs[1]).toBe(at.tip('main', at.remote));
  expect(runs[0]).not.toBe(runs[1]);
  expect(at.git(['log', '-1', '--format=%s', 'main^1'], at.remote)).toBe('Race');
});

test('a conflict evicts with its paths and leaves everything as it was', async () => {
  const at = fixture();
  const head = work(at, { id: 'CRQ-2', files: { README: 'theirs\n' } });
  at.write('README', 'ours\n');
  at.git(['commit', '--quiet', '-am', 'Change README\n\nCRQ: CRQ-1']);
  at.git(['push', '--quiet', 'origin', 'main']);
  const before = at.tip('main', at.remote);
  const done = await pass(at);
  expect(done.evicted).toEqual([
    { crq: 'CRQ-2', branch: 'feature/CRQ-2-work', reason: 'it conflicts with main', paths: ['README'] },
  ]);
  expect([at.tip('main', at.remote), at.tip('feature/CRQ-2-work', at.remote), at.tip('feature/CRQ-2-work')]).toEqual([
    before,
    head,
    head,
  ]);
  expect(at.git(['status', '--porcelain'])).toBe('');
  expect(() => at.git(['rev-parse', '--verify', 'MERGE_HEAD'])).toThrow();
});

test('an unlinked commit holds, and names the commit', async () => {
  const at = fixture();
  work(at, { id: 'CRQ-2', message: 'No link here' });
  const done = await pass(at);
  expect(done.landed).toEqual([]);
  expect(why(done, 'linked')).toContain('link/missing');
});

test('fixups and bad names hold', async () => {
  const at = fixture();
  work(at, { id: 'CRQ-2', message: 'fixup! Do the work\n\nCRQ: CRQ-2', branch: 'Feature/CRQ-2-Work' });
  const done = await pass(at);
  expect(why(done, 'tidy')).toContain('fixup! Do the work');
  expect(why(done, 'named')).toContain('git branch -m');
});

test('only pushed branches count, and a close that was not pushed is told', async () => {
  const at = fixture();
  work(at, { id: 'CRQ-2', status: 'open' });
  at.git(['switch', '--quiet', branchOf({ id: 'CRQ-2' })]);
  at.write('crqs/CRQ-2.md', at.read('crqs/CRQ-2.md').replace('status: open', 'status: closed'));
  at.git(['commit', '--quiet', '-am', 'Close CRQ-2\n\nCRQ: CRQ-2\nCRQ-Transition: open -> closed']);
  const done = await pass(at, { ids: ['CRQ-2'] });
  expect(why(done, 'closed')).toBe('closed only here; git push origin feature/CRQ-2-work');
});

test('a branch deleted on the remote does not land from an old tracking ref', async () => {
  const at = fixture();
  work(at, { id: 'CRQ-2' });
  at.git(['fetch', '--quiet']);
  at.git(['update-ref', '-d', 'refs/heads/feature/CRQ-2-work'], at.remote);
  expect((await pass(at)).landed).toEqual([]);
  expect(landings(at)).toEqual([]);
});

test('a request closed on the base lands its branch', async () => {
  const at = fixture();
  work(at, { id: 'CRQ-2', status: 'open' });
  at.git(['merge', '--quiet', '--ff-only', `${branchOf({ id: 'CRQ-2' })}~1`]);
  at.write('crqs/CRQ-2.md', at.read('crqs/CRQ-2.md').replace('status: open', 'status: closed'));
  at.git(['commit', '--quiet', '-am', 'Close CRQ-2\n\nCRQ: CRQ-2\nCRQ-Transition: open -> closed']);
  at.git(['push', '--quiet', 'origin', 'main']);
  const done = await pass(at);
  expect(done.held).toEqual([]);
  expect(done.landed).toHaveLength(1);
  expect(at.git(['show', 'main:crqs/CRQ-2.md'], at.remote)).toContain('status: closed');
});

test('a remote that refuses by a hook keeps its words as the reason, and nothing has moved', async () => {
  const at = fixture();
  work(at, { id: 'CRQ-2' });
  at.write('hooks/pre-receive', '#!/bin/sh\necho "no landings on Fridays" >&2\nexit 1\n', at.remote);
  chmodSync(join(at.remote, 'hooks', 'pre-receive'), 0o755);
  const before = at.tip('main', at.remote);
  const done = await pass(at, { ids: ['CRQ-2'] });
  expect(why(done, 'remote')).toContain('no landings on Fridays');
  expect([at.tip('main', at.remote), at.tip('main')]).toEqual([before, before]);
  expect(at.git(['for-each-ref', 'refs/gitcrq'])).toBe('');
});

test('two landers at once: one landing', async () => {
  const at = fixture({ policy: tested('sleep 0.3') });
  work(at, { id: 'CRQ-2' });
  const other = at.another('other');
  const both = await Promise.all([pass(at, { ids: ['CRQ-2'] }), pass(at, { ids: ['CRQ-2'], cwd: other })]);
  expect(landings(at)).toHaveLength(1);
  const oids = both.map((done) => done.landed[0]?.oid);
  expect(oids).toEqual([at.tip('main', at.remote), at.tip('main', at.remote)]);
  expect(both.filter((done) => done.landed[0]?.already === true)).toHaveLength(1);
});

test('two branches of one request: it closes with the second', async () => {
  const at = fixture();
  work(at, { id: 'CRQ-2', files: { a: 'a\n' } });
  at.git(['switch', '--quiet', '-c', 'feature/CRQ-2-more', `${branchOf({ id: 'CRQ-2' })}~2`]);
  at.write('b', 'b\n');
  at.git(['add', '.']);
  at.git(['commit', '--quiet', '-m', 'More\n\nCRQ: CRQ-2']);
  at.write('crqs/CRQ-2.md', at.read('crqs/CRQ-2.md').replace('status: open', 'status: closed'));
  at.git(['commit', '--quiet', '-am', 'Close CRQ-2\n\nCRQ: CRQ-2\nCRQ-Transition: open -> closed']);
  at.git(['push', '--quiet', 'origin', 'feature/CRQ-2-more']);
  at.git(['switch', '--quiet', 'main']);
  const done = await pass(at);
  expect(done.held).toEqual([]);
  expect(done.landed).toHaveLength(2);
  expect(at.git(['show', 'main:crqs/CRQ-2.md'], at.remote)).toContain('status: closed');
});

test('an unfinished branch of the same request does not keep it from closing', async () => {
  const at = fixture();
  const first = work(at, { id: 'CRQ-2' });
  at.git(['push', '--quiet', 'origin', `${first}~1:refs/heads/feature/CRQ-2-unfinished`]);
  const done = await pass(at, { ids: ['CRQ-2'] });
  expect(done.held).toEqual([]);
  expect(at.git(['show', 'main:crqs/CRQ-2.md'], at.remote)).toContain('status: closed');
});

test('a circle of dependencies holds both, and says so', async () => {
  const at = fixture();
  work(at, { id: 'CRQ-2', depends_on: '[CRQ-3]' });
  work(at, { id: 'CRQ-3', depends_on: '[CRQ-2]' });
  const done = await pass(at);
  expect(done.landed).toEqual([]);
  expect(done.held).toHaveLength(2);
  expect(why(done, 'dependencies')).toContain('waits to land');
});

test("a request lands on the base it names, by that base's own rules", async () => {
  const at = fixture({ policy: 'version: 1\nbranches:\n  base: [main, "release/*"]\n' });
  at.git(['switch', '--quiet', '-c', 'release/1', 'main']);
  at.write('gitcrq.yaml', 'version: 1\nbranches:\n  base: [main, "release/*"]\nmerge:\n  test: "false"\n');
  at.git(['commit', '--quiet', '-am', 'Test releases\n\nCRQ: CRQ-1']);
  at.git(['push', '--quiet', 'origin', 'release/1']);
  work(at, { id: 'CRQ-2', base: 'release/1', from: 'main' });
  work(at, { id: 'CRQ-3', base: 'release/2' });
  work(at, { id: 'CRQ-4', base: 'elsewhere' });
  const before = at.tip('main', at.remote);
  expect((await pass(at, { into: 'main' })).held.map(({ crq }) => crq)).toEqual(['CRQ-3', 'CRQ-4']);
  expect(await pass(at, { into: 'main', ids: ['CRQ-2'] })).toMatchObject({
    held: [{ crq: 'CRQ-2', requirements: [{ name: 'base', why: 'it lands on release/1, not on main' }] }],
  });
  expect(await tryPass(at, { into: 'release/7' })).toMatchObject({ ok: false, error: { code: 'BASE_MISSING' } });
  const done = await pass(at);
  const missing = done.held.map(({ crq, requirements }) => [
    crq,
    requirements.filter(({ state }) => state === 'missing').map(({ name }) => name),
  ]);
  expect(missing).toEqual([
    ['CRQ-2', ['tested']],
    ['CRQ-3', ['target']],
    ['CRQ-4', ['target']],
  ]);
  at.git(['switch', '--quiet', 'release/1']);
  at.git(['revert', '--no-edit', 'HEAD']);
  at.git(['commit', '--quiet', '--amend', '-m', 'Do not test releases\n\nCRQ: CRQ-1']);
  at.git(['push', '--quiet', 'origin', 'release/1']);
  expect((await pass(at, { into: 'release/1' })).landed).toMatchObject([
    { target: 'release/1', oid: at.tip('release/1', at.remote) },
  ]);
  expect(at.tip('main', at.remote)).toBe(before);
  expect(at.git(['for-each-ref', '--format=%(refname)', 'refs/gitcrq/queue'], at.remote)).toBe(
    'refs/gitcrq/queue/release/1/log',
  );
});

test('a branch that is only here, and a remote without the base, are told as such', async () => {
  const at = fixture();
  work(at, { id: 'CRQ-2', push: false });
  expect(why(await pass(at, { ids: ['CRQ-2'] }), 'branch')).toBe(
    'feature/CRQ-2-work is only here; git push -u origin feature/CRQ-2-work',
  );
  at.git(['update-ref', '-d', 'refs/heads/main'], at.remote);
  await expect(pass(at)).rejects.toMatchObject({ code: 'BASE_MISSING' });
});

test('a test worktree that cannot be made is told, and nothing has moved', async () => {
  const at = fixture({ policy: tested('true') });
  work(at, { id: 'CRQ-2' });
  const before = at.tip('main', at.remote);
  at.write('.git/gitcrq/worktrees', 'a file where a folder should be');
  await expect(pass(at)).rejects.toMatchObject({ code: 'TEST_WORKTREE', exit: 3 });
  expect(at.tip('main', at.remote)).toBe(before);
});

test.for(['merge', 'squash', 'rebase'] as const)(
  'a head that landed by %s and is pushed again lands no second time',
  async (strategy) => {
    const at = fixture();
    const head = work(at, { id: 'CRQ-2' });
    work(at, { id: 'CRQ-3' });
    expect((await pass(at, { strategy })).landed).toHaveLength(2);
    const tip = at.tip('main', at.remote);
    at.git(['push', '--quiet', 'origin', `${head}:refs/heads/feature/CRQ-2-work`]);
    expect((await pass(at, { strategy })).landed).toEqual([]);
    expect((await pass(at, { strategy, ids: ['CRQ-2'] })).landed).toMatchObject([{ crq: 'CRQ-2', already: true }]);
    expect(at.tip('main', at.remote)).toBe(tip);
  },
);
