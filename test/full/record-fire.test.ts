/** Recordings under fire: no script(1), a full disk, a gigabyte, bytes of any kind, a terminal that changes, a recorder that dies. */
import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, statfsSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { run } from '../../src/app/run/run.ts';
import { wire } from '../../src/app/wire.ts';
import { type RunAnswer, runAnswer } from '../../src/exec/job/answer.ts';
import { castEvent } from '../../src/exec/record/cast.ts';
import { answer, BIN, type Ended, envelope, gitcrq } from '../cli/run.ts';
import { type Grounds, ground } from '../exec/job/ground.ts';
import { UNSAID } from '../exec/job/unsaid.ts';
import { shownIn } from '../exec/record/shown.ts';
import { withoutScript } from '../exec/record/without-script.ts';
import { type Fixture, fixture } from '../fixture.ts';
import { needs } from '../needs.ts';

const ran = (at: Fixture, words: readonly string[], env: Record<string, string> = {}): RunAnswer & { said: Ended } => {
  const said = gitcrq(at, ['run', '--json', ...words], { env });
  return { ...JSON.parse(said.out).data, said };
};

test('without script(1) a run is recorded through its pane, whole each time', () => {
  const at = ground();
  const env = withoutScript(at);
  const wheres = [[], ['--pane', 'work:0.0', '--record'], ['--pane', 'new', '--record']];
  for (const [n, where] of [...wheres, ...wheres].entries()) {
    const script = `seq ${90_000 + n}; exit ${n}`;
    const { recorded, log = '', cast, exit, said } = ran(at, [...where, 'sh', '-c', script], env);
    const wanted = Array.from({ length: 90_000 + n }, (_, at) => `${at + 1}\r\n`).join('');
    expect([exit, recorded], said.err).toEqual([n, { complete: true, why: null }]);
    expect([readFileSync(log, 'utf8') === wanted, shownIn(cast) === wanted]).toEqual([true, true]);
  }
  const odd = join(at.root, "100%d #{pid} #[x] it's %%");
  const { recorded } = ran(at, ['--storage', odd, 'true'], env);
  expect(recorded).toEqual({ complete: true, why: null });
  // The pane is as it was, and its one copy is free again.
  expect(at.tmux(['display', '-p', '-t', 'work:0.0', '#{pane_pipe} #{pane_current_command}'])).toBe('0 sh');
  at.tmux(['pipe-pane', '-t', 'work:0.0', `cat >${join(at.root, 'mine')}`]);
  const refused = gitcrq(at, ['run', '--pane', 'work:0.0', '--record', '--json', 'true'], { env });
  expect(envelope(refused).error).toMatchObject({ code: 'SCRIPT_MISSING', message: expect.stringContaining('piped') });
  expect(at.tmux(['display', '-p', '-t', 'work:0.0', '#{pane_pipe}'])).toBe('1');
});

test('what records is that of the caller, whatever programs the shell of the pane finds', () => {
  const at = ground();
  const bin = join(at.root, 'few');
  mkdirSync(bin);
  for (const name of ['cat', 'env', 'mv', 'rm', 'stty', 'sleep', 'ps', 'awk'])
    symlinkSync(execFileSync('which', [name], { encoding: 'utf8' }).trim(), join(bin, name));
  at.tmux(['send-keys', '-t', 'work:0.0', `PATH='${bin}'`, 'Enter']);
  const where = ['--pane', 'work:0.0', '--record'];
  for (const env of [{}, withoutScript(at)])
    expect(ran(at, [...where, 'sh', '-c', 'exit 4'], env)).toMatchObject({ exit: 4, recorded: { complete: true } });
});

test.for(['script(1)', 'the pane'])('bytes of every kind, recorded by %s', (by) => {
  const at = ground();
  const env = by === 'the pane' ? withoutScript(at) : {};
  const bytes = Buffer.concat([
    Buffer.from(Array.from({ length: 65_536 }, (_, n) => (n * 31 + (n >> 8)) % 256)),
    Buffer.from('漢字 ü 👩‍👩‍👧 \u001b[31mred\u001b[0m\u0000end'),
  ]);
  writeFileSync(join(at.root, 'bytes'), bytes);
  const script = `stty raw -echo; cat '${join(at.root, 'bytes')}'; stty sane`;
  const { recorded, log = '', cast } = ran(at, ['sh', '-c', script], env);
  expect(recorded).toEqual({ complete: true, why: null });
  expect(readFileSync(log).equals(bytes)).toBe(true);
  expect(shownIn(cast)).toBe(new TextDecoder('utf-8', { ignoreBOM: true }).decode(bytes));
});

/** Waits until the recorder has written this. */
const kept = (text: string): string => `until grep -qF '${text}' "$GITCRQ_RUN_DIR/cast" 2>/dev/null; do sleep .1; done`;

test.for(['script(1)', 'the pane'])('a pane that changes its size is followed, recorded by %s', (by) => {
  const at = ground();
  const env = by === 'the pane' ? withoutScript(at) : {};
  const resize = `tmux -L ${at.socket} resize-window -t "$TMUX_PANE" -x 91 -y 17`;
  const {
    recorded,
    log = '',
    cast = '',
  } = ran(at, ['--session', 'work', 'sh', '-c', `echo; ${kept('"o"')}; ${resize}; ${kept('91x17')}; stty size`], env);
  const [header = '', ...lines] = readFileSync(cast, 'utf8').split('\n');
  expect([JSON.parse(header).term, recorded?.complete]).toMatchObject([{ cols: 120, rows: 30 }, true]);
  expect(lines.map(castEvent).filter((event) => event?.code === 'r')).toMatchObject([{ text: '91x17' }]);
  expect(readFileSync(log, 'utf8')).toBe('\r\n17 91\r\n');
});

/** What the recorder of this run has held at most; bytes. */
function most(dir: string): number {
  const found = execFileSync('ps', ['-A', '-o', 'pid=,args='], { encoding: 'utf8' })
    .split('\n')
    .find((row) => /^\s*\d+ \S*node\S* \S*recorder\.js /.test(row) && row.includes(dir));
  const status = readFileSync(`/proc/${Number.parseInt(found ?? '', 10)}/status`, 'utf8');
  return Number(/VmHWM:\s*(\d+)/.exec(status)?.[1]) * 1024;
}

test('of a gigabyte a part is kept, which is said, and little of it is held in memory', async () => {
  const at = fixture({ remote: false });
  // Before it ends, a look at who records.
  const script = 'yes "a line of a text that is about as long as lines are" | head -c 1000000000; echo end; sleep 3';
  const began = performance.now();
  const { run: id, dir } = ran(at, ['--pane', 'none', '--record', '--detach', 'sh', '-c', script]);
  await expect.poll(() => existsSync(join(dir, 'cast'))).toBe(true);
  let held = 0;
  const state = () => answer<RunAnswer>(at, ['run', 'show', id]).state;
  for (; state() === 'started'; await new Promise((resolve) => setTimeout(resolve, 1000)))
    held = Math.max(held, mostOrNone(dir));
  const took_s = (performance.now() - began) / 1000;
  console.log(`1 GB took ${took_s.toFixed(1)} s; the recorder held ${(held / 2 ** 20).toFixed(0)} MiB at most`);
  expect(answer<RunAnswer>(at, ['run', 'show', id])).toMatchObject({
    ...{ state: 'done', exit: 0, recorded: { complete: false, why: 'it had its full size' } },
  });
  const summary = JSON.parse(readFileSync(join(dir, 'summary.json'), 'utf8'));
  expect(summary.bytes).toBeGreaterThan(1_000_000_000);
  expect(held).toBeLessThan(200 * 2 ** 20);
  expect(held).toBeGreaterThan(0);
  // Half a minute where this was written; a recorder that looked at anything twice would take hours.
  expect(took_s).toBeLessThan(120);
  const short = ['-c', '"$@" | wc -c', 'sh', process.execPath, BIN, 'run', 'logs', id, '--json'];
  const printed = Number(execFileSync('sh', short, { cwd: at.clone, env: at.env, encoding: 'utf8' }));
  expect(printed).toBeGreaterThan(2 ** 26);
  expect(printed).toBeLessThan(2 ** 27);
  // A player holds a line of it.
  const small: readonly [string, ...string[]] = [process.execPath, '--max-old-space-size=64', BIN];
  const played = gitcrq(at, ['run', 'play', id, '--json'], { entry: small });
  expect(envelope(played).data).toMatchObject({ header: { version: 3 } });
});

const mostOrNone = (dir: string): number => {
  try {
    return most(dir);
  } catch {
    return 0;
  }
};

/** A disk of its own, of two megabytes. */
function smallDisk(at: Fixture): string | null {
  const dir = join(at.root, 'disk');
  mkdirSync(dir);
  if (spawnSync('mount', ['-t', 'tmpfs', '-o', 'size=2m', 'tmpfs', dir]).status !== 0) return null;
  onTestFinished(() => void spawnSync('umount', ['-l', dir]));
  return dir;
}

test('on a full disk the exit code is true, and the recording says what it lacks', (context) => {
  const at = fixture({ remote: false });
  const disk = smallDisk(at);
  needs(context, disk !== null, 'a file system that can be mounted');
  const where = ['--storage', join(disk ?? '', 'runs'), '--pane', 'none', '--record'];
  const { exit, recorded, run: id } = ran(at, [...where, 'sh', '-c', 'seq 500000; exit 5']);
  expect([exit, recorded]).toEqual([5, { complete: false, why: 'it could not be written: ENOSPC' }]);
  // What follows cannot even begin, and says so.
  const full = gitcrq(at, ['run', ...where, '--json', 'true']);
  expect(envelope(full)).toMatchObject({ exit: 3, error: { code: 'STORAGE_UNWRITABLE' } });
  const list = answer<{ runs: RunAnswer[] }>(at, ['run', 'list', '--storage', join(disk ?? '', 'runs')]).runs;
  expect(list.map(({ run }) => run)).toEqual([id]);
});

test('a disk that is full when a run ends does not hide how it ended, nor when it is stopped', async (context) => {
  const at = fixture({ remote: false });
  const disk = smallDisk(at);
  needs(context, disk !== null, 'a file system that can be mounted');
  const storage = ['--storage', join(disk ?? '', 'runs')];
  const fill = `dd if=/dev/zero of='${join(disk ?? '', 'fill')}' bs=4k 2>/dev/null`;
  for (const more of [['--no-record'], ['--record']]) {
    const { exit } = ran(at, [...storage, '--pane', 'none', ...more, 'sh', '-c', `${fill}; exit 7`]);
    expect(exit, more[0]).toBe(7);
    spawnSync('rm', ['-f', join(disk ?? '', 'fill')]);
  }
  const one = ran(at, [...storage, '--pane', 'none', '--detach', 'sh', '-c', `${fill}; sleep 100`]);
  await expect.poll(() => statfsSync(disk ?? '').bavail).toBe(0);
  const stopped = gitcrq(at, ['run', 'stop', one.run, ...storage, '--json']);
  expect(envelope(stopped).data, stopped.out).toMatchObject({ exit: 143 });
});

test('a recorder that never began leaves the run alone, and is missed', async () => {
  const at = ground();
  const ports = wire({ env: { ...at.env, NODE_OPTIONS: '--no-such-option' }, cwd: at.clone, talk: () => {} });
  const found = await run(ports, { ...UNSAID, argv: ['sh', '-c', 'echo; exit 9'], pane: 'none', record: true });
  expect(runAnswer(found)).toMatchObject({
    ...{ state: 'done', exit: 9, recorded: { complete: false, why: 'its recorder ended before it' } },
  });
  const logs = gitcrq(at, ['run', 'logs', '--json']);
  expect(envelope(logs).error).toMatchObject({ code: 'NOT_RECORDED', message: expect.stringContaining('recorder') });
});

/** Above it are the shell that keeps its code, and script(1). */
const KILLS_SCRIPT = 'up=$(ps -o ppid= -p $$); up=$(ps -o ppid= -p $up); kill -KILL $up; sleep 2';

test('a shell whose recording was killed goes on, with its terminal as it was', () => {
  const at: Grounds = ground();
  const where = ['--pane', 'work:0.0', '--record'];
  const { exit, recorded } = ran(at, [...where, 'sh', '-c', KILLS_SCRIPT]);
  expect([exit, recorded?.complete]).toEqual([137, false]);
  expect(ran(at, [...where, 'sh', '-c', 'exit 6'])).toMatchObject({ exit: 6, recorded: { complete: true } });
});

test('what is watched is recorded', () => {
  const at = fixture({ remote: false });
  const refused = gitcrq(at, ['run', '--watch', '--no-record', '--json', 'true']);
  expect(envelope(refused)).toMatchObject({ exit: 2, error: { code: 'USAGE' } });
});
