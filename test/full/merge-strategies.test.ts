/** Each strategy: what lands, and that everything else in the program knows that it has. */
import { expect, test } from 'vitest';
import { asker } from '../../src/app/lander.ts';
import { branchList } from '../../src/crq/branch-list.ts';
import { listCrqs } from '../../src/crq/list.ts';
import { showCrq } from '../../src/crq/show.ts';
import type { CrqId } from '../../src/domain/brand.ts';
import { STRATEGIES, type Strategy } from '../../src/domain/policy.ts';
import { unwrap } from '../../src/domain/result.ts';
import { explainLanding } from '../../src/merge/explain.ts';
import { check, rulesOf, traced } from '../enforce/scene.ts';
import { judged } from '../enforce/server/scene.ts';
import { crqText, type Fixture, fixture } from '../fixture.ts';
import { inRepo, pass, undo, why, work } from '../merge/ground.ts';

const LOG = 'refs/gitcrq/queue/main/log';

/** Main goes on, by a landing of its own. */
const moveMain = async (at: Fixture): Promise<void> => {
  work(at, { id: 'CRQ-9', files: { main: 'moved\n' } });
  await pass(at, { ids: ['CRQ-9'], strategy: 'merge' });
};

/** What a guarded server says of the move that `act` made on the remote. */
async function servedBy(at: Fixture, act: () => Promise<unknown>): Promise<readonly string[]> {
  const refs = ['refs/heads/main', LOG];
  const before = refs.map((ref) => at.git(['for-each-ref', '--format=%(objectname)', ref], at.remote));
  await act();
  const after = refs.map((ref) => at.tip(ref, at.remote));
  for (const [n, ref] of refs.entries()) {
    const was = before[n] ?? '';
    at.git(was === '' ? ['update-ref', '-d', ref] : ['update-ref', ref, was], at.remote);
  }
  const verdict = await judged(at, Object.fromEntries(refs.map((ref, n) => [ref, after[n] ?? null])));
  for (const [n, ref] of refs.entries()) at.git(['update-ref', ref, after[n] ?? ''], at.remote);
  return verdict.refusals.map(({ rule, why: reason }) => `${rule}: ${reason}`);
}

const merged = (at: Fixture) =>
  inRepo(at, {}, async (repo, basis) =>
    unwrap(await branchList(repo, basis, { stale: undefined, merged: true })).branches.map(({ name }) => name),
  );

const shown = (at: Fixture) => inRepo(at, {}, async (repo, basis) => unwrap(await showCrq(repo, basis, 'CRQ-2')));

const statusOf = (at: Fixture, id: string) =>
  inRepo(at, {}, async (repo, basis) => unwrap(await listCrqs(repo, basis)).crqs.find((crq) => crq.id === id)?.status);

test.each(STRATEGIES)(
  '%s: the base, the lists, the trace and a server agree, and it can be taken back',
  async (strategy) => {
    const at = fixture();
    if (strategy !== 'ff') {
      work(at, { id: 'CRQ-2', files: { a: 'one\n' } });
      await moveMain(at);
    } else work(at, { id: 'CRQ-2', files: { a: 'one\n' } });
    const served = await servedBy(at, () => pass(at, { strategy }));
    expect(served).toEqual([]);
    at.git(['fetch', '--quiet']);
    expect(at.git(['show', 'origin/main:a'])).toBe('one');
    expect(rulesOf(await check(at, { all: true }))).toEqual([]);
    expect(await merged(at)).toContain('feature/CRQ-2-work');
    expect(await statusOf(at, 'CRQ-2')).toBe('closed');
    expect(await shown(at)).toMatchObject({ landed: { proof: 'record' } });
    const { commits } = await traced(at);
    const adding = at.git(['log', '-1', '--format=%H', '--diff-filter=A', 'origin/main', '--', 'a']);
    expect(commits.find(({ oid }) => oid === adding)?.landing).toMatchObject({ branch: 'feature/CRQ-2-work' });
    expect((await pass(at)).landed.map(({ crq }) => crq)).not.toContain('CRQ-2');

    expect(await servedBy(at, async () => unwrap(await undo(at)))).toEqual([]);
    at.git(['fetch', '--quiet']);
    expect(at.git(['ls-tree', '--name-only', 'origin/main', 'a'])).toBe('');
    expect(rulesOf(await check(at, { all: true }))).toEqual([]);
    expect(await merged(at)).not.toContain('feature/CRQ-2-work');
    expect(await statusOf(at, 'CRQ-2')).toBe('open');
  },
);

test('squash: one commit with every trailer once, by the author of the branch', async () => {
  const at = fixture();
  at.git(['switch', '--quiet', '-c', 'feature/CRQ-2-work']);
  at.write('crqs/CRQ-2.md', crqText('CRQ-2'));
  at.write('crqs/CRQ-3.md', crqText('CRQ-3'));
  const commit = (message: string, author: string) => {
    at.git(['add', '.']);
    at.git(['commit', '--quiet', '--author', author, '--date', '2026-01-02T03:04:05 +0100', '-m', message]);
  };
  commit('Open CRQ-2\n\nCRQ: CRQ-2', 'Ada <ada@example.com>');
  at.write('a', '1\n');
  commit('Add a\n\nCRQ: CRQ-2\nCRQ: CRQ-3\nCo-authored-by: Eve <eve@example.com>', 'Bob <bob@example.com>');
  at.write('a', '2\n');
  commit('Change a\n\nCRQ: CRQ-2\nCo-authored-by: Eve <eve@example.com>', 'Bob <bob@example.com>');
  at.write('a', '3\n');
  commit('Nothing more\n\nCRQ: CRQ-2', 'Bob <bob@example.com>');
  at.write('crqs/CRQ-2.md', crqText('CRQ-2', { status: 'closed' }));
  commit('Close CRQ-2\n\nCRQ: CRQ-2\nCRQ-Transition: open -> closed', 'Ada <ada@example.com>');
  at.git(['push', '--quiet', 'origin', 'HEAD']);
  const head = at.tip('HEAD');
  const tip = at.tip('main');
  at.git(['switch', '--quiet', 'main']);
  const [landed] = (await pass(at, { strategy: 'squash' })).landed;
  expect(landed?.tested_oid).toBe(landed?.oid);
  expect(at.git(['log', '-1', '--format=%P|%an|%aI|%B', 'main'], at.remote)).toBe(
    `${tip}|Bob|2026-01-02T03:04:05+01:00|Work of CRQ-2

* Open CRQ-2
* Add a
* Change a
* Nothing more
* Close CRQ-2

CRQ: CRQ-2
CRQ: CRQ-3
Co-authored-by: Eve <eve@example.com>
CRQ-Transition: open -> closed
Co-authored-by: Ada <ada@example.com>
CRQ-Landed: feature/CRQ-2-work@${head}
`,
  );
});

/** CRQ-2 closed on main, while its branch, which left main before, still says that it is open. */
function closedOnBase(at: Fixture): void {
  at.write('crqs/CRQ-2.md', crqText('CRQ-2'));
  at.git(['add', '.']);
  at.git(['commit', '--quiet', '-m', 'Open CRQ-2\n\nCRQ: CRQ-2']);
}

test('ff and rebase close the request by a commit of their own, before the test', async () => {
  for (const strategy of ['ff', 'rebase'] as const) {
    const at = fixture({ policy: 'version: 1\nmerge:\n  test: grep -q "^status. closed" crqs/CRQ-2.md\n' });
    closedOnBase(at);
    at.write('crqs/CRQ-2.md', crqText('CRQ-2', { status: 'closed' }));
    at.git(['commit', '--quiet', '-am', 'Close CRQ-2\n\nCRQ: CRQ-2\nCRQ-Transition: open -> closed']);
    at.git(['push', '--quiet', 'origin', 'main']);
    at.git(['switch', '--quiet', '-c', 'feature/CRQ-2-work']);
    at.write('crqs/CRQ-2.md', crqText('CRQ-2'));
    at.git(['commit', '--quiet', '-am', 'Reopen CRQ-2\n\nCRQ: CRQ-2\nCRQ-Transition: closed -> open']);
    at.write('a', 'one\n');
    at.git(['add', 'a']);
    at.git(['commit', '--quiet', '-m', 'Add a\n\nCRQ: CRQ-2']);
    at.git(['push', '--quiet', 'origin', 'HEAD']);
    const head = at.tip('HEAD');
    at.git(['switch', '--quiet', 'main']);
    const before = rulesOf(await check(at, { all: true }));
    const [landed] = (await pass(at, { strategy })).landed;
    expect(landed?.tested_oid, strategy).toBe(landed?.oid);
    expect(at.git(['log', '-1', '--format=%P%n%B', 'main'], at.remote), strategy).toBe(
      `${head}\nClose CRQ-2: Work of CRQ-2\n\nCRQ: CRQ-2\nCRQ-Transition: open -> closed\n`,
    );
    at.git(['fetch', '--quiet']);
    expect(rulesOf(await check(at, { all: true })), strategy).toEqual(before);
  }
});

test('ff of a branch that does not stand on the base is held, with the command', async () => {
  const at = fixture({ policy: 'version: 1\nmerge:\n  strategy: ff\n' });
  work(at, { id: 'CRQ-2' });
  await moveMain(at);
  const held = await pass(at);
  expect(held.evicted).toEqual([]);
  expect(why(held, 'needs-rebase')).toBe(
    'feature/CRQ-2-work does not stand on the tip of main; git rebase origin/main feature/CRQ-2-work && git push --force-with-lease origin feature/CRQ-2-work',
  );
  const told = await inRepo(at, {}, async (repo, basis) =>
    unwrap(await explainLanding(asker({ repo, basis }), 'CRQ-2' as CrqId)),
  );
  expect(told.branches[0]).toMatchObject({ eligible: false });
  expect((await pass(at, { strategy: 'rebase' })).landed).toMatchObject([{ crq: 'CRQ-2' }]);
});

test('a branch into which the base was merged does not turn its line round', async () => {
  const at = fixture();
  work(at, { id: 'CRQ-2', push: false });
  await moveMain(at);
  at.git(['fetch', '--quiet']);
  at.git(['switch', '--quiet', 'feature/CRQ-2-work']);
  at.git(['merge', '--quiet', '--no-edit', 'origin/main']);
  at.git(['push', '--quiet', 'origin', 'HEAD']);
  at.git(['switch', '--quiet', 'main']);
  expect(why(await pass(at, { strategy: 'ff' }), 'needs-rebase')).not.toBe('');
});

test.each<Strategy>(['squash', 'rebase'])('%s: a conflict names the paths', async (strategy) => {
  const at = fixture();
  work(at, { id: 'CRQ-2', files: { main: 'other\n' } });
  await moveMain(at);
  const { evicted } = await pass(at, { strategy });
  expect(evicted).toMatchObject([{ crq: 'CRQ-2', paths: ['main'] }]);
  expect(evicted[0]?.reason).toContain('conflicts with main');
});

test('rebase: commits are made again with their authors; what stands on the base already is left as it is', async () => {
  const at = fixture();
  work(at, { id: 'CRQ-2' });
  const head = at.tip('feature/CRQ-2-work');
  expect((await pass(at, { strategy: 'rebase', dryRun: false })).landed[0]?.oid).toBe(head);
});
