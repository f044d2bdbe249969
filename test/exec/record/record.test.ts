/** What a recording holds, of streams that are cut anywhere, and of real runs. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import type { RunAnswer } from '../../../src/exec/job/answer.ts';
import { castEvent } from '../../../src/exec/record/cast.ts';
import { scriptFrame } from '../../../src/exec/record/frame.ts';
import { markFrame } from '../../../src/exec/record/mark.ts';
import { type Recording, record } from '../../../src/exec/record/record.ts';
import { nodeClock } from '../../../src/sys/node.ts';
import { answer, envelope, gitcrq } from '../../cli/run.ts';
import { fixture } from '../../fixture.ts';
import { ground } from '../job/ground.ts';

const HEAD = 'Script started on 2026-01-02 03:04:05+00:00 [COMMAND="x" TERM="xterm" COLUMNS="91" LINES="17"]\n';
const FOOT = '\nScript done on 2026-01-02 03:04:05+00:00 [COMMAND_EXIT_CODE="3"]\n';

async function recorded(bytes: Uint8Array, size: number, more: Partial<Recording> = {}) {
  const { root: dir } = fixture({ remote: false });
  async function* chunks() {
    for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size);
  }
  const summary = await record({
    clock: nodeClock,
    dir,
    secrets: [],
    chunks: chunks(),
    framed: scriptFrame(),
    term: 'xterm',
    size: null,
    ...more,
  });
  const [header = '', ...lines] = readFileSync(join(dir, 'cast'), 'utf8').split('\n');
  const events = lines.map(castEvent).filter((event) => event !== null);
  return {
    summary,
    log: readFileSync(join(dir, 'log')),
    header: JSON.parse(header),
    events,
    shown: events.flatMap(({ code, text }) => (code === 'o' ? [text] : [])).join(''),
  };
}

test.for([1, 3, 7, 1000])('wide characters, and bytes that are none, in chunks of %d', async (size) => {
  const output = Buffer.concat([
    Buffer.from('\u001b[1mü 漢字 🎉\r\n\nScript done on a day\n'),
    Buffer.from([0xff, 0, 0xc3]),
  ]);
  const found = await recorded(Buffer.concat([Buffer.from(HEAD), output, Buffer.from(FOOT)]), size);
  expect(found.log.equals(output)).toBe(true);
  expect(found.shown).toBe(new TextDecoder().decode(output));
  expect(found.header).toMatchObject({ version: 3, term: { cols: 91, rows: 17, type: 'xterm' } });
  expect(found.events.at(-1)).toMatchObject({ code: 'x', text: '3' });
  expect(found.summary).toMatchObject({ bytes: output.length, exit: 3, truncated: false, failure: null });
});

test.for([1, 2, 13, 1000])(
  'through a pane, the mark of the run ends it, and no other, in chunks of %d',
  async (size) => {
    const output = '\u001b]7777;b0b;000\u001b\\\u001b]7777;a\u001b[1mend\u001b';
    const bytes = Buffer.from(`${output}\u001b]7777;ab;137\u001b\\what follows`);
    const found = await recorded(bytes, size, { framed: markFrame('ab') });
    expect([found.log.toString(), found.summary]).toMatchObject([output, { complete: true, exit: 137 }]);
    expect(found.events.at(-1)).toMatchObject({ code: 'x', text: '137' });
    const cut = await recorded(bytes.subarray(0, -20), size, { framed: markFrame('ab') });
    expect([cut.log.toString(), cut.summary.complete]).toEqual([bytes.subarray(0, -20).toString(), false]);
  },
);

test('a secret is in neither file, and the summary counts it', async () => {
  const found = await recorded(Buffer.from(`${HEAD}a hunter2! b hunter2!${FOOT}`), 5, { secrets: ['hunter2!'] });
  expect(found.log.toString()).toBe('a [redacted] b [redacted]');
  expect(found.shown).toBe('a [redacted] b [redacted]');
  expect(found.summary.redactions).toBe(2);
});

test('files end at their limit with a mark, and the rest is counted', async () => {
  const found = await recorded(Buffer.from('x'.repeat(100_000)), 1000, { most: 20_000 });
  expect(found.summary).toMatchObject({ bytes: 100_000, truncated: true });
  expect(found.log.length).toBeLessThan(20_200);
  expect(found.log.toString()).toMatch(/full size/);
});

test('a run in a window is recorded: searched, followed, played', () => {
  const at = ground();
  const token = `gh${'p'}_${'aB3'.repeat(12)}`;
  const ended = gitcrq(at, [
    'run',
    '--session',
    'work',
    '--watch',
    'sh',
    '-c',
    `stty size; printf 'one\\ntwo ${token}\\n'; exit 7`,
  ]);
  const log = '30 120\r\none\r\ntwo [redacted]\r\n';
  expect([ended.code, ended.out]).toEqual([7, log]);
  const run = answer<RunAnswer>(at, ['run', 'show']);
  expect(readFileSync(run.log ?? '', 'utf8')).toBe(log);
  expect(gitcrq(at, ['run', 'logs', '--tail', '2']).out).toBe('one\r\ntwo [redacted]\r\n');
  expect(answer(at, ['run', 'logs', '-f'])).toEqual({ run: run.run, log, truncated: false });
  expect(gitcrq(at, ['run', 'play', '--speed', '100']).out).toBe(log);
  expect(answer(at, ['run', 'play'])).toMatchObject({ header: { version: 3, term: { cols: 120, rows: 30 } } });
  const summary = JSON.parse(readFileSync(join(run.dir, 'summary.json'), 'utf8'));
  expect(summary).toMatchObject({ exit: 7, redactions: 1, bytes: log.length });
});

test('without script(1) that is said, not recorded in silence', () => {
  const at = fixture({ remote: false });
  at.write('bin/script', '#!/bin/sh\nexit 1\n');
  const path = `${join(at.clone, 'bin')}:${at.env['PATH']}`;
  const words = ['run', '--pane', 'none', '--record', '--json', 'true'];
  const chmod = gitcrq(at, ['run', '--pane', 'none', 'chmod', '+x', 'bin/script']);
  expect(chmod.code).toBe(0);
  expect(envelope(gitcrq(at, words, { env: { PATH: path } }))).toMatchObject({
    exit: 3,
    error: { code: 'SCRIPT_MISSING' },
  });
});
