/** What a lander says on a protected base without landing anything: this branch has come, so its request is closed. */
import { describe, expect, test } from 'vitest';
import type { CrqId, Oid } from '../../../src/domain/brand.ts';
import { closingCommit } from '../../../src/merge/closing-commit.ts';
import { crqText, type Fixture, fixture } from '../../fixture.ts';
import { trust } from '../../merge/approving.ts';
import { work } from '../../merge/ground.ts';
import { commit } from '../scene.ts';
import { judged, place, refusedBy } from './scene.ts';

const MAIN = 'refs/heads/main';

/** CRQ-2 is open on the server, which has the work of its branch by a merge that the queue knows nothing of. */
function merged(how: readonly string[] = ['--no-ff', '-m', 'Merge it\n\nCRQ: CRQ-2']): { fx: Fixture; head: Oid } {
  const fx = fixture();
  const head = work(fx, { id: 'CRQ-2', status: 'open' });
  fx.git(['merge', '--quiet', ...how, 'feature/CRQ-2-work']);
  place(fx, MAIN, 'main');
  return { fx, head };
}

/** Commits the closing as a lander words it, with the record as `text` gives it. */
function close(fx: Fixture, tips: readonly Oid[], text = crqText('CRQ-2', { status: 'closed' })): void {
  const stored = {
    crq: { id: 'CRQ-2' as CrqId, title: 'Work of CRQ-2', status: 'open' },
    path: 'crqs/CRQ-2.md',
    text: crqText('CRQ-2'),
  };
  const closings = tips.map((tip) => ({ stored, tip }) as unknown as Parameters<typeof closingCommit>[0][number]); // what it reads
  fx.write('crqs/CRQ-2.md', text);
  commit(fx, closingCommit(closings, 'closed').message);
}

describe('a protected base takes the closing', () => {
  test.each([
    ['a merge commit', undefined],
    ['a fast-forward', ['--ff-only']],
  ] as const)('of what came by %s', async (_, how) => {
    const { fx, head } = merged(how);
    close(fx, [head]);
    expect(await judged(fx, { [MAIN]: 'main' })).toMatchObject({ refusals: [] });
  });

  test('of a branch that is gone', async () => {
    const { fx, head } = merged();
    fx.git(['update-ref', '-d', 'refs/heads/feature/CRQ-2-work'], fx.remote);
    close(fx, [head]);
    expect(await refusedBy(fx, { [MAIN]: 'main' })).toEqual([]);
  });
});

/** What was pushed before the hook was there is in the log for ever. */
test('an entry of the log that nobody signed keeps no closing back', async () => {
  const { fx, head } = merged();
  trust(fx, [['ada', 'person', 'land']]);
  const oids = `Head: ${head}\nLanding: ${head}\nTested: ${head}`;
  const said = `CRQ: CRQ-2\nEvent: landed\nBranch: feature/CRQ-2-work\nTarget: main\n${oids}\nTest: none\nLander: Mallory`;
  place(fx, 'refs/gitcrq/queue/main/log', fx.git(['commit-tree', '-m', `landed\n\n${said}`, 'HEAD^{tree}']));
  close(fx, [head]);
  expect(await refusedBy(fx, { [MAIN]: 'main' })).toEqual([]);
});

describe('a protected base takes no closing', () => {
  const refused = async (fx: Fixture): Promise<void> =>
    expect(await refusedBy(fx, { [MAIN]: 'main' })).toContain('branch/protected');

  test('without a cause, or with one that is no commit', async () => {
    const { fx } = merged();
    close(fx, []);
    await refused(fx);
    for (const cause of ['main', 'f'.repeat(40), '--all']) {
      commit(fx, `Close CRQ-2: x\n\nCRQ: CRQ-2\nCRQ-Transition: open -> closed\nCRQ-Cause: landed ${cause}`, [
        '--amend',
      ]);
      await refused(fx);
    }
  });

  test('of a branch that has not come', async () => {
    const { fx } = merged();
    fx.git(['switch', '--quiet', '-c', 'feature/CRQ-2-more', 'main']);
    fx.write('more', 'more\n');
    const tip = commit(fx, 'More\n\nCRQ: CRQ-2') as Oid;
    place(fx, 'refs/heads/feature/CRQ-2-more', 'HEAD');
    fx.git(['switch', '--quiet', 'main']);
    close(fx, [tip]);
    await refused(fx);
  });

  test('while another branch of the request has work left', async () => {
    const { fx, head } = merged();
    fx.git(['switch', '--quiet', '-c', 'feature/CRQ-2-more', 'main']);
    fx.write('more', 'more\n');
    commit(fx, 'More\n\nCRQ: CRQ-2');
    place(fx, 'refs/heads/feature/CRQ-2-more', 'HEAD');
    fx.git(['switch', '--quiet', 'main']);
    close(fx, [head]);
    await refused(fx);
  });

  test('for the work of another request', async () => {
    const { fx } = merged();
    const other = work(fx, { id: 'CRQ-3' });
    fx.git(['merge', '--quiet', '--no-ff', '-m', 'Merge it\n\nCRQ: CRQ-3', 'feature/CRQ-3-work']);
    place(fx, MAIN, 'main');
    close(fx, [other]);
    await refused(fx);
  });

  test('that changes more than the line of the state, or another file', async () => {
    const { fx, head } = merged();
    close(fx, [head], crqText('CRQ-2', { status: 'closed', priority: 'high' }));
    await refused(fx);
    fx.write('crqs/CRQ-2.md', crqText('CRQ-2', { status: 'closed' }));
    fx.write('code', 'mine\n');
    commit(fx, fx.git(['log', '-1', '--format=%B']), ['--amend']);
    await refused(fx);
  });

  test('that sets another state, or comes with a commit before it', async () => {
    const { fx, head } = merged();
    close(fx, [head], crqText('CRQ-2', { status: 'approved' }));
    await refused(fx);
    fx.git(['reset', '--quiet', '--hard', 'HEAD~']);
    fx.write('code', 'mine\n');
    commit(fx, 'Mine\n\nCRQ: CRQ-2');
    close(fx, [head]);
    await refused(fx);
  });

  test('of a request that somebody opened again', async () => {
    const { fx, head } = merged();
    fx.write('crqs/CRQ-2.md', `${fx.read('crqs/CRQ-2.md')}\nAgain.\n`);
    commit(fx, 'Reopen CRQ-2\n\nCRQ: CRQ-2\nCRQ-Transition: closed -> open');
    place(fx, MAIN, 'main');
    close(fx, [head], fx.read('crqs/CRQ-2.md').replace('status: open', 'status: closed'));
    await refused(fx);
  });
});
