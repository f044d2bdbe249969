/** Remotes that refuse, move or lose what the queue works on, over each transport: nothing untested lands, and reasons are kept. */
import { spawn } from 'node:child_process';
import { chmodSync, existsSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import type { Trail } from '../../src/sys/ports.ts';
import { BIN, envelope, gitcrqLater } from '../cli/run.ts';
import { type Fixture, fixture } from '../fixture.ts';
import { branchOf, landings, pass, tryPass, why, work } from '../merge/ground.ts';
import { fsck } from '../state.ts';
import { TRANSPORTS } from './transports.ts';

/** A hook of the remote. */
function hook(at: Fixture, name: string, body: string): void {
  at.write(`hooks/${name}`, `#!/bin/sh\n${body}\n`, at.remote);
  chmodSync(join(at.remote, 'hooks', name), 0o755);
}

/** Each push of the target that comes to it is a line in `pushes`. */
const COUNT = 'if grep -q refs/heads/main; then echo push >> ../pushes; fi';
const pushes = (at: Fixture): number =>
  existsSync(join(at.root, 'pushes')) ? readFileSync(join(at.root, 'pushes'), 'utf8').trim().split('\n').length : 0;

const remoteRefs = (at: Fixture): string =>
  at.git(['for-each-ref', '--format=%(refname) %(objectname)', 'refs/heads', 'refs/gitcrq/queue'], at.remote);

/** What another process says afterwards of the requirement `remote`, by both commands. */
async function keptReason(at: Fixture): Promise<string> {
  const found: string[] = [];
  for (const argv of [
    ['merge', 'explain', 'CRQ-2'],
    ['merge', 'status'],
  ]) {
    const said = JSON.stringify(envelope(await gitcrqLater(at, [...argv, '--json'])).data);
    found.push(
      JSON.parse(/"name":"remote","state":"missing","why":("(?:[^"\\]|\\.)*")/.exec(said)?.[1] ?? '""') as string,
    ); // of this shape
  }
  expect(found[0]).toBe(found[1]);
  return found[0] ?? '';
}

/** Reached by this transport from here on; until then it is a path, which needs no server in this process. */
const reach = async (at: Fixture, address: (at: Fixture) => Promise<string>): Promise<void> => {
  at.git(['remote', 'set-url', 'origin', await address(at)]);
};

describe.for(TRANSPORTS)('over %s', ([, address]) => {
  const REFUSALS: readonly (readonly [string, (at: Fixture) => void, RegExp])[] = [
    [
      'pre-receive, at length',
      (at) => hook(at, 'pre-receive', `${COUNT}; yes "no landings on Fridays" | head -c 3000000 >&2; exit 1`),
      /^(?=.*no landings on Fridays).{0,3000}$/s,
    ],
    [
      'update, of one ref',
      (at) => {
        hook(at, 'pre-receive', COUNT);
        hook(at, 'update', 'case $1 in refs/gitcrq/*) echo "no logs here" >&2; exit 1; esac');
      },
      /^at \S+: origin refused the push: \w+:refs\/gitcrq\/queue\/main\/log \[remote rejected\] \(hook declined\)\nno logs here\n/,
    ],
    [
      'receive.denyDeletes',
      (at) => {
        hook(at, 'pre-receive', COUNT);
        at.git(['config', 'receive.denyDeletes', 'true'], at.remote);
      },
      /refused the push: :refs\/heads\/feature\/CRQ-2-work \[remote rejected\] \(deletion prohibited\)\n.*merge\.delete_branch/s,
    ],
  ];

  test.for(REFUSALS)(
    'refused by %s: one push a pass, nothing moves, the reason is kept until it lands',
    async ([, refuse, reason]) => {
      const at = fixture();
      work(at, { id: 'CRQ-2' });
      refuse(at);
      await reach(at, address);
      const before = remoteRefs(at);
      expect(why(await pass(at, { ids: ['CRQ-2'] }), 'remote')).not.toBe('');
      expect(pushes(at)).toBe(1);
      expect(remoteRefs(at)).toBe(before);
      expect(await keptReason(at)).toMatch(reason);
      expect(pushes(at)).toBe(1);
      rmSync(join(at.remote, 'hooks'), { recursive: true });
      at.git(['config', 'receive.denyDeletes', 'false'], at.remote);
      const [landed] = (await pass(at, { ids: ['CRQ-2'] })).landed;
      expect(landed?.oid).toBe(at.tip('main', at.remote));
      expect(await keptReason(at)).toBe('');
    },
  );

  test('receive.denyNonFastForwards refuses nothing that the queue does', async () => {
    const at = fixture();
    work(at, { id: 'CRQ-2' });
    work(at, { id: 'CRQ-3' });
    hook(at, 'pre-receive', COUNT);
    at.git(['config', 'receive.denyNonFastForwards', 'true'], at.remote);
    await reach(at, address);
    for (const id of ['CRQ-2', 'CRQ-3']) expect((await pass(at, { ids: [id] })).landed).toMatchObject([{ crq: id }]);
    expect([pushes(at), landings(at).length]).toEqual([2, 2]);
  });

  test('nothing lands on a remote that hides the log', async () => {
    const at = fixture();
    work(at, { id: 'CRQ-2' });
    at.git(['config', 'receive.hideRefs', 'refs/gitcrq'], at.remote);
    await reach(at, address);
    const before = remoteRefs(at);
    expect(why(await pass(at, { ids: ['CRQ-2'] }), 'remote')).toMatch(
      /deny updating a hidden ref.*transfer\.hideRefs$/s,
    );
    expect(remoteRefs(at)).toBe(before);
    at.git(['config', '--unset', 'receive.hideRefs'], at.remote);
    expect((await pass(at, { ids: ['CRQ-2'] })).landed).toHaveLength(1);
    expect(fsck(at, at.remote)).toBe('');
  });

  test('where only the log is hidden a part of the push is taken; that is told, and what landed was tested', async () => {
    const at = fixture();
    work(at, { id: 'CRQ-2' });
    at.git(['config', 'receive.hideRefs', 'refs/gitcrq/queue'], at.remote);
    await reach(at, address);
    const done = await pass(at, { ids: ['CRQ-2'] });
    expect(why(done, 'remote')).toMatch(
      /^origin took only a part of an atomic push: it moved .*refs\/heads\/main.* and refused .*refs\/gitcrq\/queue\/main\/log \[remote rejected\] \(deny updating a hidden ref\)/,
    );
    expect(landings(at)).toHaveLength(1);
    expect(at.git(['show', 'main:crqs/CRQ-2.md'], at.remote)).toContain('status: closed');
    expect((await pass(at)).landed).toEqual([]);
    expect(landings(at)).toHaveLength(1);
    expect(fsck(at, at.remote)).toBe('');
  });

  test('the target moves between test and landing: tested again, and what lands was tested', async () => {
    const at = fixture();
    const [seen, once, other] = [join(at.root, 'seen'), join(at.root, 'once'), at.another('other')];
    at.write('gitcrq.yaml', `version: 1\nmerge:\n  test: git rev-parse HEAD >> ${seen}\n`);
    at.git(['commit', '--quiet', '-am', 'Test\n\nCRQ: CRQ-1']);
    at.git(['push', '--quiet', 'origin', 'main']);
    at.git(['pull', '--quiet'], other);
    at.git(['commit', '--quiet', '--allow-empty', '-m', 'Race', '-m', 'CRQ: CRQ-1'], other);
    at.git(['push', '--quiet', 'origin', 'HEAD:refs/spare/x'], other);
    work(at, { id: 'CRQ-2' });
    // Right before the push, where nothing is looked at any more but what the push itself compares.
    hook(
      at,
      'pre-receive',
      `cat >/dev/null; if [ ! -e ${once} ]; then touch ${once}; env -u GIT_QUARANTINE_PATH git update-ref refs/heads/main refs/spare/x; fi`,
    );
    await reach(at, address);
    const done = await pass(at, { ids: ['CRQ-2'] });
    const runs = readFileSync(seen, 'utf8').trim().split('\n');
    expect(done.held).toEqual([]);
    expect(runs).toHaveLength(2);
    expect(runs[1]).toBe(at.tip('main', at.remote));
    expect(done.landed).toMatchObject([{ oid: runs[1], tested_oid: runs[1] }]);
    expect(at.git(['log', '-1', '--format=%s', 'main^1'], at.remote)).toBe('Race');
    expect(fsck(at, at.remote)).toBe('');
  });
});

/** Does `act` the first time the lander comes to this point. */
function once(point: string, act: () => void): Trail {
  let done = false;
  return {
    at(now) {
      if (done || now !== point) return;
      done = true;
      act();
    },
  };
}

/** With a test that notes each commit it ran on. */
function tested(more = ''): Fixture {
  const at = fixture();
  at.write('gitcrq.yaml', `version: 1\nmerge:\n  test: git rev-parse HEAD >> ${at.root}/seen\n${more}`);
  at.git(['commit', '--quiet', '-am', 'Test\n\nCRQ: CRQ-1']);
  at.git(['push', '--quiet', 'origin', 'main']);
  return at;
}

const seen = (at: Fixture): readonly string[] => readFileSync(join(at.root, 'seen'), 'utf8').trim().split('\n');

const POINTS = ['land/read', 'land/candidate', 'land/tested', 'land/0-push/before'];

describe.each([1, 2])('with a window of %i', (width) => {
  const points = width === 1 ? POINTS.slice(2) : POINTS;
  test.each(points)('a branch that is rewritten at %s lands as it was tested, in its new form', async (point) => {
    const at = tested();
    const before = work(at, { id: 'CRQ-2' });
    work(at, { id: 'CRQ-3' });
    at.git(['branch', '--quiet', 'rewritten', before]);
    at.git(['switch', '--quiet', 'rewritten']);
    at.git(['commit', '--quiet', '--amend', '-m', 'Close CRQ-2 again\n\nCRQ: CRQ-2\nCRQ-Transition: open -> closed']);
    const after = at.tip('HEAD');
    at.git(['push', '--quiet', 'origin', 'HEAD:refs/spare/x']);
    at.git(['switch', '--quiet', 'main']);
    const trail = once(point, () =>
      at.git(['update-ref', `refs/heads/${branchOf({ id: 'CRQ-2' })}`, after], at.remote),
    );
    const done = await pass(at, { width, trail });
    expect(done.held).toEqual([]);
    expect(done.landed.find(({ crq }) => crq === 'CRQ-2')?.head).toBe(after);
    for (const { oid, tested_oid } of done.landed) expect([tested_oid, seen(at).includes(oid)]).toEqual([oid, true]);
    expect(landings(at)).toHaveLength(2);
    expect(() => at.git(['merge-base', '--is-ancestor', before, 'main'], at.remote)).toThrow();
  });

  test.each(points)('a branch that is deleted at %s does not land, and the other one does', async (point) => {
    const at = tested();
    work(at, { id: 'CRQ-2' });
    work(at, { id: 'CRQ-3' });
    const trail = once(point, () => at.git(['update-ref', '-d', `refs/heads/${branchOf({ id: 'CRQ-2' })}`], at.remote));
    const done = await pass(at, { width, trail });
    expect(done.landed.map(({ crq }) => crq)).toEqual(['CRQ-3']);
    expect(done.held.map(({ crq }) => crq)).toEqual(['CRQ-2']);
    expect(landings(at)).toHaveLength(1);
    expect(at.git(['ls-tree', '--name-only', 'main'], at.remote)).not.toContain('CRQ-2.txt');
  });

  test.each(POINTS.slice(2))('a target that is deleted at %s is told, and not made anew', async (point) => {
    const at = tested();
    const tip = at.tip('main');
    work(at, { id: 'CRQ-2' });
    work(at, { id: 'CRQ-3' });
    const trail = once(point, () => at.git(['update-ref', '-d', 'refs/heads/main'], at.remote));
    expect(await tryPass(at, { width, trail })).toMatchObject({ ok: false, error: { code: 'BASE_MISSING' } });
    expect(remoteRefs(at)).not.toMatch(/refs\/heads\/main|refs\/gitcrq/);
    at.git(['update-ref', 'refs/heads/main', tip], at.remote);
    expect((await pass(at, { width })).landed).toHaveLength(2);
  });
});

test('a kept branch that is rewritten during the test: what was tested lands, and the rest waits for a landing of its own', async () => {
  const at = tested('  delete_branch: false\n');
  const before = work(at, { id: 'CRQ-2' });
  at.git(['switch', '--quiet', branchOf({ id: 'CRQ-2' })]);
  at.write('more', 'more\n');
  at.git(['add', '.']);
  at.git(['commit', '--quiet', '-m', 'More\n\nCRQ: CRQ-2', '--no-verify']);
  at.git(['push', '--quiet', 'origin', 'HEAD:refs/spare/x']);
  const after = at.tip('HEAD');
  at.git(['switch', '--quiet', 'main']);
  const trail = once('land/tested', () =>
    at.git(['update-ref', `refs/heads/${branchOf({ id: 'CRQ-2' })}`, after], at.remote),
  );
  const [landed] = (await pass(at, { trail })).landed;
  expect([landed?.oid, landed?.head]).toEqual([seen(at)[0], before]);
  expect(at.git(['ls-tree', '--name-only', 'main'], at.remote)).not.toContain('more');
  expect(at.tip(branchOf({ id: 'CRQ-2' }), at.remote)).toBe(after);
});

test('another target that is deleted between test and landing holds its branch', async () => {
  const at = tested('branches:\n  base: [main, "release/*"]\n');
  at.git(['push', '--quiet', 'origin', 'main:refs/heads/release/1']);
  work(at, { id: 'CRQ-2', base: 'release/1' });
  const trail = once('land/tested', () => at.git(['update-ref', '-d', 'refs/heads/release/1'], at.remote));
  const done = await pass(at, { trail });
  expect(done.landed).toEqual([]);
  expect(why(done, 'target')).toContain('there is no branch release/1');
});

test('a watch does not push again what was refused, until something changes', async () => {
  const at = fixture();
  work(at, { id: 'CRQ-2' });
  hook(at, 'pre-receive', `${COUNT}; exit 1`);
  const words = [BIN, 'merge', '--watch', '--interval', '1s'];
  const watch = spawn(process.execPath, words, { cwd: at.clone, env: at.env, stdio: 'ignore' });
  await expect.poll(() => pushes(at)).toBe(1);
  await new Promise((later) => setTimeout(later, 4000));
  expect(pushes(at)).toBe(1);
  at.git(['update-ref', 'refs/heads/elsewhere', 'main'], at.remote);
  await expect.poll(() => pushes(at)).toBe(2);
  watch.kill('SIGTERM');
  await new Promise((ended) => watch.once('close', ended));
  expect(pushes(at)).toBe(2);
});

const LEASES = 'refs/gitcrq/leases/';
const leaseRef = (at: Fixture): readonly string[] =>
  at.git(['for-each-ref', '--format=%(refname) %(objectname)', LEASES], at.remote).split(' ');

test.each(['deleted', 'taken by somebody else'])(
  'the lease on the queue is %s during the push: nothing lands, and later once',
  async (how) => {
    const at = fixture();
    work(at, { id: 'CRQ-2' });
    const words = ['coord', 'lease', 'gitcrq/queue', '--type', 'component', '--ttl', '60s', '--json'];
    expect(envelope(await gitcrqLater(at, words, { env: { GITCRQ_AGENT: 'ada' } })).exit).toBe(0);
    const [ref = '', adas = ''] = leaseRef(at);
    at.git(['update-ref', '-d', ref], at.remote);
    const before = remoteRefs(at);
    const steal = () => at.git(how === 'deleted' ? ['update-ref', '-d', ref] : ['update-ref', ref, adas], at.remote);
    const robbed = await tryPass(at, { ids: ['CRQ-2'], trail: once('land/0-push/before', () => void steal()) });
    expect(robbed).toMatchObject({ ok: false, error: { code: 'LEASE_LOST', exit: 5 } });
    expect(remoteRefs(at)).toBe(before);
    if (how !== 'deleted') at.git(['update-ref', '-d', ref], at.remote);
    expect((await pass(at, { ids: ['CRQ-2'] })).landed).toMatchObject([{ crq: 'CRQ-2' }]);
    expect(landings(at)).toHaveLength(1);
  },
);
