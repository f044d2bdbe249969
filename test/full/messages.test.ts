/** What owners are told of the queue, once each; and how they read it, whatever else lies in the mailbox. */
import {
  chmodSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { inClone } from '../../src/app/clone.ts';
import { ack, message, messages, waiting } from '../../src/app/comms.ts';
import { takeBack } from '../../src/app/direct.ts';
import { mailboxName } from '../../src/comms/mailbox.ts';
import { ok } from '../../src/domain/result.ts';
import { leaveMail } from '../../src/sys/maildir.ts';
import { gitcrq, shareProcess } from '../cli/run.ts';
import { type Fixture, fixture } from '../fixture.ts';
import { pass, tryPass, work } from '../merge/ground.ts';

shareProcess();

const RED = 'version: 1\nmerge:\n  test: "false"\n';

const box = (at: Fixture): string => join(at.clone, '.git', 'gitcrq', 'comms', 'ada-example.com');
const waits = (at: Fixture): readonly string[] => {
  try {
    return readdirSync(join(box(at), 'new'));
  } catch {
    return [];
  }
};

const is = (at: Fixture, name: string): void => {
  at.git(['config', 'user.name', name]);
  at.git(['config', 'user.email', `${name}@example.com`]);
};

/** Requests that Ada owns, and a clone in which Grace lands. */
function owned(policy?: string, ids: readonly string[] = ['CRQ-2']): Fixture {
  const at = fixture(policy === undefined ? {} : { policy });
  for (const id of ids) work(at, { id });
  is(at, 'grace');
  return at;
}

const read = (at: Fixture) => {
  is(at, 'ada');
  return messages(at.ports());
};
const told = async (at: Fixture) => (await read(at)).messages.map(({ argv, crq }) => [crq, argv[0]]);

/** One message of a landing, whose reader is Ada. */
async function landed(): Promise<{ at: Fixture; id: string }> {
  const at = owned();
  await pass(at);
  is(at, 'ada');
  return { at, id: (waits(at)[0] ?? '').replace('.json', '') };
}

describe('the owner is told', () => {
  test('that it landed, once, in a mailbox of their own', async () => {
    const at = owned();
    const [done] = (await pass(at)).landed;
    expect((await pass(at)).landed).toEqual([]);
    const list = await read(at);
    expect(list).toMatchObject({
      mailboxes: [expect.any(String), 'ada-example.com'],
      messages: [{ kind: 'message', to: 'ada-example.com', crq: 'CRQ-2', branch: 'feature/CRQ-2-work', state: 'new' }],
      unreadable: [],
    });
    expect(list.messages[0]?.argv).toEqual([
      'landed',
      `CRQ-2 landed on main as ${done?.oid.slice(0, 12)} (feature/CRQ-2-work)`,
    ]);
    expect([box(at), join(box(at), 'new')].map((dir) => statSync(dir).mode & 0o777)).toEqual([0o700, 0o700]);
    expect(statSync(join(box(at), 'new', waits(at)[0] ?? '')).mode & 0o777).toBe(0o600);
    expect(readdirSync(join(box(at), 'tmp'))).toEqual([]);
  });

  test('that its test failed, and that it conflicts, once for each commit', async () => {
    const red = owned(RED);
    await pass(red);
    await pass(red);
    expect(await told(red)).toEqual([['CRQ-2', 'held']]);
    const at = fixture();
    for (const id of ['CRQ-2', 'CRQ-3']) work(at, { id, files: { same: `${id}\n` } });
    is(at, 'grace');
    expect((await pass(at)).evicted).toMatchObject([{ crq: 'CRQ-3' }]);
    await pass(at);
    expect(await told(at)).toEqual(
      expect.arrayContaining([
        ['CRQ-2', 'landed'],
        ['CRQ-3', 'evicted'],
      ]),
    );
    expect(waits(at)).toHaveLength(2);
    const evicted = (await read(at)).messages.find(({ argv }) => argv[0] === 'evicted');
    expect(evicted?.argv[1]).toMatch(/same\nnext: gitcrq merge explain CRQ-3$/);
  });

  test('that a landing was taken back', async () => {
    const at = owned();
    await pass(at);
    (await takeBack(at.ports({ argv: ['merge', 'undo', '2'] }), '2', false)).reported();
    expect((await told(at)).map(([, event]) => event).toSorted()).toEqual(['landed', 'undone']);
  });

  test('that a landing was undone, of each request of the pass', async () => {
    const at = owned(undefined, ['CRQ-2', 'CRQ-3']);
    await pass(at);
    expect(gitcrq(at, ['undo']).code).toBe(0);
    const tip = at.tip('main', at.remote).slice(0, 12);
    const { messages: all } = await read(at);
    expect(
      all
        .filter(({ argv }) => argv[0] === 'undone')
        .map(({ argv }) => argv[1])
        .toSorted(),
    ).toEqual([2, 3].map((n) => `CRQ-${n} was taken back from main as ${tip}\nnext: git switch feature/CRQ-${n}-work`));
  });
});

test('a folder that the policy names is shared by all clones that see it', async () => {
  const shared = mkdtempSync(join(tmpdir(), 'gitcrq-comms-'));
  onTestFinished(() => rmSync(shared, { recursive: true }));
  const at = owned(`version: 1\ncomms:\n  dir: ${shared}\n`);
  const ada = at.another('ada');
  at.git(['config', 'user.email', 'ada@example.com'], ada);
  await pass(at);
  expect(waits(at)).toEqual([]);
  expect((await messages(at.ports({ cwd: ada }))).messages).toMatchObject([{ crq: 'CRQ-2' }]);
  for (const dir of ['../up', 'a/../b', '~/comms', '"a\\nb"']) {
    at.write('gitcrq.yaml', `version: 1\ncomms:\n  dir: ${dir}\n`);
    expect(gitcrq(at, ['config', 'check']).out, dir).toContain('comms.dir');
  }
  at.write('gitcrq.yaml', 'version: 1\ncomms:\n  dir: mail/box\n');
  expect(gitcrq(at, ['config', 'check']).code).toBe(0);
});

describe('nobody is told', () => {
  test('who landed it, or who only asks what would happen', async () => {
    const own = fixture();
    work(own, { id: 'CRQ-2' });
    await pass(own);
    expect(readdirSync(join(own.clone, '.git', 'gitcrq'))).not.toContain('comms');
    const at = owned();
    const dry = await tryPass(at, { dryRun: true, scratch: at.root });
    const said = dry.ok ? dry.value.lines?.map(({ op, summary }) => `${op}: ${summary}`) : [];
    expect(said?.slice(-2)).toEqual([
      'send: tell ada@example.com: CRQ-2 landed',
      expect.stringMatching(/^refs: .*refs\/heads\/main/),
    ]);
    expect(waits(at)).toEqual([]);
  });

  test('twice, whatever state the message is in', async () => {
    const at = owned(RED);
    await pass(at);
    is(at, 'ada');
    const id = (waits(at)[0] ?? '').replace('.json', '');
    (await ack(at.ports({ argv: ['comms', 'ack', id] }), id, false)).reported();
    is(at, 'grace');
    await pass(at);
    expect(waits(at)).toEqual([]);
  });

  test.each([
    ['a file in the place of the mailboxes', (at: Fixture) => writeFileSync(join(at.clone, '.git/gitcrq/comms'), '')],
    ['a link in the place of the mailbox', (at: Fixture) => symlinkSync(at.root, box(at))],
    [
      'a link within the mailbox',
      (at: Fixture) => {
        mkdirSync(box(at));
        symlinkSync(at.root, join(box(at), 'new'));
      },
    ],
  ])('where there is %s, and it lands all the same', async (_, spoil) => {
    const at = owned();
    mkdirSync(join(at.clone, '.git/gitcrq'), { recursive: true });
    if (!_.startsWith('a file')) mkdirSync(join(at.clone, '.git/gitcrq/comms'));
    const before = readdirSync(at.root);
    spoil(at);
    const said: string[] = [];
    const done = await pass(at, { talk: (line) => void said.push(line) });
    expect(done.landed).toMatchObject([{ crq: 'CRQ-2' }]);
    expect(said.join('\n')).toContain('could not tell ada@example.com: CRQ-2 landed');
    expect(readdirSync(at.root)).toEqual(before);
  });
});

test.each([
  ['ada@example.com', 'ada-example.com'],
  ['Ada Lovelace <Ada@Example.com>', 'ada-example.com'],
  ['agent-7', 'agent-7'],
  ['../../etc/passwd', 'etc-passwd'],
  ['..', null],
  ['', null],
  ['x'.repeat(300), 'x'.repeat(64)],
])('the mailbox of %j is %j', (owner, name) => expect(mailboxName(owner)).toBe(name));

describe('a message', () => {
  test('is listed, shown, and done with, which undo takes back', async () => {
    const { at, id } = await landed();
    expect(gitcrq(at, ['status']).out).toContain('1 message: gitcrq comms list');
    expect(gitcrq(at, ['comms', 'list']).out).toMatch(new RegExp(`^${id} [0-9T:-]+ from .*\n  CRQ-2 landed on main`));
    expect((await message(at.ports(), id)).states).toMatchObject([{ state: 'sent' }]);
    expect(gitcrq(at, ['comms', 'ack', id, '--dry-run']).out).toContain('would remove');
    expect(gitcrq(at, ['comms', 'ack', id]).out).toBe(`${id} done\n`);
    expect(gitcrq(at, ['comms', 'ack', id]).out).toBe(`${id} was done with before\n`);
    expect(gitcrq(at, ['comms', 'list']).out).toContain('No messages');
    expect(gitcrq(at, ['status']).out).not.toContain('message');
    expect(gitcrq(at, ['comms', 'show', id]).out).toMatch(/^sent .*\ndone .*\n\nCRQ-2 landed on main/m);
    expect(gitcrq(at, ['undo']).code).toBe(0);
    expect(waits(at)).toEqual([`${id}.json`]);
    expect((await message(at.ports(), id)).states).toMatchObject([{ state: 'sent' }]);
  });

  test('of somebody else is not found, and a broken one is not read', async () => {
    const { at, id } = await landed();
    writeFileSync(join(box(at), 'new', `${id}.json`), '{}\n');
    expect(gitcrq(at, ['comms', 'show', id]).err).toContain('MESSAGE_UNREADABLE');
    is(at, 'grace');
    expect(gitcrq(at, ['comms', 'show', id]).err).toContain('MESSAGE_NOT_FOUND');
    expect((await messages(at.ports())).messages).toEqual([]);
    expect(await inClone(at.ports(), async (clone) => ok(await waiting(clone)))).toBe(0);
  });

  test('that was left half-way is left whole, and one in two states is done with', async () => {
    const { at, id } = await landed();
    const name = `${id}.json`;
    const text = readFileSync(join(box(at), 'new', name), 'utf8');
    rmSync(join(box(at), 'new', name));
    writeFileSync(join(box(at), 'tmp', name), 'half');
    leaveMail(at.ports().files, box(at), name, text);
    expect((await read(at)).messages).toMatchObject([{ id }]);
    writeFileSync(join(box(at), 'done', name), text);
    expect((await read(at)).messages).toEqual([]);
  });
});

test('files that are no messages are listed with the reason, and nothing of them controls the terminal', async () => {
  const { at, id } = await landed();
  // Ids of their own, next to that of the message.
  const last = (n: number): string => ((Number.parseInt(id.slice(-1), 16) + n + 1) % 16).toString(16);
  const other = (n: number): string => join(box(at), 'new', `${id.slice(0, -1)}${last(n)}.json`);
  const good = readFileSync(join(box(at), 'new', `${id}.json`), 'utf8');
  rmSync(join(box(at), 'new', `${id}.json`));
  writeFileSync(other(0), 'no json');
  writeFileSync(other(1), Buffer.alloc(1_000_000, 0x20));
  mkdirSync(other(2));
  symlinkSync('/etc/passwd', other(3));
  writeFileSync(other(4), JSON.stringify({ schema: 'gitcrq.lease/1', sig: 'AAAA' }));
  writeFileSync(other(5), good);
  writeFileSync(other(6), good.replace('landed on', 'landed at'));
  writeFileSync(join(box(at), 'new', '\u001b[2J.json'), good);
  writeFileSync(other(7), '');
  chmodSync(other(7), 0);
  const list = await read(at);
  expect(list.messages).toEqual([]);
  expect(list.unreadable).toHaveLength(9);
  const reasons = list.unreadable.map(({ reason }) => reason).join('\n');
  for (const reason of [
    'no JSON object',
    'longer than',
    'a directory',
    'a link',
    'its schema',
    'another id',
    'does not fit',
    'its name',
  ])
    expect(reasons).toContain(reason);
  const { code, out } = gitcrq(at, ['comms', 'list']);
  expect([
    code,
    out.includes('\u001b'),
    out.split('\n').filter((line) => line.startsWith('unreadable ')).length,
  ]).toEqual([0, false, 9]);
});
