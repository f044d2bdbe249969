/** A server of ours under real pushes, over a path and over HTTP. */
import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { initServer } from '../../src/app/init/server.ts';
import { type Ended, envelope, gitcrq, gitcrqLater } from '../cli/run.ts';
import { change, commit, scene } from '../enforce/scene.ts';
import { CARRIERS } from '../enforce/server/scene.ts';
import { crqText, type Fixture } from '../fixture.ts';
import { CHANGES, run, situation, TOLD } from '../plan/changes.ts';
import { serve } from './http.ts';

const BRANCH = 'refs/heads/feature/CRQ-2-work';

/** git without blocking: the web server lives in this very process. */
function git(fx: Fixture, args: readonly string[], dir = fx.clone): Promise<Ended> {
  const child = spawn('git', args, { cwd: dir, env: { ...fx.env, GITCRQ: '0' }, stdio: ['ignore', 'pipe', 'pipe'] });
  const said = { out: '', err: '' };
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    said.out += text;
  });
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    said.err += text;
  });
  return new Promise((resolve) => void child.once('close', (code, signal) => resolve({ code, signal, ...said })));
}

const push = (fx: Fixture, ...refspecs: readonly string[]): Promise<Ended> =>
  git(fx, ['push', '--no-verify', 'origin', ...refspecs]);

type Way = 'path' | 'http';

/** The scene, whose remote is a server of ours, reached in this way. */
async function served(way: Way): Promise<Fixture> {
  const fx = scene();
  const words = { bare: true, path: fx.remote, dryRun: false };
  (await initServer(fx.ports({ cwd: fx.root, argv: ['init', '--bare'] }), words)).reported();
  if (way === 'http') fx.git(['remote', 'set-url', 'origin', `${await serve(fx.root, fx.env)}/remote.git`]);
  return fx;
}

const refs = (fx: Fixture): string => fx.git(['for-each-ref', '--format=%(refname)'], fx.remote);

describe.each<Way>(['path', 'http'])('over %s', (way) => {
  test('a push that skips the hooks of the clone is refused with the rule and the command that mends it', async () => {
    const fx = await served(way);
    const bad = change(fx, 'a', '1', 'Add a');
    const refused = await push(fx, 'HEAD');
    expect(refused.code).not.toBe(0);
    expect(refused.err).toContain(`remote: refused link/missing: ${bad.slice(0, 12)} Add a`);
    expect(refused.err).toContain('remote:   why: it belongs to no change request');
    const mend = /^remote: {3}next: (git commit .*?) *$/m.exec(refused.err)?.[1] ?? '';
    expect(refs(fx)).toBe('refs/heads/main');
    expect((await git(fx, ['-c', `alias.mend=!${mend}`, 'mend'])).code).toBe(0);
    expect(await push(fx, 'HEAD')).toMatchObject({ code: 0 });
  });

  test('leases are taken, renewed, given back and taken by the next', async () => {
    const fx = await served(way);
    const lease = async (name: string, ...words: readonly string[]): Promise<unknown> => {
      const ran = await gitcrqLater(fx, ['coord', ...words, '--json'], { env: { GITCRQ_AGENT: name } });
      return envelope(ran).data;
    };
    expect(await lease('ada', 'lease', 'src/**')).toMatchObject({ token: 1, state: 'held', renewed: false });
    expect(await lease('ada', 'lease', 'src/**')).toMatchObject({ token: 1, state: 'held', renewed: true });
    expect(await lease('bob', 'lease', 'src/a')).toMatchObject({ state: 'refused', by: 'ada' });
    expect(await lease('ada', 'release', 'src/**')).toMatchObject({ released: [{ token: 1 }] });
    expect(await lease('bob', 'lease', 'src/**', 'src/a')).toMatchObject({ leases: [{ token: 2 }, { token: 1 }] });
  });

  test('the queue lands, and takes back', async () => {
    const fx = await served(way);
    change(fx, 'a', '1', 'Add a\n\nCRQ: CRQ-2');
    expect(envelope(await gitcrqLater(fx, ['close', '--json']))).toMatchObject({
      data: { landed: [{ crq: 'CRQ-2' }] },
    });
    expect(fx.git(['show', 'main:a'], fx.remote)).toBe('1');
    expect(envelope(await gitcrqLater(fx, ['undo', '--json']))).toMatchObject({ ok: true });
    expect(fx.git(['ls-tree', '--name-only', 'main', 'a'], fx.remote)).toBe('');
    expect(envelope(await gitcrqLater(fx, ['close', '--json']))).toMatchObject({
      data: { landed: [{ crq: 'CRQ-2' }] },
    });
  });

  test.each(way === 'path' ? CARRIERS : CARRIERS.slice(0, 4))(
    'what came by %s is judged when it comes to a branch',
    async (ref) => {
      const fx = await served(way);
      change(fx, 'a', '1', 'Add a');
      expect(await push(fx, `HEAD:${ref}`)).toMatchObject({ code: 0 });
      expect((await push(fx, `HEAD:${BRANCH}`)).err).toContain('refused link/missing');
      expect((await push(fx, 'HEAD:refs/heads/main')).err).toContain('refused branch/protected');
      expect(refs(fx).split('\n')).toEqual(['refs/heads/main', ref].sort());
    },
  );

  test('neither a base nor a record is rewound, deleted or replaced', async () => {
    const fx = await served(way);
    expect(await push(fx, 'main:refs/gitcrq/ids/CRQ')).toMatchObject({ code: 0 });
    const attempts = [
      ['+main~1:refs/heads/main', 'branch/protected'],
      [':refs/heads/main', 'branch/protected'],
      ['+main~1:refs/gitcrq/ids/CRQ', 'ref/record'],
      [':refs/gitcrq/ids/CRQ', 'ref/record'],
      [`main:refs/replace/${fx.tip('main')}`, 'ref/replace'],
      ['main:refs/heads/Main', 'branch/case-collision'],
    ] as const;
    fx.git(['config', 'receive.denyDeleteCurrent', 'ignore'], fx.remote);
    const before = fx.git(['for-each-ref'], fx.remote);
    for (const [refspec, rule] of attempts) {
      expect((await push(fx, refspec)).err, refspec).toContain(`refused ${rule}`);
      expect(fx.git(['for-each-ref'], fx.remote), refspec).toBe(before);
    }
    expect((await push(fx, 'HEAD:HEAD')).code).not.toBe(0);
  });

  test('rules that a branch brings do not count for it', async () => {
    const fx = await served(way);
    change(fx, 'gitcrq.yaml', 'version: 1\ncommits:\n  link: off\nbranches:\n  protected: []\n', 'Relax\n\nCRQ: CRQ-2');
    change(fx, '.gitattributes', '* merge=ours\n', 'Attributes\n\nCRQ: CRQ-2');
    expect(await push(fx, 'HEAD')).toMatchObject({ code: 0 });
    change(fx, 'a', '1', 'Add a');
    expect((await push(fx, 'HEAD')).err).toContain('refused link/missing');
    expect((await push(fx, 'HEAD:main')).err).toContain('refused branch/protected');
  });
});

test('a push of a thousand refs is judged as a whole, and in bearable time', async () => {
  const fx = await served('path');
  const last = Array.from({ length: 30 }, (_, n) => commit(fx, `Work ${n}\n\nCRQ: CRQ-2`)).at(-1);
  const rows = Array.from({ length: 1000 }, (_, n) =>
    n % 2 === 0 ? `refs/tags/t${n}` : `refs/heads/feature/CRQ-2-n${n}`,
  ).map((ref, n) => `create ${ref} ${fx.git(['rev-parse', `${last}~${n % 30}`])}`);
  fx.write('rows', `${rows.join('\n')}\n`, fx.root);
  await git(fx, ['-c', `alias.x=!git update-ref --stdin < ${join(fx.root, 'rows')}`, 'x']);
  const refspecs = ['refs/tags/*:refs/tags/*', 'refs/heads/feature/CRQ-2-n*:refs/heads/feature/CRQ-2-n*'];
  const bad = await push(fx, ...refspecs, 'HEAD:refs/heads/bad');
  expect(bad.err).toContain('refused branch/name: refs/heads/bad');
  expect(refs(fx)).toBe('refs/heads/main');
  const begin = performance.now();
  expect(await push(fx, ...refspecs)).toMatchObject({ code: 0 });
  expect(performance.now() - begin).toBeLessThan(30_000);
  expect(refs(fx).split('\n')).toHaveLength(1001);
});

test('two clones land at once, and both do', async () => {
  const fx = await served('http');
  change(fx, 'a', '1', 'Add a\n\nCRQ: CRQ-2');
  const other = fx.another('other');
  fx.git(['remote', 'set-url', 'origin', fx.git(['remote', 'get-url', 'origin'])], other);
  fx.git(['switch', '--quiet', '--create', 'feature/CRQ-3-more'], other);
  fx.write('b', '1', other);
  fx.git(['add', '.'], other);
  fx.git(['commit', '--quiet', '-m', 'Add b\n\nCRQ: CRQ-3'], other);
  const ended = await Promise.all([fx.clone, other].map((cwd) => gitcrqLater(fx, ['close', '--json'], { cwd })));
  expect(ended.map(({ out }) => JSON.parse(out).ok)).toEqual([true, true]);
  for (const cwd of [fx.clone, other]) await gitcrqLater(fx, ['merge'], { cwd });
  expect(fx.git(['ls-tree', '--name-only', 'main'], fx.remote).split('\n')).toEqual(expect.arrayContaining(['a', 'b']));
});

test('a request for another base is judged by that one', async () => {
  const policy = 'version: 1\nbranches:\n  base: [main, "release/*"]\n  protected: [main, "release/*"]\n';
  const fx = scene({ policy });
  fx.git(['switch', '--quiet', 'main']);
  change(fx, 'crqs/CRQ-3.md', crqText('CRQ-3', { base: 'release/1' }), 'Set the base\n\nCRQ: CRQ-3');
  fx.git(['push', '--quiet', 'origin', 'main', 'main:release/1']);
  (
    await initServer(fx.ports({ cwd: fx.root, argv: ['init'] }), { bare: true, path: fx.remote, dryRun: false })
  ).reported();
  fx.git(['fetch', '--quiet']);
  fx.git(['switch', '--quiet', '--create', 'feature/CRQ-3-backport', 'origin/release/1']);
  change(fx, 'a', '1', 'Add a\n\nCRQ: CRQ-3');
  expect(envelope(await gitcrqLater(fx, ['close', '--json']))).toMatchObject({
    data: { landed: [{ target: 'release/1' }] },
  });
  expect((await push(fx, 'HEAD:release/1')).code).not.toBe(0);
});

/** Renumbering gives the remote's branch its new name before the record behind it: a server refuses such a name. */
const REFUSED = ['crq renumber'];
/** Others may have relied on what was pushed. */
const RELIED = ['approve', 'approve the plan', 'merge undo'];

test.for([...CHANGES, ...TOLD].filter(({ name }) => !REFUSED.includes(name)))(
  '$name works with a guarded remote, and is taken back',
  async (command) => {
    const at = situation(command, {});
    const words = { bare: true, path: at.remote, dryRun: false };
    (await initServer(at.ports({ cwd: at.root, argv: ['init', '--bare'] }), words)).reported();
    run(at, command.argv);
    const taken = envelope(gitcrq(at, ['undo', '--json']));
    if (RELIED.includes(command.name)) expect(taken).toMatchObject({ ok: false, error: { code: 'UNDO_REFUSED' } });
    else expect(taken).toMatchObject({ ok: true });
  },
);

test('what a server refuses of a renumbering leaves everything as it was', () => {
  const renumber = CHANGES.find(({ name }) => REFUSED.includes(name));
  if (renumber === undefined) throw new Error('there is no such change');
  const at = situation(renumber, {});
  const before = [at.git(['for-each-ref'], at.remote), at.git(['for-each-ref', 'refs/heads'])];
  expect(gitcrq({ ...at, clone: at.remote }, ['init', '--bare']).code).toBe(0);
  const said = envelope(gitcrq(at, [...renumber.argv, '--json']));
  expect(said.error).toMatchObject({ code: 'REMOTE_REFUSED', message: expect.stringContaining('branch/unknown-crq') });
  expect([at.git(['for-each-ref'], at.remote), at.git(['for-each-ref', 'refs/heads'])]).toEqual(before);
});
