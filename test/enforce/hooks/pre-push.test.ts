/** What pre-push refuses and what it lets pass, through the installed stub and a real remote. */

import { describe, expect, test } from 'vitest';
import { HOOKS } from '../../../src/app/hook-handlers.ts';
import { runHook } from '../../../src/enforce/hooks/run.ts';
import { crqText, type Fixture } from '../../fixture.ts';
import { change, scene } from '../scene.ts';
import { git, hooked, unseen } from './scene.ts';

const remoteHas = (fx: Fixture, ref: string): boolean => fx.git(['ls-remote', 'origin', ref]) !== '';
const onMain = (fx: Fixture): void => {
  fx.git(['switch', '--quiet', 'main']);
  change(fx, 'm', '1', 'On main\n\nCRQ: CRQ-3');
};

test('a well-named branch of linked commits is pushed, new and again', async () => {
  const fx = await hooked();
  change(fx, 'a', '1', 'Add a\n\nCRQ: CRQ-2');
  expect(git(fx, ['push', 'origin', 'HEAD']).code).toBe(0);
  change(fx, 'a', '2', 'Change a\n\nCRQ: CRQ-2');
  expect(git(fx, ['push', 'origin', 'HEAD']).code).toBe(0);
});

test('an unlinked commit is refused, and only what the remote lacks is judged', async () => {
  const fx = await hooked();
  const unlinked = unseen(fx, 'a', '1', 'Add a');
  const refused = git(fx, ['push', 'origin', 'HEAD']);
  expect(refused.code).not.toBe(0);
  expect(refused.err).toContain(`refused link/missing: ${unlinked.slice(0, 12)} Add a`);
  expect(remoteHas(fx, 'feature/CRQ-2-work')).toBe(false);
  fx.git(['push', '--quiet', '--no-verify', 'origin', 'HEAD']);
  change(fx, 'a', '2', 'Change a\n\nCRQ: CRQ-2');
  expect(git(fx, ['push', 'origin', 'HEAD']).code).toBe(0);
});

test('the remote name is what counts, whatever is pushed to it', async () => {
  const fx = await hooked();
  change(fx, 'a', '1', 'Add a\n\nCRQ: CRQ-2');
  const refused = git(fx, ['push', 'origin', 'HEAD~0:refs/heads/Feature/crq-2-Work']);
  expect(refused.err).toContain('refused branch/name: refs/heads/Feature/crq-2-Work');
  const next = /^ {2}next: (git push .*)$/m.exec(refused.err)?.[1] ?? '';
  expect(git(fx, ['-c', `alias.next=!${next}`, 'next']).code).toBe(0);
  expect(remoteHas(fx, 'feature/CRQ-2-work')).toBe(true);
  expect(git(fx, ['push', 'origin', `${fx.tip('HEAD')}:refs/heads/bugfix/CRQ-2-too`]).code).toBe(0);
});

describe('a protected branch', () => {
  test('takes no push by hand, linked or not', async () => {
    const fx = await hooked();
    onMain(fx);
    const refused = git(fx, ['push', 'origin', 'main']);
    expect(refused.err).toContain('refused branch/protected: refs/heads/main');
    expect(git(fx, ['push', 'origin', 'HEAD:refs/heads/feature/CRQ-3-x']).code).toBe(0);
  });

  test('names closing the request where one is checked out', async () => {
    const fx = await hooked();
    change(fx, 'a', '1', 'Add a\n\nCRQ: CRQ-2');
    expect(git(fx, ['push', 'origin', 'HEAD:main']).err).toContain('next: gitcrq close CRQ-2');
  });

  test('is neither rewound nor deleted', async () => {
    const fx = await hooked();
    const rewound = git(fx, ['push', '--force', 'origin', 'main~1:main']);
    expect(rewound.err).toContain('main is protected and would lose commits');
    const deleted = git(fx, ['push', 'origin', ':main']);
    expect(deleted.err).toContain('main is protected and cannot be deleted');
    expect(fx.tip('main')).toBe(fx.git(['ls-remote', 'origin', 'main']).split('\t')[0]);
  });

  test('that moved on unseen is not forced over', async () => {
    const fx = await hooked();
    const other = fx.another('other');
    fx.git(['commit', '--quiet', '--allow-empty', '-m', 'Elsewhere\n\nCRQ: CRQ-3'], other);
    fx.git(['push', '--quiet', 'origin', 'HEAD:main'], other);
    onMain(fx);
    const forced = git(fx, ['push', '--force', 'origin', 'main']);
    expect(forced.err).toContain('to a commit that is not here');
    expect(forced.err).toContain('next: git fetch origin');
  });

  test("takes the queue's own push, which runs with GITCRQ=0", async () => {
    const fx = await hooked();
    onMain(fx);
    expect(git(fx, ['push', 'origin', 'main'], { env: { GITCRQ: '0' } }).code).toBe(0);
  });

  test('can be made, and can be brought its first policy', async () => {
    const fx = await hooked();
    fx.git(['init', '--quiet', '--bare', 'fresh.git'], fx.root);
    fx.git(['remote', 'set-url', 'origin', `${fx.root}/fresh.git`]);
    expect(git(fx, ['push', 'origin', 'main']).code).toBe(0);
    const bare = await hooked({ remote: false });
    bare.git(['init', '--quiet', '--bare', 'old.git'], bare.root);
    const old = bare.git(['commit-tree', bare.git(['mktree', '--missing']), '-m', 'Before']);
    bare.git(['push', '--quiet', '--no-verify', '../old.git', `${old}:refs/heads/main`]);
    bare.git(['remote', 'add', 'origin', `${bare.root}/old.git`]);
    bare.git(['fetch', '--quiet', 'origin']);
    bare.git(['switch', '--quiet', '--create', 'adopt', old]);
    bare.write('crqs/CRQ-1.md', crqText('CRQ-1'));
    bare.write('gitcrq.yaml', 'version: 1\n');
    change(bare, 'x', '1', 'Adopt\n\nCRQ: CRQ-1');
    expect(git(bare, ['push', 'origin', 'HEAD:main']).code).toBe(0);
  });

  test('is what the policy says it is', async () => {
    const fx = await hooked({ policy: 'version: 1\nbranches:\n  protected: []\n' });
    onMain(fx);
    expect(git(fx, ['push', 'origin', 'main']).code).toBe(0);
    change(fx, 'm', '2', 'fine\n\nCRQ: CRQ-3');
    unseen(fx, 'm', '3', 'Unlinked');
    expect(git(fx, ['push', 'origin', 'main']).err).toContain('link/missing');
  });
});

test('tags, other namespaces, exempt names and deletions of plain branches pass', async () => {
  const fx = await hooked();
  unseen(fx, 'a', '1', 'Unlinked');
  fx.git(['tag', '-a', 'v1', '-m', 'One']);
  for (const spec of ['v1', 'HEAD:refs/for/main', 'HEAD:refs/heads/gitcrq/scratch', 'HEAD:refs/notes/x'])
    expect(git(fx, ['push', 'origin', spec]).code).toBe(0);
  fx.git(['push', '--quiet', '--no-verify', 'origin', 'HEAD:badly-named']);
  expect(git(fx, ['push', 'origin', ':badly-named']).code).toBe(0);
});

test('one bad ref among several refuses the push, and each is named', async () => {
  const fx = await hooked();
  fx.git(['branch', 'one']);
  fx.git(['branch', 'two']);
  const refused = git(fx, ['push', 'origin', 'one', 'two', 'feature/CRQ-2-work']);
  expect(refused.err).toContain('refs/heads/one');
  expect(refused.err).toContain('refs/heads/two');
  expect(remoteHas(fx, 'feature/CRQ-2-work')).toBe(false);
});

test('a push to an address instead of a remote is judged from the base on', async () => {
  const fx = await hooked();
  change(fx, 'a', '1', 'Add a\n\nCRQ: CRQ-2');
  expect(git(fx, ['push', fx.remote, 'HEAD']).code).toBe(0);
  unseen(fx, 'a', '2', 'Unlinked');
  const refused = git(fx, ['push', fx.remote, 'HEAD']);
  expect(refused.err.match(/refused link\/missing/g)).toHaveLength(1);
});

test('a commit that another remote has already is linked by a note rather than rewritten', async () => {
  const fx = await hooked();
  const oid = unseen(fx, 'a', '1', 'Add a');
  fx.git(['init', '--quiet', '--bare', 'fork.git'], fx.root);
  fx.git(['remote', 'add', 'fork', `${fx.root}/fork.git`]);
  const offer = `next: gitcrq link add ${oid.slice(0, 12)} CRQ-2`;
  expect(git(fx, ['push', 'origin', 'HEAD']).err).not.toContain(offer);
  fx.git(['push', '--quiet', '--no-verify', 'fork', 'HEAD']);
  expect(git(fx, ['push', 'origin', 'HEAD']).err).toContain(offer);
});

test('a forced push of a plain branch passes once its commits are linked', async () => {
  const fx = await hooked();
  change(fx, 'a', '1', 'Add a\n\nCRQ: CRQ-2');
  fx.git(['push', '--quiet', 'origin', 'HEAD']);
  fx.git(['commit', '--quiet', '--amend', '-m', 'Add a, better\n\nCRQ: CRQ-2']);
  expect(git(fx, ['push', '--force', 'origin', 'HEAD']).code).toBe(0);
});

test('a hook gitcrq does not know is a usage error', async () => {
  const fx = scene();
  expect(
    await runHook(fx.ports(), fx.clone, 'post-checkout', { args: [], input: new Uint8Array() }, HOOKS),
  ).toMatchObject({
    ok: false,
    error: { code: 'HOOK_UNKNOWN' },
  });
});
