/** Where the base says who may land, a clone obeys the entries of the queue's log that one of them signed, and names the others. */
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { inChange } from '../../src/app/change.ts';
import { pause } from '../../src/app/direct.ts';
import { homeOf } from '../../src/app/identity.ts';
import { asker } from '../../src/app/lander.ts';
import { whoLands } from '../../src/app/signer.ts';
import { undo } from '../../src/app/undo.ts';
import { agentKey } from '../../src/coord/agent-key.ts';
import { signDirective } from '../../src/coord/directive-signature.ts';
import { queueEvents, queueLog } from '../../src/coord/queue-log.ts';
import { landedEach } from '../../src/crq/landed.ts';
import type { CrqId, Oid } from '../../src/domain/brand.ts';
import { unwrap } from '../../src/domain/result.ts';
import { explainLanding } from '../../src/merge/explain.ts';
import { queueHistory } from '../../src/merge/history.ts';
import { queueStatus } from '../../src/merge/queue-status.ts';
import { mergeLogSchema, mergeStatusSchema } from '../../src/merge/schema.ts';
import { planTakeBack } from '../../src/merge/take-back.ts';
import { operate } from '../../src/plan/operate.ts';
import { writeDirective } from '../../src/store/queue-directive.ts';
import { readEntries } from '../../src/store/queue-log.ts';
import { nodeFiles } from '../../src/sys/files.ts';
import { type Fixture, fixture } from '../fixture.ts';
import { trust } from './approving.ts';
import { inRepo, pass, why, work } from './ground.ts';

const LOG = 'refs/gitcrq/queue/main/log';

const logTip = (at: Fixture): string => at.git(['for-each-ref', '--format=%(objectname)', LOG], at.remote);

/** Puts an entry on the remote's log, as anybody can who may push there. */
function forge(at: Fixture, message: string): void {
  const tip = logTip(at);
  const entry = at.git(['commit-tree', ...(tip === '' ? [] : ['-p', tip]), '-m', message, 'HEAD^{tree}']);
  at.git(['push', '--quiet', '--no-verify', 'origin', `${entry}:${LOG}`]);
}

const PAUSE = 'paused the queue on main\n\nEvent: paused\nTarget: main\nReason: mine\nBy: Mallory <m@example.com>';
const dropped = (branch: string, head: string): string =>
  `dropped ${branch} on main\n\nCRQ: CRQ-2\nEvent: dropped\nBranch: ${branch}\nTarget: main\nHead: ${head}\nBy: Mallory <m@example.com>`;
const landed = (head: string, landing: string): string =>
  `landed CRQ-2 on main\n\nCRQ: CRQ-2\nEvent: landed\nBranch: feature/CRQ-2-work\nTarget: main\nHead: ${head}\nLanding: ${landing}\nTested: ${landing}\nTest: none\nLander: Mallory <m@example.com>`;

const status = (at: Fixture) =>
  inRepo(at, {}, async (repo, basis) => unwrap(await queueStatus(asker({ repo, basis }))));

async function paused(at: Fixture, agent: string, event: 'paused' | 'resumed' = 'paused'): Promise<void> {
  const ports = at.ports({ argv: ['merge', event, agent] });
  const env = { ...ports.env, GITCRQ_AGENT: agent };
  (await pause({ ...ports, env }, event, { into: undefined, reason: 'why', dryRun: false })).reported();
}

test.for([
  ['a pause', () => PAUSE],
  ['a drop', (_: Fixture, head: string) => dropped('feature/CRQ-2-work', head)],
  ['a landing that never was', (at: Fixture, head: string) => landed(head, at.tip('main'))],
] as const)('%s that nobody signed keeps nothing from landing, and is named', async ([, message]) => {
  const at = fixture();
  const head = work(at, { id: 'CRQ-2' });
  trust(at, [['ada', 'person', 'land']]);
  forge(at, message(at, head));
  const seen = await status(at);
  mergeStatusSchema.parse(seen);
  expect(seen).toMatchObject({ paused: [], dropped: [], queue: [{ crq: 'CRQ-2', eligible: true }] });
  expect(seen.ignored).toMatchObject([
    { target: 'main', why: 'it is signed by nobody', by: 'Mallory <m@example.com>' },
  ]);
  const said: string[] = [];
  const done = await pass(at, { agent: 'ada', talk: (line) => void said.push(line) });
  expect(done.landed).toMatchObject([{ crq: 'CRQ-2' }]);
  expect(said.join('\n')).toMatch(
    /not obeyed in the queue's log: \w+ on main by Mallory .*signed by nobody; gitcrq merge log/,
  );
  const { events } = await inRepo(at, {}, async (repo, basis) => unwrap(await queueHistory(repo, basis)));
  mergeLogSchema.parse({ events });
  expect(events.map(({ ignored }) => ignored)).toEqual([undefined, 'it is signed by nobody']);
});

test('a forged landing proves no branch landed, which could then be deleted', async () => {
  const at = fixture();
  const head = work(at, { id: 'CRQ-2' });
  trust(at, [['ada', 'person', 'land']]);
  forge(at, landed(head, at.tip('main')));
  // What tells nothing is no going on of the queue.
  forge(at, '-');
  at.git(['fetch', '--quiet', 'origin', `${LOG}:${LOG}`]);
  await inRepo(at, {}, async (repo, basis) => {
    const heads = [{ name: 'feature/CRQ-2-work', crq: 'CRQ-2' as CrqId, tip: head }];
    expect(unwrap(await landedEach(repo, basis, heads))).toEqual([null]);
    const asked = unwrap(await explainLanding(asker({ repo, basis }), 'CRQ-2' as CrqId));
    expect(asked).toMatchObject({ branches: [{ eligible: true }], ignored: [{ event: 'landed' }] });
  });
});

test('what somebody with the right says is obeyed; what others sign, or say again, is not', async () => {
  const at = fixture();
  work(at, { id: 'CRQ-2' });
  await paused(at, 'bob');
  trust(at, [
    ['ada', 'person', 'land'],
    ['bob', 'person', 'approve'],
  ]);
  // While everybody might land it was signed by nobody, and there is no landing by which its time is known.
  expect((await status(at)).ignored).toMatchObject([{ why: 'it is signed by nobody' }]);
  await paused(at, 'ada');
  expect(why(await pass(at, { agent: 'ada' }), 'running')).toContain('gitcrq merge resume');
  const word = at.git(['log', '-1', '--format=%B', LOG], at.remote);
  await paused(at, 'ada', 'resumed');
  forge(at, word);
  expect(await status(at)).toMatchObject({
    paused: [],
    ignored: [{ event: 'paused', why: 'it is signed by nobody' }],
  });
  expect((await pass(at, { agent: 'ada' })).landed).toMatchObject([{ crq: 'CRQ-2' }]);
  // Ada's right ends; what she said while she had it stands, and what she says from now on does not count.
  trust(at, [['eve', 'person', 'land']]);
  const { events } = await inRepo(at, {}, async (repo, basis) => unwrap(await queueHistory(repo, basis)));
  expect(events.map(({ event, ignored }) => [event, ignored !== undefined])).toEqual([
    ['landed', false],
    ['paused', true],
    ['resumed', false],
    ['paused', false],
    ['paused', true],
  ]);
  expect((await status(at)).ignored).toEqual([]);
});

test('what landed while everybody might land counts when the list is there, and so does taking it back', async () => {
  const at = fixture();
  const head = work(at, { id: 'CRQ-2' });
  // Anybody could write that, and what comes after it counts all the same.
  forge(at, landed(head.replace(/^./, head.startsWith('2') ? '3' : '2'), at.tip('main')));
  const [first] = (await pass(at)).landed;
  work(at, { id: 'CRQ-3' });
  await pass(at);
  trust(at, [['ada', 'person', 'land']]);
  const events = () =>
    inRepo(at, {}, async (repo, basis) => (await queueEvents(repo, basis)).map(({ event, crq }) => `${event} ${crq}`));
  expect(await events()).toEqual(['landed CRQ-2', 'landed CRQ-2', 'landed CRQ-3']);
  await inRepo(at, { agent: 'ada' }, async (repo, basis) => {
    const request = { key: { argv: ['merge', 'undo'], gitDir: repo.gitDir }, group: 'g', dryRun: false };
    const telling = { repo, basis, who: whoLands(repo, request) };
    unwrap(await operate(repo, request, 'merge undo', () => planTakeBack(telling, 'CRQ-3' as CrqId))).reported();
  });
  expect(await events()).toEqual(['landed CRQ-2', 'landed CRQ-2', 'landed CRQ-3', 'undone CRQ-3']);
  // An old landing said again for another head has no name below it, and is signed by nobody.
  forge(at, landed(head.replace(/^./, head.startsWith('0') ? '1' : '0'), first?.oid ?? ''));
  expect((await status(at)).ignored).toMatchObject([{ event: 'landed', why: 'it is signed by nobody' }]);
});

test('a long log is verified once, and what was said of it holds for its first part alone', async () => {
  const at = fixture();
  trust(at, [['ada', 'person', 'land']]);
  await inRepo(at, {}, async (repo, basis) => {
    let tip: Oid | null = null;
    const crq = 'CRQ-2' as CrqId;
    const drop = { event: 'dropped', target: 'main', crq, branch: 'feature/CRQ-2-work' } as const;
    const said = { ...drop, head: at.tip('main'), reason: null };
    const write = async (): Promise<void> => {
      tip = unwrap(await writeDirective(repo, { ...said, by: 'Mallory <m@example.com>' }, tip));
    };
    const read = async () => queueLog(repo, basis, await readEntries(repo, tip as unknown as Oid, ['CRQ']));
    for (let n = 0; n < 100; n++) await write();
    const file = join(at.clone, '.git', 'gitcrq', 'cache', 'queue-main.json');
    expect(existsSync(file)).toBe(false);
    // To `trace --prefix` of another tracker these are no entries at all, which says nothing of them.
    at.git(['update-ref', LOG, tip ?? '']);
    expect(await queueEvents(repo, basis, ['FOO'])).toEqual([]);
    expect((await read()).ignored.size).toBe(100);
    const kept = readFileSync(file, 'utf8');
    await write();
    expect((await read()).ignored.size).toBe(101);
    expect(readFileSync(file, 'utf8')).toBe(kept);
    // What is no such file counts as none.
    const [head = '', answer = ''] = kept.split('\n');
    for (const other of [
      '',
      '7',
      answer.replace(/"ignored":.*/, '"ignored":[7]}'),
      answer.replace(/"last":"./, '"last":"x'),
    ]) {
      writeFileSync(file, `${head}\n${other}`);
      expect((await read()).ignored.size).toBe(101);
    }
  });
});

test('a landing in a repository of its own is taken back by those who may land, and that is signed', async () => {
  const at = fixture({ remote: false });
  work(at, { id: 'CRQ-2', push: false });
  trust(at, [['ada', 'person', 'land']]);
  expect((await pass(at, { agent: 'ada' })).landed).toHaveLength(1);
  const before = at.tip('main');
  const undone = async (agent: string): Promise<void> => {
    const ports = at.ports({ argv: ['undo', agent] });
    const env = { ...ports.env, GITCRQ_AGENT: agent };
    (await inChange({ ...ports, env }, { dryRun: false }, (clone) => undo(clone, null))).reported();
  };
  await expect(undone('bob')).rejects.toMatchObject({ code: 'LANDER_NOT_TRUSTED', exit: 6 });
  expect(at.tip('main')).toBe(before);
  await undone('ada');
  expect(at.tip('main')).not.toBe(before);
  const events = await inRepo(at, {}, async (repo, basis) => queueEvents(repo, basis));
  expect(events.map(({ event }) => event)).toEqual(['landed', 'undone']);
});

/** A pause on top of the log, signed with the key of this name, whatever the base says of it. */
async function pauseBy(at: Fixture, name: string): Promise<void> {
  const previous = logTip(at) as Oid; // git's own answer
  const said = { event: 'paused', target: 'main', crq: null, branch: null, head: null, reason: 'mine' } as const;
  const signer = unwrap(agentKey(nodeFiles, unwrap(homeOf(at.ports())), name));
  forge(at, `${PAUSE}\nBy-Signature: ${unwrap(await signDirective(signer, { ...said, previous }))}`);
}

test('a landing that is said again brings no right back that ended', async () => {
  const at = fixture();
  work(at, { id: 'CRQ-2' });
  trust(at, [
    ['ada', 'person', 'land'],
    ['eve', 'person', 'land'],
  ]);
  await pass(at, { agent: 'ada' });
  const word = at.git(['log', '-1', '--format=%B', LOG], at.remote);
  trust(at, [['ada', 'person', 'land']]);
  work(at, { id: 'CRQ-3' });
  await pass(at, { agent: 'ada' });
  await pauseBy(at, 'eve');
  forge(at, word);
  await pauseBy(at, 'eve');
  expect(await status(at)).toMatchObject({
    paused: [],
    ignored: [{ event: 'paused' }, { event: 'landed', why: 'it is signed by nobody' }, { event: 'paused' }],
  });
});

test('an old commit of the base is no landing of the queue, below which everybody might tell it something', async () => {
  const at = fixture();
  at.git(['commit', '--quiet', '--no-verify', '--allow-empty', '-m', 'By hand\n\nCRQ: CRQ-2']);
  const old = at.tip('main');
  const head = work(at, { id: 'CRQ-2' });
  trust(at, [['ada', 'person', 'land']]);
  forge(at, landed(head, old));
  forge(at, PAUSE);
  expect(await status(at)).toMatchObject({ paused: [], queue: [{ crq: 'CRQ-2', eligible: true }] });
});

test('an entry that is longer than anything that is signed stops no queue', async () => {
  const at = fixture();
  const head = work(at, { id: 'CRQ-2' });
  trust(at, [['ada', 'person', 'land']]);
  const long = landed(head, at.tip('main')).replace('work', 'w'.repeat(70_000));
  forge(at, `${long}\nLander-Signature: AAAA`);
  expect((await pass(at, { agent: 'ada' })).landed).toMatchObject([{ crq: 'CRQ-2' }]);
});
