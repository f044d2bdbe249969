/** A request of another base than the default one is judged by that base, before it lands and afterwards. */
import { expect, test } from 'vitest';
import { statusOf } from '../../src/app/status.ts';
import { branchList } from '../../src/crq/branch-list.ts';
import { planPrune } from '../../src/crq/branch-prune.ts';
import { showCrq } from '../../src/crq/show.ts';
import { answer } from '../cli/run.ts';
import { asked, commit, done, ids, listed } from '../crq-records/scene.ts';
import { crqText, type Fixture, fixture } from '../fixture.ts';

const POLICY = 'version: 1\nbranches:\n  base: [main, "release/*"]\n';
const BRANCH = 'feature/CRQ-2-mend-login';
const OF_RELEASE = { base: 'release/1' };

/** release/1 has a commit that main has not. CRQ-2 begins there; CRQ-3 of main needs it; main knows CRQ-4 as open. */
function ofRelease(remote: boolean): Fixture {
  const at = fixture({ remote, policy: POLICY });
  const records = {
    'crqs/CRQ-3.md': crqText('CRQ-3', { depends_on: '[CRQ-2]' }),
    'crqs/CRQ-4.md': crqText('CRQ-4', OF_RELEASE),
  };
  commit(at, records, 'Open both\n\nCRQ: CRQ-3');
  at.git(['switch', '--quiet', '-c', 'release/1']);
  const closed = crqText('CRQ-4', { ...OF_RELEASE, status: 'closed' });
  commit(at, { 'release.txt': 'one\n', 'crqs/CRQ-4.md': closed }, 'Only here\n\nCRQ: CRQ-4');
  if (remote) at.git(['push', '--quiet', '--no-verify', 'origin', 'release/1', 'main']);
  at.git(['switch', '--quiet', '-c', BRANCH]);
  commit(at, { 'crqs/CRQ-2.md': crqText('CRQ-2', OF_RELEASE) }, 'Open it\n\nCRQ: CRQ-2');
  commit(at, { 'login.txt': 'login\n' }, 'Mend it\n\nCRQ: CRQ-2');
  return at;
}

test.for([true, false])('before it lands, and after (remote: %j)', async (remote) => {
  const at = ofRelease(remote);
  expect(await asked(at, statusOf)).toMatchObject({
    base: 'release/1',
    commits: { total: 2 },
    crq: { status_on_base: null },
  });
  const branches = (): Promise<unknown> =>
    asked(at, (repo, basis) => branchList(repo, basis, { stale: undefined, merged: false }));
  expect(await branches()).toMatchObject({ branches: [{ name: BRANCH, ahead: 2, behind: 0 }] });
  const before = (await listed(at)).crqs;
  expect(before.find(({ id }) => id === 'CRQ-2')).toMatchObject({ on_base: false, status: 'open' });
  expect(before.find(({ id }) => id === 'CRQ-4')).toMatchObject({ on_base: true, status: 'closed' });
  expect(ids(await listed(at, { ready: true }))).toEqual([]);

  expect(answer(at, ['close'])).toMatchObject({ landed: [{ crq: 'CRQ-2', target: 'release/1' }] });
  if (remote)
    expect(await asked(at, statusOf)).toMatchObject({ commits: { total: 0 }, crq: { status_on_base: 'closed' } });
  at.git(['switch', '--quiet', 'main']);
  const landed = { on_base: true, status: 'closed', landed: { proof: 'record' } };
  if (remote) {
    expect(await branches()).toMatchObject({ branches: [{ name: BRANCH, landed: { proof: 'record' } }] });
    const pruned = await done(at, (repo, basis) => planPrune(repo, basis, false));
    expect(pruned).toMatchObject({ removed: [{ name: BRANCH }] });
  }
  expect((await listed(at)).crqs.find(({ id }) => id === 'CRQ-2')).toMatchObject(landed);
  expect(await asked(at, (repo, basis) => showCrq(repo, basis, '2'))).toMatchObject(landed);
  expect(ids(await listed(at, { ready: true }))).toEqual(['CRQ-3']);
});
