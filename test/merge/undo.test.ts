/** Taking a landing back, with and without a remote, and landing the same work again. */

import { expect, test } from 'vitest';
import { unwrap } from '../../src/domain/result.ts';
import { readRef } from '../../src/git/refs.ts';
import { queueHistory } from '../../src/merge/history.ts';
import type { Landed } from '../../src/merge/landing.ts';
import { planUndoLanding, planUndoneEvent } from '../../src/merge/undo-landing.ts';
import { type Fixture, fixture } from '../fixture.ts';
import { inRepo, landings, pass, undo, work } from './ground.ts';

const events = (at: Fixture) => inRepo(at, {}, async (repo, basis) => unwrap(await queueHistory(repo, basis)).events);

test('the target gets a new commit that takes the change back, keeps the record and reopens it', async () => {
  const at = fixture();
  const head = work(at, { id: 'CRQ-2' });
  const [landed] = (await pass(at)).landed;
  unwrap(await undo(at));
  const tip = at.tip('main', at.remote);
  expect(at.git(['log', '-1', '--format=%P%n%B', tip], at.remote)).toBe(
    `${landed?.oid}\nTake back feature/CRQ-2-work: Work of CRQ-2\n\nThis undoes ${landed?.oid}.\n\nCRQ: CRQ-2\nCRQ-Transition: closed -> open\nCRQ-Cause: reverted ${landed?.oid}\n`,
  );
  expect(at.git(['ls-tree', '--name-only', '-r', tip], at.remote).split('\n')).toEqual([
    'README',
    'crqs/CRQ-1.md',
    'crqs/CRQ-2.md',
    'gitcrq.yaml',
  ]);
  expect(at.git(['show', `${tip}:crqs/CRQ-2.md`], at.remote)).toContain('\nstatus: open\n');
  expect(at.tip('main')).toBe(tip);
  expect(at.git(['status', '--porcelain'])).toBe('');
  const branch = at.tip('feature/CRQ-2-work', at.remote);
  expect(at.git(['log', '-1', '--format=%P', branch], at.remote)).toBe(tip);
  expect(at.git(['show', `${branch}:CRQ-2.txt`], at.remote)).toBe('work of CRQ-2');
  expect(at.tip('feature/CRQ-2-work')).toBe(branch);
  expect((await events(at)).map(({ event, head }) => [event, head])).toEqual([
    ['undone', head],
    ['landed', head],
  ]);
});

test('the same work goes on and lands again', async () => {
  const at = fixture();
  work(at, { id: 'CRQ-2' });
  await pass(at);
  unwrap(await undo(at));
  expect((await pass(at)).landed).toEqual([]);
  at.git(['switch', '--quiet', 'feature/CRQ-2-work']);
  at.write('more', 'more\n');
  at.git(['add', 'more']);
  at.git(['commit', '--quiet', '-m', 'Mend it\n\nCRQ: CRQ-2']);
  at.write('crqs/CRQ-2.md', at.read('crqs/CRQ-2.md').replace('status: open', 'status: closed'));
  at.git(['commit', '--quiet', '-am', 'Close CRQ-2\n\nCRQ: CRQ-2\nCRQ-Transition: open -> closed']);
  at.git(['push', '--quiet', 'origin', 'feature/CRQ-2-work']);
  const again = await pass(at);
  expect(again.held).toEqual([]);
  expect(again.landed).toHaveLength(1);
  expect(at.git(['ls-tree', '--name-only', '-r', 'main'], at.remote)).toContain('CRQ-2.txt\n');
  expect(at.git(['show', 'main:more'], at.remote)).toBe('more');
  expect(landings(at)).toHaveLength(2);
});

test('others landed since: only this change goes', async () => {
  const at = fixture();
  work(at, { id: 'CRQ-3', status: 'open' });
  work(at, { id: 'CRQ-2' });
  await pass(at);
  const other = at.another('other');
  at.write('README', 'one\ntwo\nthree\nother\n', other);
  at.git(['commit', '--quiet', '-am', 'Other\n\nCRQ: CRQ-1'], other);
  at.git(['push', '--quiet', 'origin', 'main'], other);
  unwrap(await undo(at));
  expect(at.git(['show', 'main:README'], at.remote)).toContain('other');
  expect(at.git(['ls-tree', '--name-only', 'main'], at.remote)).not.toContain('CRQ-2.txt');
});

test('later changes stand on it: refused with the forward command, nothing moved', async () => {
  const at = fixture();
  work(at, { id: 'CRQ-2', files: { README: 'one\nTWO\nthree\n' } });
  await pass(at);
  at.write('README', 'one\nTWO and more\nthree\n');
  at.git(['commit', '--quiet', '-am', 'On top\n\nCRQ: CRQ-1']);
  at.git(['push', '--quiet', 'origin', 'main']);
  const before = at.git(['for-each-ref'], at.remote);
  const refused = await undo(at);
  expect(refused).toMatchObject({ ok: false, error: { code: 'UNDO_REFUSED', exit: 6 } });
  expect(refused.ok ? '' : refused.error.message).toContain('README');
  expect(refused.ok ? [] : refused.error.next[1]).toContain('git revert -m 1 ');
  expect(at.git(['for-each-ref'], at.remote)).toBe(before);
});

test('a kept branch that has newer work gets it joined, never rewound', async () => {
  const at = fixture({ policy: 'version: 1\nmerge:\n  delete_branch: false\n' });
  work(at, { id: 'CRQ-2' });
  await pass(at);
  at.git(['switch', '--quiet', 'feature/CRQ-2-work']);
  at.write('newer', 'newer\n');
  at.git(['add', 'newer']);
  at.git(['commit', '--quiet', '-m', 'Newer\n\nCRQ: CRQ-2']);
  at.git(['push', '--quiet', 'origin', 'feature/CRQ-2-work']);
  const newer = at.tip('feature/CRQ-2-work');
  unwrap(await undo(at));
  expect(at.git(['log', '-1', '--format=%P', 'feature/CRQ-2-work'], at.remote).split(' ')[0]).toBe(newer);
  expect(at.git(['ls-tree', '--name-only', 'feature/CRQ-2-work'], at.remote)).toMatch(/CRQ-2\.txt\n(?:.*\n)*newer/);
  expect(at.read('newer')).toBe('newer\n');
  expect(at.git(['status', '--porcelain'])).toBe('');
});

const nobody = (): never => {
  throw new Error('nobody signs here');
};

test('without a remote the queue log gets its event', async () => {
  const at = fixture({ remote: false });
  work(at, { id: 'CRQ-2', push: false });
  const [landed] = (await pass(at)).landed;
  const change = await inRepo(at, {}, async (repo, basis) => {
    const taken = { basis, landed: landed as Landed, to: at.tip('main~1') };
    return unwrap(await planUndoneEvent(repo, taken, await readRef(repo, 'refs/gitcrq/queue/main/log'), nobody));
  });
  at.git(['update-ref', change.ref, change.to, change.from ?? '']);
  expect((await events(at)).map(({ event }) => event)).toEqual(['undone', 'landed']);
});

test('an operation that is no landing, or was not pushed, is not taken back this way', async () => {
  const at = fixture();
  work(at, { id: 'CRQ-2' });
  const [landed] = (await pass(at)).landed;
  for (const answer of [{ id: 'CRQ-2' }, landed]) {
    const made = await inRepo(at, {}, (repo, basis) => planUndoLanding(repo, basis, [], answer, nobody));
    expect(made).toMatchObject({ ok: false, error: { code: 'LANDING_UNKNOWN', exit: 4 } });
  }
});
