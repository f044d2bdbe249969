/** What a landing changes of its target, which is not always what the branch seems to change: rules about paths ask for the former. */
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { check, rulesOf } from '../enforce/scene.ts';
import { crqText, type Fixture, fixture } from '../fixture.ts';
import { trust } from './approving.ts';
import { pass, why, work } from './ground.ts';

const OWNED = `merge:
  owners:
    - {paths: ['secret/**'], approvals_of: [grace]}
`;

const owned = (): Fixture => {
  const fx = fixture();
  trust(fx, [['grace', 'person', 'approve']], OWNED);
  return fx;
};

/** A commit on the base, by somebody with the right. */
function onBase(fx: Fixture, message = 'Go on'): string {
  fx.git(['add', '.']);
  fx.git(['commit', '--quiet', '--no-verify', '-m', `${message}\n\nCRQ: CRQ-1`]);
  fx.git(['push', '--quiet', '--no-verify', 'origin', 'main']);
  return fx.tip('main');
}

test('a file that moved to an owner meanwhile is the owner’s', async () => {
  const fx = owned();
  work(fx, { id: 'CRQ-2', files: { README: 'one\ntwo\nthree\nfour\n' } });
  fx.write('secret/.keep', '');
  fx.git(['mv', 'README', 'secret/README']);
  onBase(fx);
  expect(why(await pass(fx), 'owners')).toMatch(/^secret\/README needs 1 of grace; /);
});

/** A branch whose one commit of work puts another commit where a submodule is. */
function moveSubmodule(fx: Fixture, to: string): void {
  fx.git(['switch', '--quiet', '-c', 'feature/CRQ-2-work']);
  fx.write('crqs/CRQ-2.md', crqText('CRQ-2'));
  fx.git(['add', 'crqs']);
  fx.git(['update-index', '--cacheinfo', `160000,${to},secret/lib`]);
  fx.git(['commit', '--quiet', '-m', 'Another version\n\nCRQ: CRQ-2']);
  fx.write('crqs/CRQ-2.md', crqText('CRQ-2', { status: 'closed' }));
  fx.git(['add', 'crqs']);
  fx.git(['commit', '--quiet', '-m', 'Close CRQ-2\n\nCRQ: CRQ-2\nCRQ-Transition: open -> closed']);
  fx.git(['push', '--quiet', 'origin', 'HEAD']);
  fx.git(['switch', '--quiet', 'main']);
}

test('a submodule that .gitmodules says to ignore is a path like others', async () => {
  const fx = owned();
  fx.write('.gitmodules', '[submodule "lib"]\n\tpath = secret/lib\n\turl = ./lib\n\tignore = all\n');
  mkdirSync(join(fx.clone, 'secret/lib'), { recursive: true });
  fx.git(['update-index', '--add', '--cacheinfo', `160000,${fx.tip('main')},secret/lib`]);
  moveSubmodule(fx, onBase(fx));
  expect(why(await pass(fx), 'owners')).toMatch(/^secret\/lib needs 1 of grace; /);
});

test('diff.relative hides no path from below', async () => {
  const fx = owned();
  fx.git(['config', 'diff.relative', 'true']);
  work(fx, { id: 'CRQ-2', files: { 'secret/a': 'a' } });
  work(fx, { id: 'CRQ-3', files: { 'gitcrq.yaml': fx.read('gitcrq.yaml').replace('grace]', 'eve]') } });
  const done = await pass(fx, { cwd: `${fx.clone}/crqs` });
  expect(done.held.map(({ crq }) => crq)).toEqual(['CRQ-2', 'CRQ-3']);
  expect(why(done, 'owners')).toMatch(/^secret\/a needs 1 of grace; /);
});

test('a merge that took the side of the branch does not bring an old policy back', async () => {
  const fx = fixture();
  const old = fx.tip('main');
  fx.write('gitcrq.yaml', `version: 1\n${OWNED}`);
  const strict = onBase(fx, 'Have owners');
  const first = work(fx, { id: 'CRQ-2', from: old });
  expect((await pass(fx)).landed).toHaveLength(1);
  // The landed branch goes on, with the policy as it was there; two merge bases say two things of it.
  fx.git(['switch', '--quiet', '-c', 'feature/CRQ-3-work', first]);
  fx.write('crqs/CRQ-3.md', crqText('CRQ-3'));
  fx.git(['add', '.']);
  fx.git(['commit', '--quiet', '-m', 'Open CRQ-3\n\nCRQ: CRQ-3']);
  fx.git(['merge', '--quiet', '--strategy', 'ours', '-m', 'Merge main\n\nCRQ: CRQ-3', strict]);
  fx.write('crqs/CRQ-3.md', crqText('CRQ-3', { status: 'closed' }));
  fx.git(['commit', '--quiet', '-am', 'Close CRQ-3\n\nCRQ: CRQ-3\nCRQ-Transition: open -> closed']);
  fx.git(['push', '--quiet', '--no-verify', 'origin', 'HEAD']);
  expect(rulesOf(await check(fx, { range: 'origin/main..HEAD' }))).toEqual(['policy/changed']);
  expect(why(await pass(fx), 'policy-approval')).toMatch(/^it changes the policy, and nobody approved/);
  expect(fx.git(['show', 'main:gitcrq.yaml'], fx.remote)).toContain('owners');
});

test('what is tested on top of a change of the policy is judged by that change', async () => {
  const fx = fixture({ policy: 'version: 1\nmerge:\n  window: 4\n' });
  const strict = 'version: 1\nmerge:\n  window: 4\n  approvals: 1\n';
  work(fx, { id: 'CRQ-2', status: 'approved', priority: 'high', files: { 'gitcrq.yaml': strict } });
  fx.git(['switch', '--quiet', 'feature/CRQ-2-work']);
  fx.write('crqs/CRQ-2.md', crqText('CRQ-2', { status: 'closed', priority: 'high' }));
  fx.git(['commit', '--quiet', '-am', 'Close CRQ-2\n\nCRQ: CRQ-2\nCRQ-Transition: approved -> closed']);
  fx.git(['push', '--quiet', 'origin', 'HEAD']);
  fx.git(['switch', '--quiet', 'main']);
  work(fx, { id: 'CRQ-3' });
  const done = await pass(fx);
  expect(done.landed).toMatchObject([{ crq: 'CRQ-2' }]);
  expect(why(done, 'approved')).toMatch(/^0 of 1 approval; /);
});
