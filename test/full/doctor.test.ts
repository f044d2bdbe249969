/** Broken set-ups: each is named, and mended by --fix where nobody has to decide. A sound one is called sound, and left as it was. */
import { chmodSync, existsSync, readFileSync, rmSync, utimesSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { examined, mended } from '../../src/app/doctor/doctor.ts';
import { changeHooks, hookSet, planSet } from '../../src/app/hooks.ts';
import { planRefspecs } from '../../src/app/init/clone.ts';
import { installation } from '../../src/app/package-root.ts';
import type { Wired } from '../../src/app/wire.ts';
import { unwrap } from '../../src/domain/result.ts';
import { attributeLine, driverCommand } from '../../src/enforce/hooks/driver.ts';
import { HOOK_NAMES } from '../../src/enforce/hooks/names.ts';
import { openRepo } from '../../src/git/repo.ts';
import { nodeFiles } from '../../src/sys/files.ts';
import { uuidv7 } from '../../src/sys/uuid.ts';
import { commit } from '../enforce/scene.ts';
import { crqText, type Fixture, type FixtureOptions, fixture } from '../fixture.ts';
import { trust } from '../merge/approving.ts';
import { numberOfObjects, stateOf } from '../state.ts';

const PARTS = installation(nodeFiles);

/** A clone that is set up: hooks, merge driver and refspecs. */
async function sound(options: FixtureOptions = {}): Promise<Fixture> {
  const fx = fixture(options);
  await changeHooks(fx.ports(), 'hooks install', false, (repo) => planSet(repo, hookSet(nodeFiles, false)));
  fx.write('.git/info/attributes', `${attributeLine('crqs')}\n`);
  const repo = unwrap(await openRepo(fx.ports(), fx.clone));
  const steps = unwrap(await planRefspecs(repo, options.remote === false ? null : 'origin'));
  repo.close();
  for (const step of steps)
    if (step.kind === 'git-config') for (const { key, to } of step.changes) fx.git(['config', '--add', key, to ?? '']);
  return fx;
}

const codes = (of: { readonly problems: readonly { readonly code: string }[] }): readonly string[] => [
  ...new Set(of.problems.map(({ code }) => code)),
];

const hook = (fx: Fixture, name: string): string => join(fx.clone, '.git', 'hooks', name);
const gitFile = (fx: Fixture, name: string): string => join(fx.clone, '.git', name);
/** A process of this machine before it was started anew. */
const gone = (fx: Fixture) => ({ ...fx.ports().processes.self(), boot: 'another' });
const onMain = (fx: Fixture, message: string): void => {
  commit(fx, message);
  fx.git(['push', '--quiet', '--no-verify', 'origin', 'main']);
};

interface Broken {
  readonly name: string;
  readonly code: string;
  readonly harm: (fx: Fixture) => void;
  readonly remote?: true;
}

const MENDED: readonly Broken[] = [
  {
    name: 'no merge driver',
    code: 'merge/missing',
    harm: (fx) => fx.git(['config', '--remove-section', 'merge.gitcrq']),
  },
  {
    name: 'the merge driver of a gitcrq that is elsewhere now',
    code: 'merge/outdated',
    harm: (fx) => fx.git(['config', 'merge.gitcrq.driver', driverCommand({ node: '/gone/node', bin: '/gone/bin.js' })]),
  },
  { name: 'no hooks', code: 'hooks/missing', harm: (fx) => rmSync(hook(fx, 'commit-msg')) },
  {
    name: 'a hook that is not executable',
    code: 'hooks/disabled',
    harm: (fx) => chmodSync(hook(fx, 'commit-msg'), 0o644),
  },
  {
    name: 'a hook of another version',
    code: 'hooks/outdated',
    harm: (fx) => fx.write('.git/hooks/pre-push', `${readFileSync(hook(fx, 'pre-push'), 'utf8')}# old\n`),
  },
  {
    name: 'a node that is gone',
    code: 'hooks/program-gone',
    harm: (fx) =>
      fx.write(
        '.git/hooks/commit-msg',
        readFileSync(hook(fx, 'commit-msg'), 'utf8').replace(/^node=.*$/m, "node='/gone/node'"),
      ),
  },
  {
    name: 'a hook that another tool wrote over ours',
    code: 'hooks/other',
    harm: (fx) => fx.write('.git/hooks/commit-msg', '#!/bin/sh\nexit 0\n'),
  },
  {
    name: 'core.hooksPath is a directory that is not there',
    code: 'hooks/no-directory',
    harm: (fx) => fx.git(['config', 'core.hooksPath', '.hooks']),
  },
  {
    name: 'core.hooksPath is a directory whose hooks do not call gitcrq',
    code: 'hooks/not-called',
    harm(fx) {
      fx.git(['config', 'core.hooksPath', join(fx.root, 'a "b" c')]);
      for (const name of HOOK_NAMES) fx.write(name, '#!/bin/sh\n', join(fx.root, 'a "b" c'));
    },
  },
  {
    name: 'no refspecs for the records',
    code: 'remote/refspecs',
    remote: true,
    harm: (fx) => fx.git(['config', '--unset-all', 'remote.origin.fetch', 'refs/gitcrq']),
  },
  {
    name: "the remote's default branch is not known",
    code: 'remote/head',
    remote: true,
    harm: (fx) => fx.git(['remote', 'set-head', 'origin', '--delete']),
  },
  {
    name: 'the lock of a change that died',
    code: 'lock/stale',
    harm: (fx) => fx.write('.git/gitcrq/change.lock', JSON.stringify(gone(fx))),
  },
  {
    name: 'the lock of a landing that died',
    code: 'lock/stale',
    harm: (fx) => fx.write('.git/gitcrq/lander.lock', JSON.stringify(gone(fx))),
  },
  {
    name: 'a temporary file of a process that was killed',
    code: 'file/temporary',
    harm(fx) {
      fx.write('.git/gitcrq/cache/policy-abc.4711.0.tmp', '{');
      utimesSync(gitFile(fx, 'gitcrq/cache/policy-abc.4711.0.tmp'), 1, 1);
    },
  },
  {
    name: 'an operation that was interrupted',
    code: 'operation/interrupted',
    harm(fx) {
      const id = uuidv7(fx.ports());
      const plan = { op: 'config set', title: 'merge.test = true', steps: [], answer: {} };
      const begin = { t: 'begin', v: 1, id, group: id, key: { argv: ['x'], gitDir: gitFile(fx, '') }, plan, heads: [] };
      fx.write(
        `.git/gitcrq/ops/${id}.jsonl`,
        `${JSON.stringify({ ...begin, owner: gone(fx), at: '2026-01-01T00:00:00.000Z' })}\n`,
      );
    },
  },
];

/** Each look at the clock is a second later: what is told with its age is the same problem all the same. */
function ticking(ports: Wired): Wired {
  let seconds = 0;
  const now = (): Date => new Date(ports.clock.now().getTime() + 1000 * seconds++);
  return { ...ports, clock: { ...ports.clock, now } };
}

describe('mended by --fix', () => {
  test.for(MENDED)('$name: $code', async ({ code, harm, remote = false }) => {
    const fx = await sound({ remote });
    harm(fx);
    const before = await examined(fx.ports(), PARTS);
    expect(codes(before)).toEqual([code]);
    expect(before.problems.every(({ fixable, next }) => fixable && next === 'gitcrq doctor --fix')).toBe(true);
    const { examined: after } = await mended(ticking(fx.ports({ argv: ['doctor', '--fix'] })), PARTS, false);
    expect(after.problems).toEqual([]);
    expect(codes({ problems: after.mended })).toEqual([code]);
    expect(after.mended).toHaveLength(before.problems.length);
  });
});

const DECIDED: readonly (Broken & { readonly next: RegExp })[] = [
  {
    name: 'core.hooksPath is no place for hooks',
    code: 'hooks/no-directory',
    harm: (fx) => fx.git(['config', 'core.hooksPath', '/dev/null']),
    next: /config --show-origin core\.hooksPath$/,
  },
  {
    name: 'a mistake in the policy of the base',
    code: 'policy/invalid',
    remote: true,
    harm(fx) {
      fx.write('gitcrq.yaml', 'version: 1\nmerge:\n  tset: true\n');
      onMain(fx, 'Break it\n\nCRQ: CRQ-1');
    },
    next: /gitcrq config check/,
  },
  {
    name: 'a mistake in the policy of this checkout',
    code: 'policy/invalid-here',
    harm: (fx) => fx.write('gitcrq.yaml', 'version: 2\n'),
    next: /gitcrq config check/,
  },
  {
    name: 'requests that no attribute gives to the merge driver',
    code: 'merge/no-attribute',
    harm: (fx) => fx.write('.git/info/attributes', 'other/*.md merge=gitcrq\n'),
    next: /^echo 'crqs\/\*\.md merge=gitcrq' >>\.gitattributes$/,
  },
  {
    name: 'a request that cannot be read',
    code: 'crq/unreadable',
    remote: true,
    harm(fx) {
      fx.write('crqs/CRQ-2.md', 'no front matter\n');
      onMain(fx, 'Add it\n\nCRQ: CRQ-1');
    },
    next: /crqs\/CRQ-2\.md/,
  },
  {
    name: 'a state that was changed by an illegal step',
    code: 'crq/illegal-transition',
    remote: true,
    harm(fx) {
      for (const status of ['rejected', 'closed']) {
        fx.write('crqs/CRQ-2.md', crqText('CRQ-2', { status }));
        onMain(fx, `Make it ${status}\n\nCRQ: CRQ-1\nCRQ: CRQ-2`);
      }
    },
    next: /CRQ-2/,
  },
  {
    name: 'one id made on two branches',
    code: 'crq/duplicate-id',
    harm(fx) {
      for (const slug of ['one', 'two']) {
        fx.git(['switch', '--quiet', '--create', `feature/CRQ-2-${slug}`, 'main']);
        fx.write('crqs/CRQ-2.md', crqText('CRQ-2', { title: slug }));
        commit(fx, `Open ${slug}\n\nCRQ: CRQ-2`);
      }
      fx.git(['switch', '--quiet', 'main']);
    },
    next: /^gitcrq crq renumber CRQ-2$/,
  },
  {
    name: 'a lock of git that may be alive',
    code: 'lock/git',
    harm(fx) {
      fx.write('.git/index.lock', '');
      const minute = Date.now() / 1000 - 60;
      utimesSync(gitFile(fx, 'index.lock'), minute, minute);
    },
    next: /^rm .*index\.lock/,
  },
  {
    name: 'a lock of git, hours old',
    code: 'lock/git',
    harm(fx) {
      fx.write('.git/refs/heads/main.lock', '');
      utimesSync(gitFile(fx, 'refs/heads/main.lock'), 1, 1);
    },
    next: /^rm .*main\.lock/,
  },
  {
    name: 'an entry of the queue log that nobody may have written',
    code: 'queue/not-obeyed',
    remote: true,
    harm(fx) {
      trust(fx, [['ada', 'person', 'land']]);
      const said = 'paused the queue on main\n\nEvent: paused\nTarget: main\nBy: Mallory <m@example.com>';
      const entry = fx.git(['commit-tree', '-m', said, 'HEAD^{tree}']);
      fx.git(['push', '--quiet', '--no-verify', 'origin', `${entry}:refs/gitcrq/queue/main/log`]);
      fx.git(['fetch', '--quiet']);
    },
    next: /^gitcrq merge log$/,
  },
  {
    name: 'nobody to write records as',
    code: 'git/identity',
    harm: (fx) =>
      fx.git(['config', 'user.useConfigOnly', 'true']) + fx.git(['config', '--global', '--remove-section', 'user']),
    next: /git config --global user\.name/,
  },
  {
    name: 'a remote that refuses refs of gitcrq',
    code: 'remote/refused',
    remote: true,
    harm(fx) {
      fx.write('hooks/pre-receive', '#!/bin/sh\nexit 1\n', fx.remote);
      chmodSync(join(fx.remote, 'hooks', 'pre-receive'), 0o755);
    },
    next: /^git ls-remote origin$/,
  },
];

describe('named, and left to a person', () => {
  test.for(DECIDED)('$name: $code', async ({ code, harm, next, remote = false }) => {
    const fx = await sound({ remote });
    harm(fx);
    const { problems } = await examined(fx.ports(), PARTS);
    const problem = problems.find((one) => one.code === code);
    expect(problem, JSON.stringify(problems)).toMatchObject({ fixable: false });
    expect(problem?.next).toMatch(next);
  });

  test('the hooks are switched off in this shell', async () => {
    const fx = await sound({ remote: false });
    const ports = fx.ports();
    const off = { ...ports, env: { ...ports.env, GITCRQ: '0' } };
    expect(codes(await examined(off, PARTS))).toEqual(['hooks/switched-off']);
  });

  test('a hook that is in place and does not reach gitcrq', async () => {
    const fx = await sound({ remote: false });
    fx.write('.git/hooks/commit-msg.before-gitcrq', '#!/bin/sh\necho not today >&2\nexit 1\n');
    chmodSync(hook(fx, 'commit-msg.before-gitcrq'), 0o755);
    const { problems } = await examined(fx.ports(), PARTS);
    expect(problems).toMatchObject([{ code: 'hooks/not-run', message: expect.stringContaining('not today') }]);
  });
});

describe('a sound set-up', () => {
  test('has no problems, in every worktree, and looking leaves no trace', async () => {
    const fx = await sound();
    fx.git(['worktree', 'add', '--quiet', '-b', 'feature/CRQ-1-x', join(fx.root, 'tree')]);
    fx.git(['status']);
    const look = () => [stateOf(fx), numberOfObjects(fx), numberOfObjects(fx, fx.remote), nodeFiles.list(fx.root)];
    await examined(fx.ports(), PARTS);
    const before = look();
    expect(await examined(fx.ports({ cwd: join(fx.root, 'tree') }), PARTS)).toEqual({
      problems: [],
      skipped: [],
      mended: [],
      edited: [],
    });
    expect(look()).toEqual(before);
  });

  test('without its remote is sound, and says what it could not look at', async () => {
    const fx = await sound();
    rmSync(fx.remote, { recursive: true });
    const { problems, skipped } = await examined(fx.ports(), PARTS);
    expect(problems).toEqual([]);
    expect(skipped).toEqual([expect.stringMatching(/^compare-and-swap: origin: /)]);
  });

  test('takes away the scratch ref that a killed doctor left on the remote', async () => {
    const fx = await sound();
    const left = 'refs/gitcrq/doctor/01900000-0000-7000-8000-000000000000';
    fx.git(['update-ref', left, 'main'], fx.remote);
    expect(await examined(fx.ports(), PARTS)).toMatchObject({ problems: [] });
    expect(fx.git(['for-each-ref', 'refs/gitcrq/doctor'], fx.remote)).toBe('');
  });

  test('is not changed by --fix', async () => {
    const fx = await sound({ remote: false });
    const { outcome, examined: after } = await mended(fx.ports({ argv: ['doctor'] }), PARTS, true);
    expect([outcome.lines, after.problems]).toEqual([[], []]);
    expect(existsSync(gitFile(fx, 'gitcrq/change.lock'))).toBe(false);
  });
});
