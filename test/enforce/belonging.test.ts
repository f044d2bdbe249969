/** Which request a commit, a branch and a number belong to: rules that need more than the one commit. */
import { expect, test } from 'vitest';
import { crqText, type Fixture } from '../fixture.ts';
import { change, check, commit, rulesOf, scene } from './scene.ts';

test('a commit of another request is a warning on the branch, or an error if the policy says so', async () => {
  const fx = scene();
  const oid = change(fx, 'a', '1', 'Add a\n\nCRQ: CRQ-3');
  change(fx, 'b', '1', 'Add b\n\nCRQ: CRQ-3\nCRQ: CRQ-2');
  expect((await check(fx)).findings).toMatchObject([
    { rule: 'link/wrong-branch', level: 'warning', oid, crq: 'CRQ-2' },
  ]);
  const strict = scene({ policy: 'version: 1\ncommits:\n  one_of_branch: true\n' });
  change(strict, 'a', '1', 'Add a\n\nCRQ: CRQ-3');
  expect((await check(strict)).findings).toMatchObject([{ rule: 'link/wrong-branch', level: 'error' }]);
});

test('work of a branch that this one stands on is where it belongs', async () => {
  const fx = scene();
  fx.git(['switch', '--quiet', '--create', 'feature/CRQ-3-below', 'main']);
  change(fx, 'a', '1', 'Add a\n\nCRQ: CRQ-3');
  fx.git(['switch', '--quiet', '--force-create', 'feature/CRQ-2-work']);
  change(fx, 'b', '1', 'Add b\n\nCRQ: CRQ-2');
  expect((await check(fx)).findings).toEqual([]);
});

/** CRQ-4 on the base, made after the branch was forked. */
function meanwhile(fx: Fixture, text = crqText('CRQ-4', { title: 'Theirs' })): void {
  fx.git(['switch', '--quiet', 'main']);
  change(fx, 'crqs/CRQ-4.md', text, 'Open CRQ-4\n\nCRQ: CRQ-4');
  fx.git(['push', '--quiet', 'origin', 'main']);
  fx.git(['switch', '--quiet', 'feature/CRQ-2-work']);
}

test('a number that the base gave to another request is a duplicate, also once the base is merged', async () => {
  const fx = scene();
  change(fx, 'crqs/CRQ-4.md', crqText('CRQ-4', { title: 'Ours' }), 'Open CRQ-4\n\nCRQ: CRQ-4\nCRQ: CRQ-2');
  meanwhile(fx);
  expect((await check(fx)).findings).toMatchObject([{ rule: 'crq/duplicate-id', crq: 'CRQ-4', path: 'crqs/CRQ-4.md' }]);
  expect(() => fx.git(['merge', '--quiet', 'main'])).toThrow();
  fx.git(['checkout', '--theirs', 'crqs/CRQ-4.md']);
  commit(fx, 'Merge main\n\nCRQ: CRQ-2');
  expect(rulesOf(await check(fx))).toContain('crq/duplicate-id');
});

test('the same request brought twice, as by a cherry-pick, is no duplicate; nor is one that came back', async () => {
  const fx = scene();
  change(fx, 'crqs/CRQ-4.md', crqText('CRQ-4'), 'Open CRQ-4\n\nCRQ: CRQ-4\nCRQ: CRQ-2');
  meanwhile(fx, crqText('CRQ-4'));
  expect((await check(fx)).findings).toEqual([]);
  fx.git(['reset', '--quiet', '--hard', 'main']);
  fx.git(['rm', '--quiet', 'crqs/CRQ-4.md']);
  commit(fx, 'Remove\n\nCRQ: CRQ-2');
  change(fx, 'crqs/CRQ-4.md', crqText('CRQ-4', { title: 'New' }), 'Again\n\nCRQ: CRQ-4\nCRQ: CRQ-2');
  expect(rulesOf(await check(fx))).not.toContain('crq/duplicate-id');
});

test('a request whose branch was merged and that is open is left open; one with more work, or closed, is not', async () => {
  const fx = scene({ policy: 'version: 1\nbranches: { protected: [] }\n' });
  change(fx, 'a', '1', 'Add a\n\nCRQ: CRQ-2');
  fx.git(['switch', '--quiet', 'main']);
  fx.git(['merge', '--quiet', '--no-ff', '--no-edit', 'feature/CRQ-2-work']);
  expect((await check(fx)).findings).toMatchObject([
    { rule: 'crq/left-open', level: 'warning', crq: 'CRQ-2', next: 'gitcrq close CRQ-2' },
  ]);
  expect(rulesOf(await check(fx, { all: true }))).toContain('crq/left-open');
  fx.git(['switch', '--quiet', 'feature/CRQ-2-work']);
  change(fx, 'a', '2', 'Change a\n\nCRQ: CRQ-2');
  fx.git(['switch', '--quiet', 'main']);
  expect(rulesOf(await check(fx))).toEqual([]);
  fx.git(['branch', '--quiet', '--delete', '--force', 'feature/CRQ-2-work']);
  expect(rulesOf(await check(fx))).toEqual(['crq/left-open']);
  change(
    fx,
    'crqs/CRQ-2.md',
    crqText('CRQ-2', { status: 'closed' }),
    'Close\n\nCRQ: CRQ-2\nCRQ-Transition: open -> closed',
  );
  expect(rulesOf(await check(fx))).toEqual([]);
});
