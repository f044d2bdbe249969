/** A merge by hand into a base: closed at once where the base is this clone's own, left to the lander elsewhere. */
import { expect, test } from 'vitest';
import { git, hooked, message } from '../enforce/hooks/scene.ts';
import { change, check } from '../enforce/scene.ts';
import { crqText, type Fixture, type FixtureOptions } from '../fixture.ts';

const OPEN_BASE = 'version: 1\nbranches:\n  protected: []\n';

/** main checked out, with one linked commit on feature/CRQ-2-work. */
async function worked(options: FixtureOptions): Promise<Fixture> {
  const fx = await hooked(options);
  change(fx, 'a', '1', 'Add a\n\nCRQ: CRQ-2');
  fx.git(['switch', '--quiet', 'main']);
  return fx;
}

const status = (fx: Fixture): string => /^status: (.*)$/m.exec(fx.read('crqs/CRQ-2.md'))?.[1] ?? '';

test.each([['--no-ff'], ['--ff']])('without a remote, merge %s closes the request, once', async (how) => {
  const fx = await worked({ remote: false });
  const tip = fx.tip('feature/CRQ-2-work');
  const ended = git(fx, ['merge', '--quiet', '--no-edit', how, 'feature/CRQ-2-work']);
  expect(ended).toMatchObject({ code: 0 });
  expect(ended.err).toContain('CRQ-2 is closed, since its branch is merged');
  expect(message(fx)).toBe(
    `Close CRQ-2: Work of CRQ-2\n\nCRQ: CRQ-2\nCRQ-Transition: open -> closed\nCRQ-Cause: landed ${tip}`,
  );
  expect([status(fx), fx.git(['status', '--porcelain'])]).toEqual(['closed', '']);
  expect(git(fx, ['merge', '--quiet', 'feature/CRQ-2-work']).code).toBe(0);
  expect(fx.git(['log', '--format=%s', '--grep=^Close CRQ-2'])).toBe('Close CRQ-2: Work of CRQ-2');
});

test('with a remote and an open base, too', async () => {
  const fx = await worked({ policy: OPEN_BASE });
  git(fx, ['merge', '--quiet', '--no-edit', '--no-ff', 'feature/CRQ-2-work']);
  expect(status(fx)).toBe('closed');
});

test('on a protected base of a remote it only says how the queue lands it', async () => {
  const fx = await worked({});
  const ended = git(fx, ['merge', '--quiet', '--no-edit', '--no-ff', 'feature/CRQ-2-work']);
  expect(ended.err).toMatch(/main is protected.*\n {2}next: git reset --keep ORIG_HEAD\n {2}next: gitcrq close CRQ-2/);
  expect(status(fx)).toBe('open');
});

test('clones that pull a merge of somebody else close nothing', async () => {
  const fx = await worked({});
  const other = fx.another('other');
  git(fx, ['push', '--quiet', 'origin', 'feature/CRQ-2-work'], { env: { GITCRQ: '0' } });
  git(fx, ['merge', '--quiet', '--no-edit', '--no-ff', 'feature/CRQ-2-work'], { env: { GITCRQ: '0' } });
  git(fx, ['push', '--quiet', 'origin', 'main'], { env: { GITCRQ: '0' } });
  fx.git(['reset', '--quiet', '--hard', 'HEAD~1']);
  const before = fx.git(['rev-parse', 'origin/main']);
  const pulled = git(fx, ['pull', '--quiet', '--ff-only', 'origin', 'main']);
  expect(pulled.code).toBe(0);
  expect([fx.tip('HEAD'), status(fx)]).toEqual([before, 'open']);
  fx.git(['pull', '--quiet'], other);
  expect(fx.tip('HEAD', other)).toBe(before);
});

test.each<[string, (fx: Fixture) => readonly string[]]>([
  ['a squash that is not committed', () => ['merge', '--squash', 'feature/CRQ-2-work']],
  [
    'a fresh branch at the tip',
    (fx) => {
      fx.git(['switch', '--quiet', '--create', 'next', 'main']);
      fx.write('b', '1');
      fx.git(['add', 'b']);
      fx.git(['commit', '--quiet', '--no-verify', '-m', 'CRQ-3: b']);
      fx.git(['branch', '--force', 'feature/CRQ-2-work', 'next']);
      fx.git(['switch', '--quiet', 'main']);
      return ['merge', '--quiet', 'next'];
    },
  ],
  [
    'a merge of the base into a branch',
    (fx) => {
      change(fx, 'c', '1', 'CRQ-3: c');
      fx.git(['switch', '--quiet', 'feature/CRQ-2-work']);
      return ['merge', '--quiet', '--no-edit', 'main'];
    },
  ],
  [
    'a draft',
    (fx) => {
      change(fx, 'crqs/CRQ-2.md', crqText('CRQ-2', { status: 'draft' }), 'CRQ-2: draft');
      return ['merge', '--quiet', '--no-edit', 'feature/CRQ-2-work'];
    },
  ],
])('%s closes nothing', async (_what, prepare) => {
  const fx = await worked({ remote: false });
  const words = prepare(fx);
  expect(git(fx, words).code).toBe(0);
  expect(fx.git(['log', '--format=%s', '--grep=^Close'])).toBe('');
});

test('an octopus closes every request it brings, by one commit', async () => {
  const fx = await worked({ remote: false });
  fx.git(['switch', '--quiet', '--create', 'feature/CRQ-3-more']);
  change(fx, 'b', '1', 'Add b\n\nCRQ: CRQ-3');
  fx.git(['switch', '--quiet', 'main']);
  const ended = git(fx, ['merge', '--quiet', '--no-edit', 'feature/CRQ-2-work', 'feature/CRQ-3-more']);
  expect(ended.err).toContain('CRQ-2, CRQ-3 are closed');
  expect(message(fx)).toMatch(
    /^Close CRQ-2, CRQ-3\n\nCRQ: CRQ-2\nCRQ-Transition: open -> closed\nCRQ: CRQ-3\nCRQ-Cause: /,
  );
  expect([status(fx), /^status: (.*)$/m.exec(fx.read('crqs/CRQ-3.md'))?.[1]]).toEqual(['closed', 'closed']);
  expect((await check(fx, { all: true })).findings).toEqual([]);
});
