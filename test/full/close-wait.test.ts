/** Landing while somebody else has the queue, and `close --wait` while something is missing. */
import { expect, test } from 'vitest';
import { landerOf } from '../../src/app/lander.ts';
import { takeQueue } from '../../src/merge/turn.ts';
import { answer, envelope, gitcrq, gitcrqLater } from '../cli/run.ts';
import { fixture } from '../fixture.ts';
import { inRepo, landings, work } from '../merge/ground.ts';

const QUEUE = ['coord', 'lease', 'gitcrq/queue', '--type', 'component', '--ttl', '60s'];

test('who has the queue keeps others waiting, and they land afterwards', async () => {
  const at = fixture();
  work(at, { id: 'CRQ-2' });
  const holder = gitcrqLater(at, [...QUEUE, '--', 'sleep', '4'], { env: { GITCRQ_AGENT: 'ada' } });
  while (answer<{ leases: unknown[] }>(at, ['coord', 'leases']).leases.length === 0);
  const waiting = await gitcrqLater(at, ['merge', '--all', '--json'], { cwd: at.another('bob') });
  expect(waiting.err).toContain('waiting: ada is landing');
  expect(envelope(waiting).data).toMatchObject({ landed: [{ crq: 'CRQ-2' }] });
  expect((await holder).code).toBe(0);
});

test('whose turn does not come holds what it has, and says who is landing', async () => {
  const at = fixture();
  work(at, { id: 'CRQ-2' });
  answer(at, QUEUE, { env: { GITCRQ_AGENT: 'ada' } });
  const taken = await inRepo(at, {}, (repo, basis) => {
    const request = { key: { argv: [], gitDir: repo.gitDir }, group: 'g', dryRun: false };
    return takeQueue(repo, landerOf({ repo, basis, request }), { ttl_s: 60, wait_s: 0 });
  });
  expect(taken).toMatchObject({
    name: 'lander',
    state: 'missing',
    why: expect.stringMatching(/^ada is landing since /),
  });
  // A killed lander of this clone is not waited for.
  answer(at, ['coord', 'release', 'gitcrq/queue', '--type', 'component'], { env: { GITCRQ_AGENT: 'ada' } });
  for (const cwd of [at.clone, at.clone])
    await inRepo(at, { cwd }, async (repo, basis) => {
      const request = { key: { argv: [], gitDir: repo.gitDir }, group: 'g', dryRun: false };
      const mine = await takeQueue(repo, landerOf({ repo, basis, request }), { ttl_s: 60, wait_s: 0 });
      expect(mine).toMatchObject({ waited: false, turn: expect.anything() });
    });
});

test('close --wait lands once what it depends on has landed', async () => {
  const at = fixture();
  work(at, { id: 'CRQ-2', status: 'open' });
  work(at, { id: 'CRQ-3', status: 'open', depends_on: '[CRQ-2]' });
  expect(gitcrq(at, ['close', 'CRQ-3', '--no-land', '--json']).code).toBe(0);
  const waiting = gitcrqLater(at, ['close', 'CRQ-3', '--wait', '60s', '--json']);
  const other = at.another('bob');
  const first = await gitcrqLater(at, ['close', 'CRQ-2', '--json'], { cwd: other });
  expect(envelope(first).data, first.out + first.err).toMatchObject({ landed: [{ crq: 'CRQ-2' }] });
  expect(envelope(await waiting).data).toMatchObject({ id: 'CRQ-3', landed: [{ crq: 'CRQ-3' }], held: [] });
  expect(landings(at)).toHaveLength(2);
});

test('close --wait gives up when the time is over', () => {
  const at = fixture();
  work(at, { id: 'CRQ-2', status: 'open' });
  work(at, { id: 'CRQ-3', status: 'open', depends_on: '[CRQ-2]' });
  const ended = gitcrq(at, ['close', 'CRQ-3', '--wait', '3s', '--json']);
  expect([ended.code, envelope(ended).data]).toMatchObject([1, { landed: [], held: [{ crq: 'CRQ-3' }] }]);
});
