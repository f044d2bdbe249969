/** A server as people set it up: made or taken over, with real pushes through the installed hook. */
import { chmodSync, existsSync, mkdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { changeHooks } from '../../../src/app/hooks.ts';
import { initServer } from '../../../src/app/init/server.ts';
import { attributeLine } from '../../../src/enforce/hooks/driver.ts';
import { planUninstall } from '../../../src/enforce/hooks/install.ts';
import { SERVER_HOOKS } from '../../../src/enforce/hooks/names.ts';
import { answer, envelope, gitcrq } from '../../cli/run.ts';
import { type Fixture, fixture } from '../../fixture.ts';
import { leftovers, numberOfObjects } from '../../state.ts';
import { drivenMerge } from '../driven.ts';
import { git } from '../hooks/scene.ts';
import { change, codeOf, commit, scene } from '../scene.ts';

const HOOK = 'hooks/pre-receive';

const init = (fx: Fixture, path: string | undefined, cwd = fx.root, dryRun = false) =>
  initServer(fx.ports({ cwd, argv: ['init', '--bare'] }), { bare: true, path, dryRun });

/** The scene, whose remote is a server of ours. */
async function served(policy?: string): Promise<Fixture> {
  const fx = scene(policy === undefined ? {} : { policy });
  (await init(fx, fx.remote)).reported();
  return fx;
}

describe('init --bare', () => {
  test('makes a server once; the same again changes nothing', async () => {
    const fx = fixture();
    expect((await init(fx, 'team.git', fx.root, true)).lines).toMatchObject([{ op: 'repository' }, { op: 'files' }]);
    expect(existsSync(join(fx.root, 'team.git'))).toBe(false);
    (await init(fx, 'team.git')).reported();
    const dir = join(fx.root, 'team.git');
    expect(fx.git(['rev-parse', '--is-bare-repository'], dir)).toBe('true');
    expect(fx.git(['symbolic-ref', 'HEAD'], dir)).toBe('refs/heads/main');
    const hook = readFileSync(join(dir, HOOK), 'utf8');
    expect((await init(fx, undefined, dir)).answer).toMatchObject({ hooks: [] });
    expect((await init(fx, '.', dir, true)).lines).toEqual([]);
    expect(readFileSync(join(dir, HOOK), 'utf8')).toBe(hook);
    fx.git(['push', '--quiet', dir, 'main']);
  });

  test('takes over a server, says so on the command line, and undo gives it back', async () => {
    const fx = fixture();
    fx.git(['config', 'receive.advertiseAtomic', 'false'], fx.remote);
    const at = { ...fx, clone: fx.remote };
    expect(answer(at, ['init', '--bare'])).toMatchObject({ adoption: null, hooks: [join(fx.remote, HOOK)] });
    expect(fx.git(['config', 'receive.advertiseAtomic'], fx.remote)).toBe('true');
    expect(envelope(gitcrq(at, ['hooks', 'status', '--server', '--json']))).toMatchObject({
      exit: 0,
      data: { hooks: [{ name: 'pre-receive', state: 'installed', kept: false }] },
    });
    answer(at, ['undo']);
    expect(existsSync(join(fx.remote, HOOK))).toBe(false);
    expect(fx.git(['config', 'receive.advertiseAtomic'], fx.remote)).toBe('false');
  });

  test('refuses a place that is not its own', async () => {
    const fx = fixture();
    fx.write('full/of/things', '', fx.root);
    for (const path of ['full', 'full/of/things']) expect(await codeOf(init(fx, path))).toBe('PLACE_TAKEN');
    expect(await codeOf(init(fx, fx.clone))).toBe('OPTION_NOT_APPLICABLE');
    const words = { bare: false, path: 'team.git', dryRun: false };
    expect(await codeOf(initServer(fx.ports({ cwd: fx.root }), words))).toBe('OPTION_NOT_APPLICABLE');
    mkdirSync(join(fx.root, 'hooks'));
    fx.git(['config', 'core.hooksPath', join(fx.root, 'hooks')], fx.remote);
    expect(await codeOf(init(fx, fx.remote))).toBe('HOOKS_PATH_SET');
  });
});

describe('a push', () => {
  test('that skips every hook of the clone is refused, and leaves nothing behind', async () => {
    const fx = await served();
    const bad = change(fx, 'a', '1', 'Add a');
    const before = numberOfObjects(fx, fx.remote);
    const env = { GITCRQ: '0', NODE_OPTIONS: '--require=./nowhere.cjs' };
    const pushed = git(fx, ['push', '--no-verify', 'origin', 'HEAD'], { env });
    expect(pushed.code).not.toBe(0);
    expect(pushed.err).toContain(`remote: refused link/missing: ${bad.slice(0, 12)} Add a`);
    expect(pushed.err).toContain('remote:   next: git commit --amend --no-edit --trailer "CRQ: CRQ-2"');
    expect(fx.git(['for-each-ref', '--format=%(refname)'], fx.remote)).toBe('refs/heads/main');
    expect([numberOfObjects(fx, fx.remote), leftovers(fx)]).toEqual([before, []]);
    expect(existsSync(join(fx.remote, 'gitcrq', 'cache'))).toBe(false);
    commit(fx, 'Add a\n\nCRQ: CRQ-2', ['--amend']);
    expect(git(fx, ['push', 'origin', 'HEAD'])).toMatchObject({ code: 0, err: expect.not.stringContaining('remote:') });
  });

  test('of a clean merge passes', async () => {
    const fx = await served();
    change(fx, 'a', '1', 'Add a\n\nCRQ: CRQ-2');
    fx.git(['switch', '--quiet', '-c', 'side', 'main']);
    change(fx, 'b', '1', 'Add b\n\nCRQ: CRQ-2');
    fx.git(['switch', '--quiet', 'feature/CRQ-2-work']);
    fx.git(['merge', '--quiet', '--no-edit', '--no-verify', 'side']);
    expect(git(fx, ['push', 'origin', 'HEAD'])).toMatchObject({
      code: 0,
      err: expect.not.stringContaining('remote:'),
    });
  });

  test('of a merge that the merge driver made passes, and one made up is refused', async () => {
    const fx = scene();
    drivenMerge(fx);
    (await init(fx, fx.remote)).reported();
    expect(git(fx, ['push', 'origin', 'HEAD'])).toMatchObject({ code: 0, err: expect.not.stringContaining('remote:') });
    fx.write('crqs/CRQ-3.md', fx.read('crqs/CRQ-3.md').replace('[branch, main]', '[branch]'));
    commit(fx, "Merge branch 'main'", ['--amend']);
    expect(git(fx, ['push', '--force', 'origin', 'HEAD']).err).toContain('remote: refused merge/evil');
  });

  test('to the base by hand is refused with the way in, which works', async () => {
    const fx = await served();
    fx.git(['switch', '--quiet', 'main']);
    change(fx, 'a', '1', 'Add a\n\nCRQ: CRQ-3');
    const { err } = git(fx, ['push', '--force', '--no-verify', 'origin', 'main']);
    expect(err).toContain('refused branch/protected: refs/heads/main');
    const [push = '', close] = [...err.matchAll(/^remote: {3}next: (.*?) *$/gm)].map(([, command = '']) => command);
    expect(git(fx, ['-c', `alias.x=!${push}`, 'x']).code).toBe(0);
    expect(close).toBe('gitcrq close CRQ-3');
    fx.git(['reset', '--quiet', '--hard', 'origin/main']);
    expect(answer(fx, ['close', 'CRQ-3'])).toMatchObject({ landed: [{ crq: 'CRQ-3' }] });
    expect(fx.git(['show', 'main:a'], fx.remote)).toBe('1');
    answer(fx, ['undo']);
    expect(fx.git(['ls-tree', '--name-only', 'main', 'a'], fx.remote)).toBe('');
  });

  test('by doctor, which tries the remote out, passes', async () => {
    const fx = await served();
    expect(git(fx, ['switch', 'main']).code).toBe(0);
    answer(fx, ['init']);
    fx.write('.git/info/attributes', `${attributeLine('crqs')}\n`);
    expect(envelope(gitcrq(fx, ['doctor', '--json']))).toMatchObject({ exit: 0, data: { problems: [] } });
    expect(fx.git(['for-each-ref', '--format=%(refname)'], fx.remote)).toBe('refs/heads/main');
  });

  test('of one bad branch among good ones is refused as a whole', async () => {
    const fx = await served();
    change(fx, 'a', '1', 'Add a\n\nCRQ: CRQ-2');
    const refs = ['HEAD:refs/heads/feature/CRQ-2-work', 'HEAD:refs/heads/work', 'HEAD:refs/tags/v1'];
    expect(git(fx, ['push', '--no-verify', 'origin', ...refs]).err).toContain('refused branch/name: refs/heads/work');
    expect(fx.git(['for-each-ref', '--format=%(refname)'], fx.remote)).toBe('refs/heads/main');
  });

  test('from a shallow clone is judged like any other', async () => {
    const fx = await served();
    fx.git(['clone', '--quiet', '--depth=1', `file://${fx.remote}`, 'cut'], fx.root);
    const cut = join(fx.root, 'cut');
    fx.git(['switch', '--quiet', '--create', 'feature/CRQ-2-work'], cut);
    fx.git(['commit', '--quiet', '--allow-empty', '-m', 'Unlinked'], cut);
    expect(git(fx, ['push', 'origin', 'HEAD'], { dir: cut }).err).toContain('refused link/missing');
    fx.git(['commit', '--quiet', '--allow-empty', '--amend', '-m', 'Linked\n\nCRQ: CRQ-2'], cut);
    expect(git(fx, ['push', 'origin', 'HEAD'], { dir: cut }).code).toBe(0);
  });
});

describe('another pre-receive hook', () => {
  const theirs = (fx: Fixture, script: string): string => {
    fx.write(HOOK, `#!/bin/sh\n${script}\n`, fx.remote);
    chmodSync(join(fx.remote, HOOK), 0o750);
    return readFileSync(join(fx.remote, HOOK), 'utf8');
  };

  test('is kept, sees the same lines first, and comes back byte for byte', async () => {
    const fx = scene();
    const before = theirs(fx, 'cat > seen; test ! -e no');
    (await init(fx, fx.remote)).reported();
    change(fx, 'a', '1', 'Add a');
    expect(git(fx, ['push', 'origin', 'HEAD']).err).toContain('refused link/missing');
    const line = `${'0'.repeat(40)} ${fx.tip('HEAD')} refs/heads/feature/CRQ-2-work\n`;
    expect(fx.read('seen', fx.remote)).toBe(line);
    commit(fx, 'Add a\n\nCRQ: CRQ-2', ['--amend']);
    fx.write('no', '', fx.remote);
    expect(git(fx, ['push', 'origin', 'HEAD']).code).not.toBe(0);
    const ports = fx.ports({ cwd: fx.remote });
    await changeHooks(ports, 'hooks uninstall', false, (repo) => planUninstall(repo, SERVER_HOOKS));
    expect(fx.read(HOOK, fx.remote)).toBe(before);
    expect(statSync(join(fx.remote, HOOK)).mode & 0o777).toBe(0o750);
    expect(existsSync(join(fx.remote, `${HOOK}.before-gitcrq`))).toBe(false);
  });
});

test('a server that lost its gitcrq lets nothing through, and says whom to ask', async () => {
  const fx = await served();
  fx.write(HOOK, fx.read(HOOK, fx.remote).replace(/^bin=.*$/m, 'bin=/nowhere'), fx.remote);
  change(fx, 'a', '1', 'Add a\n\nCRQ: CRQ-2');
  const pushed = git(fx, ['push', 'origin', 'HEAD']);
  expect(pushed.code).not.toBe(0);
  expect(pushed.err).toContain('next: gitcrq hooks install --server');
});
