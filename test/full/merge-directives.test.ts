/** What people tell the queue: it stops, goes on, leaves a branch out and takes it up again; each word is in its log. */
import { describe, expect, test } from 'vitest';
import { drop, pause, retry } from '../../src/app/direct.ts';
import { asker } from '../../src/app/lander.ts';
import { undo } from '../../src/app/undo.ts';
import type { CrqId } from '../../src/domain/brand.ts';
import { unwrap } from '../../src/domain/result.ts';
import type { DirectAnswer } from '../../src/merge/direct.ts';
import { explainLanding } from '../../src/merge/explain.ts';
import { queueHistory } from '../../src/merge/history.ts';
import { queueStatus } from '../../src/merge/queue-status.ts';
import { mergeDirectSchema, mergeLogSchema, mergeStatusSchema } from '../../src/merge/schema.ts';
import type { Outcome } from '../../src/plan/operate.ts';
import { queueLogRef } from '../../src/store/queue-log.ts';
import { type Fixture, fixture } from '../fixture.ts';
import { trust } from '../merge/approving.ts';
import { inRepo, landings, pass, why, work } from '../merge/ground.ts';

const LOG = queueLogRef('main');
const words = { into: undefined, reason: undefined, dryRun: false };
let calls = 0;

/** One command of its own, whose answer was read. */
async function tell(at: Fixture, say: (ports: ReturnType<Fixture['ports']>) => Promise<Outcome>, env = {}) {
  const ports = at.ports({ argv: ['merge', `${calls++}`] });
  const done = await say({ ...ports, env: { ...ports.env, ...env } });
  done.reported();
  return done.answer as DirectAnswer;
}
const paused = (at: Fixture, reason?: string) => tell(at, (ports) => pause(ports, 'paused', { ...words, reason }));
const resumed = (at: Fixture) => tell(at, (ports) => pause(ports, 'resumed', words));
const dropped = (at: Fixture, text: string, reason?: string) =>
  tell(at, (ports) => drop(ports, text, { reason, dryRun: false }));
const retried = (at: Fixture, id: string) =>
  tell(at, (ports) => retry(ports, id, { reason: undefined, dryRun: false }));

const undone = (at: Fixture) =>
  inRepo(at, {}, async (repo, basis) => {
    const key = { argv: ['undo', `${calls++}`], gitDir: repo.gitDir };
    unwrap(await undo({ repo, basis, request: { key, group: `undo-${calls}`, dryRun: false } }, null)).reported();
  });

const status = (at: Fixture) =>
  inRepo(at, {}, async (repo, basis) => unwrap(await queueStatus(asker({ repo, basis }))));
const events = (at: Fixture) => inRepo(at, {}, async (repo, basis) => unwrap(await queueHistory(repo, basis)).events);
const names = async (at: Fixture) => (await events(at)).map(({ event }) => event);
const explain = (at: Fixture, id: string) =>
  inRepo(at, {}, async (repo, basis) => unwrap(await explainLanding(asker({ repo, basis }), id as CrqId)).branches);

describe.each([
  ['with a remote', true],
  ['in a repository of its own', false],
])('%s', (_, remote) => {
  test('a paused queue lands nothing and says who paused it and why; resumed, it lands', async () => {
    const at = fixture({ remote });
    work(at, { id: 'CRQ-2', push: remote });
    const told = await paused(at, 'release\ntoday');
    mergeDirectSchema.parse(told);
    const where = remote ? at.remote : at.clone;
    expect(at.git(['log', '-1', '--format=%B', LOG], where)).toBe(
      'paused the queue on main\n\nEvent: paused\nTarget: main\nReason: release today\nBy: Ada Lovelace <ada@example.com>\n',
    );
    const held = await pass(at);
    expect(held.landed).toEqual([]);
    expect(why(held, 'running')).toMatch(
      /^the queue of main was paused by Ada Lovelace <ada@example.com> at .*: release today; gitcrq merge resume/,
    );
    const now = await status(at);
    mergeStatusSchema.parse(now);
    expect(now).toMatchObject({ paused: [{ target: 'main', reason: 'release today' }], queue: [{ eligible: false }] });
    expect((await explain(at, 'CRQ-2'))[0]?.requirements[0]).toMatchObject({ name: 'running', state: 'missing' });
    await resumed(at);
    expect((await pass(at)).landed).toMatchObject([{ crq: 'CRQ-2' }]);
    expect(await names(at)).toEqual(['landed', 'resumed', 'paused']);
    expect(at.git(['fsck', '--strict'], where)).not.toContain('error');
  });

  test('what is said already is not said twice', async () => {
    const at = fixture({ remote });
    expect(await resumed(at)).toEqual({ told: [], target: 'main' });
    await paused(at);
    expect((await paused(at)).told).toEqual([]);
    expect(await names(at)).toEqual(['paused']);
  });

  test('a dropped branch is left out, and its request closes with the others', async () => {
    const at = fixture({ remote });
    work(at, { id: 'CRQ-2', push: remote });
    work(at, { id: 'CRQ-2', branch: 'feature/CRQ-2-zweite', files: { second: '2\n' }, push: remote });
    await dropped(at, 'feature/CRQ-2-zweite', 'not needed');
    expect(await status(at)).toMatchObject({
      queue: [{ branch: 'feature/CRQ-2-work' }],
      dropped: [{ branch: 'feature/CRQ-2-zweite', reason: 'not needed' }],
    });
    const done = await pass(at);
    expect(done).toMatchObject({ landed: [{ branch: 'feature/CRQ-2-work' }], held: [] });
    expect(at.git(['show', 'main:crqs/CRQ-2.md'], remote ? at.remote : at.clone)).toContain('status: closed');
  });
});

test('of two branches without a drop, the first leaves the request open', async () => {
  const at = fixture();
  work(at, { id: 'CRQ-2' });
  const head = work(at, { id: 'CRQ-2', branch: 'feature/CRQ-2-zweite', files: { second: '2\n' } });
  const [first] = (await pass(at)).landed;
  expect(first?.head).not.toBe(head);
  expect(at.git(['show', `${first?.oid}:crqs/CRQ-2.md`], at.remote)).toContain('status: open');
});

test('a dropped branch that is asked for tells why; moved or retried, it lands', async () => {
  const at = fixture();
  work(at, { id: 'CRQ-2' });
  work(at, { id: 'CRQ-3' });
  await dropped(at, '2', 'wait');
  await dropped(at, 'CRQ-3');
  expect((await pass(at)).held).toEqual([]);
  expect(why(await pass(at, { ids: ['CRQ-2'] }), 'wanted')).toMatch(
    /^dropped by Ada .*: wait; gitcrq merge retry CRQ-2$/,
  );
  expect(landings(at)).toEqual([]);
  await retried(at, 'CRQ-2');
  expect((await pass(at)).landed).toMatchObject([{ crq: 'CRQ-2' }]);
  at.git(['switch', '--quiet', 'feature/CRQ-3-work']);
  at.git(['commit', '--quiet', '--allow-empty', '-m', 'Mend it\n\nCRQ: CRQ-3']);
  at.git(['push', '--quiet', 'origin', 'feature/CRQ-3-work']);
  expect((await status(at)).queue).toMatchObject([{ crq: 'CRQ-3', branch: 'feature/CRQ-3-work' }]);
});

test('where the others have landed, explain names what closes the request of a dropped branch', async () => {
  const at = fixture({ policy: 'version: 1\nmerge:\n  test: test ! -e second\n' });
  work(at, { id: 'CRQ-2' });
  work(at, { id: 'CRQ-2', branch: 'feature/CRQ-2-zweite', files: { second: '2\n' } });
  const wanted = async () =>
    (await explain(at, 'CRQ-2')).flatMap(({ requirements }) => requirements.filter(({ name }) => name === 'wanted'));
  expect((await pass(at)).landed).toMatchObject([{ branch: 'feature/CRQ-2-work' }]);
  await dropped(at, 'feature/CRQ-2-zweite');
  const [end] = await wanted();
  expect(end?.why).toContain(
    'CRQ-2 stays open on main, as feature/CRQ-2-work landed before; gitcrq branch new CRQ-2 --slug rest',
  );
  await retried(at, 'CRQ-2');
  expect(await wanted()).toEqual([]);
});

test('nothing waits for a branch that is dropped', async () => {
  const at = fixture();
  work(at, { id: 'CRQ-2' });
  work(at, { id: 'CRQ-2', branch: 'feature/CRQ-2-zweite', files: { second: '2\n' } });
  work(at, { id: 'CRQ-3', depends_on: '[CRQ-2]' });
  await dropped(at, 'feature/CRQ-2-zweite');
  expect((await pass(at)).landed.map(({ crq }) => crq)).toEqual(['CRQ-2', 'CRQ-3']);
});

test('retry forgets what a test said', async () => {
  const at = fixture({ policy: 'version: 1\nmerge:\n  test: test -e ../../../../ready\n' });
  work(at, { id: 'CRQ-2' });
  await pass(at);
  expect((await explain(at, 'CRQ-2'))[0]?.eligible).toBe(false);
  await retried(at, 'CRQ-2');
  expect((await explain(at, 'CRQ-2'))[0]?.eligible).toBe(true);
  await undone(at);
  expect((await explain(at, 'CRQ-2'))[0]?.eligible).toBe(false);
});

test('undo tells the queue the contrary, and what was in force before holds again', async () => {
  const at = fixture();
  work(at, { id: 'CRQ-2' });
  await paused(at, 'first');
  await resumed(at);
  await undone(at);
  expect((await status(at)).paused).toMatchObject([{ reason: 'first' }]);
  await undone(at);
  expect((await status(at)).paused).toEqual([]);
  await dropped(at, 'CRQ-2', 'no');
  await retried(at, 'CRQ-2');
  await undone(at);
  expect((await status(at)).dropped).toMatchObject([{ crq: 'CRQ-2', reason: 'no' }]);
  await undone(at);
  expect((await status(at)).dropped).toEqual([]);
  expect(await names(at)).toEqual([
    'retried',
    'dropped',
    'retried',
    'dropped',
    'resumed',
    'paused',
    'resumed',
    'paused',
  ]);
});

test('undo of one drop leaves another one of the same request', async () => {
  const at = fixture();
  work(at, { id: 'CRQ-2' });
  work(at, { id: 'CRQ-2', branch: 'feature/CRQ-2-zweite', files: { second: '2\n' } });
  await dropped(at, 'feature/CRQ-2-work');
  await dropped(at, 'feature/CRQ-2-zweite');
  await undone(at);
  expect((await status(at)).dropped.map(({ branch }) => branch)).toEqual(['feature/CRQ-2-work']);
});

test('a landing under way when the queue is paused loses its push', async () => {
  const at = fixture();
  work(at, { id: 'CRQ-2' });
  const other = at.another('other');
  let said = false;
  const trail = {
    at(point: string) {
      if (point !== 'land/candidate' || said) return;
      said = true;
      const text = 'paused the queue on main\n\nEvent: paused\nTarget: main\nBy: Bob <bob@example.com>\n';
      const entry = at.git(['commit-tree', '-m', text, 'HEAD^{tree}'], other);
      at.git(['push', '--quiet', 'origin', `${entry}:${LOG}`], other);
    },
  };
  const done = await pass(at, { trail });
  expect(done.landed).toEqual([]);
  expect(why(done, 'running')).toContain('by Bob <bob@example.com>');
  expect(landings(at)).toEqual([]);
});

test('an event that this version does not know is shown, and stops nothing', async () => {
  const at = fixture();
  work(at, { id: 'CRQ-2' });
  const entry = at.git(['commit-tree', '-m', 'blessed CRQ-2 on main\n\nEvent: blessed\n', 'HEAD^{tree}']);
  at.git(['push', '--quiet', 'origin', `${entry}:${LOG}`]);
  expect((await pass(at)).landed).toHaveLength(1);
  const all = await events(at);
  mergeLogSchema.parse({ events: all });
  expect(all).toMatchObject([{ event: 'landed' }, { event: 'blessed', reason: 'blessed CRQ-2 on main' }]);
});

test('only what waits can be dropped or retried', async () => {
  const at = fixture();
  work(at, { id: 'CRQ-2' });
  await pass(at);
  for (const text of ['CRQ-2', 'CRQ-77', 'feature/CRQ-77-x', 'main'])
    await expect(dropped(at, text)).rejects.toMatchObject({ code: 'NOT_WAITING', exit: 4 });
  await expect(retried(at, '2')).rejects.toMatchObject({ code: 'NOT_WAITING' });
  await expect(tell(at, (ports) => pause(ports, 'paused', { ...words, into: 'nowhere' }))).rejects.toMatchObject({
    code: 'BASE_MISSING',
  });
});

test('where the base says who may land, they alone tell the queue, and sign what they say', async () => {
  const at = fixture();
  work(at, { id: 'CRQ-2' });
  trust(at, [['ada', 'person', 'land']]);
  const as = (name: string) => tell(at, (ports) => pause(ports, 'paused', words), { GITCRQ_AGENT: name });
  await expect(as('bob')).rejects.toMatchObject({ code: 'LANDER_NOT_TRUSTED', exit: 6 });
  await as('ada');
  expect(at.git(['log', '-1', '--format=%B', LOG], at.remote)).toMatch(/^By-Signature: [A-Za-z0-9+/=]+$/m);
});
