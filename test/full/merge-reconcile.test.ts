/** What reaches a base, or leaves it, without the queue: a pass notices it, says it once, and no two landers say it twice. */
import { chmodSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { initServer } from '../../src/app/init/server.ts';
import type { CrqId } from '../../src/domain/brand.ts';
import { unwrap } from '../../src/domain/result.ts';
import { crqText, type Fixture, fixture } from '../fixture.ts';
import { landings, pass, tryPass, why, work } from '../merge/ground.ts';

const CRQ = 'CRQ-2' as CrqId;
const BRANCH = 'feature/CRQ-2-work';

/** A branch of an open request, merged and pushed by hand, as a button of a forge does it. */
function merged(
  at: Fixture,
  how: readonly string[] = ['--no-ff', '-m', 'Merge it\n\nCRQ: CRQ-2'],
  remote = true,
): string {
  const head = work(at, { id: CRQ, status: 'open', push: remote });
  at.git(['merge', '--quiet', ...how, BRANCH]);
  if (how.includes('--squash')) at.git(['commit', '--quiet', '-m', 'Do it (#7)\n\nCRQ: CRQ-2']);
  if (remote) at.git(['push', '--quiet', 'origin', 'main']);
  return head;
}

const status = (at: Fixture, dir = at.remote): string =>
  /^status: (.*)$/m.exec(at.git(['show', 'main:crqs/CRQ-2.md'], dir))?.[1] ?? '';
const causes = (at: Fixture, dir = at.remote): readonly string[] =>
  at
    .git(['log', '--format=%(trailers:key=CRQ-Cause,valueonly,separator=%x2C)', 'main'], dir)
    .split('\n')
    .filter((cause) => cause !== '');

/** Clones of different people, whose commits differ. */
const landers = (at: Fixture, names: readonly string[]): readonly string[] =>
  names.map((name) => {
    const clone = at.another(name);
    at.git(['config', 'user.name', name], clone);
    return clone;
  });

describe('a branch that was merged by other means', () => {
  test.each<[string, readonly string[]]>([
    ['a merge commit', ['--no-ff', '-m', 'Merge it\n\nCRQ: CRQ-2']],
    ['a fast-forward', ['--ff-only']],
    ['a squash', ['--squash']],
  ])('by %s closes its request by one commit, once', async (_, how) => {
    const at = fixture();
    const head = merged(at, how);
    const done = await pass(at);
    expect(done).toMatchObject({ landed: [], held: [], noticed: [{ crq: CRQ, cause: 'landed', of: head }] });
    expect(at.git(['log', '-1', '--format=%B', 'main'], at.remote)).toBe(
      `Close CRQ-2: Work of CRQ-2\n\nCRQ: CRQ-2\nCRQ-Transition: open -> closed\nCRQ-Cause: landed ${head}\n`,
    );
    expect(done.noticed[0]?.oid).toBe(at.tip('main', at.remote));
    expect([status(at), (await pass(at)).noticed, causes(at)]).toEqual(['closed', [], [`landed ${head}`]]);
    expect(at.git(['status', '--porcelain'])).toBe('');
  });

  test('and deleted on the remote, as a forge does, too', async () => {
    const at = fixture();
    merged(at);
    at.git(['push', '--quiet', 'origin', `:${BRANCH}`]);
    at.git(['update-ref', `refs/remotes/origin/${BRANCH}`, BRANCH]);
    expect((await pass(at)).noticed).toMatchObject([{ crq: CRQ }]);
    expect([status(at), (await pass(at)).noticed]).toEqual(['closed', []]);
  });

  test('in a repository of its own, where the checkout of the base moves along', async () => {
    const at = fixture({ remote: false });
    merged(at, undefined, false);
    expect((await pass(at)).noticed).toMatchObject([{ crq: CRQ }]);
    expect([status(at, at.clone), at.git(['status', '--porcelain'])]).toEqual(['closed', '']);
  });

  test('by two landers at once closes once', async () => {
    const at = fixture();
    const head = merged(at);
    const others = landers(at, ['one', 'two', 'three']);
    const done = await Promise.all(others.map((cwd) => tryPass(at, { cwd })));
    expect(done.map((one) => unwrap(one).noticed.length).toSorted()).toEqual([0, 0, 1]);
    expect(causes(at)).toEqual([`landed ${head}`]);
  });

  test('leaves a request open that somebody opened since, or that has more to land', async () => {
    const at = fixture();
    merged(at);
    await pass(at);
    at.git(['pull', '--quiet']);
    at.write('crqs/CRQ-2.md', at.read('crqs/CRQ-2.md').replace('status: closed', 'status: open'));
    at.git(['commit', '--quiet', '-am', 'Reopen CRQ-2\n\nCRQ: CRQ-2\nCRQ-Transition: closed -> open']);
    at.git(['push', '--quiet', 'origin', 'main']);
    expect([(await pass(at)).noticed, status(at)]).toEqual([[], 'open']);
  });

  test('closes only with the last branch of the request', async () => {
    const at = fixture();
    merged(at);
    at.git(['switch', '--quiet', '--create', 'feature/CRQ-2-zweite', 'main']);
    at.write('more', 'more\n');
    at.git(['add', 'more']);
    at.git(['commit', '--quiet', '-m', 'More\n\nCRQ: CRQ-2']);
    at.git(['push', '--quiet', 'origin', 'HEAD']);
    expect((await pass(at)).noticed).toEqual([]);
    at.git(['push', '--quiet', 'origin', 'HEAD:main']);
    expect((await pass(at)).noticed).toMatchObject([{ crq: CRQ }]);
  });

  test('work that merely began is none', async () => {
    const at = fixture();
    at.write('crqs/CRQ-2.md', crqText('CRQ-2'));
    at.git(['add', '.']);
    at.git(['commit', '--quiet', '-m', 'Open CRQ-2\n\nCRQ: CRQ-2']);
    at.git(['push', '--quiet', 'origin', 'main', `main:refs/heads/${BRANCH}`]);
    expect((await pass(at)).noticed).toEqual([]);
  });

  test('where the base takes no push, the records stay, the reason is told, and the rest lands', async () => {
    const at = fixture({ policy: 'version: 1\nbranches:\n  base: [main, release]\n' });
    at.git(['push', '--quiet', 'origin', 'main:release']);
    merged(at);
    work(at, { id: 'CRQ-3', base: 'release' });
    at.write(
      'hooks/pre-receive',
      '#!/bin/sh\n! grep -q heads/main || { echo main is locked >&2; exit 1; }\n',
      at.remote,
    );
    chmodSync(`${at.remote}/hooks/pre-receive`, 0o755);
    const done = await pass(at);
    expect(done).toMatchObject({ noticed: [], held: [{ crq: CRQ, branch: BRANCH }], landed: [{ crq: 'CRQ-3' }] });
    expect(why(done, 'remote')).toMatch(/^it stays open \(landed\): .*main is locked/s);
    expect(status(at)).toBe('open');
  });

  test('on a server of ours, whose base is protected, closes its request as elsewhere', async () => {
    const at = fixture();
    const head = merged(at);
    const ports = at.ports({ cwd: at.root, argv: ['init', '--bare'] });
    (await initServer(ports, { bare: true, path: at.remote, dryRun: false })).reported();
    at.git(['commit', '--quiet', '--allow-empty', '-m', 'By hand\n\nCRQ: CRQ-2']);
    expect(() => at.git(['push', '--quiet', 'origin', 'main'])).toThrow('branch/protected');
    at.git(['reset', '--quiet', '--hard', 'HEAD~']);
    expect(await pass(at)).toMatchObject({ held: [], noticed: [{ crq: CRQ, of: head }] });
    expect([status(at), causes(at)]).toEqual(['closed', [`landed ${head}`]]);
  });

  test('is shown by a dry run, which changes nothing', async () => {
    const at = fixture();
    merged(at);
    const before = at.git(['for-each-ref'], at.remote);
    const dry = unwrap(await tryPass(at, { dryRun: true, scratch: at.root }));
    expect(dry.lines?.map(({ ref }) => ref)).toContain('refs/heads/main');
    expect(at.git(['for-each-ref'], at.remote)).toBe(before);
  });
});

const revertOf = (oid = ''): string => `Revert it\n\nThis reverts commit ${oid}.\n\nCRQ: CRQ-3`;

describe('a landing that was reverted by hand', () => {
  async function reverted(at: Fixture): Promise<string> {
    work(at, { id: CRQ });
    const [landed] = (await pass(at)).landed;
    at.git(['pull', '--quiet']);
    at.git(['revert', '--no-edit', '-m', '1', landed?.oid ?? '']);
    at.git(['push', '--quiet', 'origin', 'main']);
    return landed?.oid ?? '';
  }

  test('opens the request again, once, and its record is there although the revert took it', async () => {
    const at = fixture();
    const landing = await reverted(at);
    expect(at.git(['ls-tree', '--name-only', 'main', 'crqs/CRQ-2.md'], at.remote)).toBe('');
    const others = landers(at, ['one', 'two']);
    const done = await Promise.all(others.map((cwd) => tryPass(at, { cwd })));
    expect(done.flatMap((one) => unwrap(one).noticed)).toMatchObject([{ crq: CRQ, cause: 'reverted', of: landing }]);
    expect([status(at), causes(at)]).toEqual(['open', [`reverted ${landing}`]]);
    expect((await pass(at)).noticed).toEqual([]);
    expect(landings(at)).toHaveLength(1);
  });

  test.each(['merge', 'squash'] as const)('through the queue, by %s, opens it as well', async (strategy) => {
    const at = fixture();
    work(at, { id: CRQ, files: { README: 'two\n' } });
    const [landed] = (await pass(at, { strategy })).landed;
    work(at, { id: 'CRQ-3', files: { README: 'one\ntwo\nthree\n' }, message: revertOf(landed?.oid) });
    await pass(at, { strategy });
    expect((await pass(at)).noticed).toMatchObject([{ crq: CRQ, cause: 'reverted', of: landed?.oid }]);
    expect(status(at)).toBe('open');
  });

  test('and reverted back before anybody looked stays landed', async () => {
    const at = fixture();
    await reverted(at);
    at.git(['revert', '--no-edit', 'HEAD']);
    at.git(['push', '--quiet', 'origin', 'main']);
    expect([(await pass(at)).noticed, status(at)]).toEqual([[], 'closed']);
  });
});
