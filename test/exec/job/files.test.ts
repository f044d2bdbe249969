/** What is believed of the files of a run, and what is left of them: whoever wrote there, reading answers. */
import { execFileSync, spawn } from 'node:child_process';
import { mkdirSync, readdirSync, readFileSync, symlinkSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { waitFor } from '../../../src/app/run/look.ts';
import { wire } from '../../../src/app/wire.ts';
import { unwrap } from '../../../src/domain/result.ts';
import { findRun, listRuns } from '../../../src/exec/job/runs.ts';
import { stopRun } from '../../../src/exec/job/stop.ts';
import { sweepValues } from '../../../src/exec/job/values.ts';
import { gitcrq } from '../../cli/run.ts';
import { fixture } from '../../fixture.ts';

const ID = '01900000-0000-7000-8000-00000000000';

const JOB = {
  ...{ schema: 'gitcrq.job/1', argv: ['true'], cwd: '/', at: '2026-01-01T00:00:00Z', at_ms: 1, boot: 'b', host: 'h' },
  ...{ agent: 'ada', project: '/', crq: null, branch: null, head: null, worktree: null, tool: null, permission: null },
  ...{ place: { mode: 'here' }, record: false, timeout_s: null, env: [], credentials: [] },
} as const;

/** A run as files alone: the one with the last digit `n`. */
function kept(storage: string, n: number, more: object = {}, files: Readonly<Record<string, string>> = {}): string {
  const dir = join(storage, `${ID}${n}`);
  mkdirSync(dir, { recursive: true });
  writeFileSync(join(dir, 'job.json'), JSON.stringify({ ...JOB, run: `${ID}${n}`, ...more }));
  for (const [name, text] of Object.entries(files)) writeFileSync(join(dir, name), text);
  return dir;
}

test('what is no run is passed over, and hides no other one', () => {
  const at = fixture({ remote: false });
  const storage = join(at.root, 'storage');
  kept(storage, 1);
  const wrong: readonly object[] = [
    ...[{ argv: ['a', {}] }, { argv: 'a' }, { at: undefined }, { place: { mode: 'new' } }, { crq: 7 }, { cwd: null }],
    ...[{ run: `${ID}1` }, { env: null }],
  ];
  for (const [n, more] of wrong.entries()) kept(storage, n + 2, more);
  symlinkSync(storage, join(at.root, 'elsewhere'));
  for (const dir of [storage, join(at.root, 'elsewhere')])
    expect(unwrap(listRuns(at.ports(), dir, 100))).toMatchObject({
      runs: [{ job: { run: `${ID}1` } }],
      unreadable: [],
    });
  expect(findRun(at.ports(), storage, 'last')).toMatchObject({ ok: true, value: { job: { run: `${ID}1` } } });
  expect(findRun(at.ports(), storage, `${ID}2`)).toMatchObject({ ok: false, error: { code: 'RUN_NOT_FOUND' } });
});

test('who comes too late to end a run has not ended it', () => {
  const at = fixture({ remote: false });
  const dir = kept(at.root, 1, {}, { status: '000\n', ended: 'stopped\n' });
  const standing = (): unknown => unwrap(listRuns(at.ports(), at.root, 1)).runs[0]?.standing;
  utimesSync(join(dir, 'ended'), 1000, 1000);
  expect(standing()).toMatchObject({ state: 'stopped' });
  utimesSync(join(dir, 'status'), 999, 999);
  expect(standing()).toMatchObject({ state: 'done', exit: 0, signal: null });
});

test('a run of another machine is not ended here, where its process ids are those of others', async () => {
  const at = fixture({ remote: false });
  const mine = spawn('sh', ['-c', 'sleep 60 & wait']);
  onTestFinished(() => {
    mine.kill();
  });
  const dir = kept(at.root, 1, {}, { started: `${mine.pid} 1\n` });
  const children = (): string => execFileSync('ps', ['-A', '-o', 'ppid=,args=']).toString();
  const child = new RegExp(`^ *${mine.pid} sleep 60$`, 'm');
  await expect.poll(children).toMatch(child);
  const found = findRun(at.ports(), at.root, `${ID}1`);
  const stopped = found.ok ? await stopRun(at.ports(), found.value) : found;
  expect(stopped).toMatchObject({ ok: false, error: { code: 'RUN_ELSEWHERE' } });
  expect([children(), readdirSync(dir)]).toMatchObject([
    expect.stringMatching(child),
    expect.not.arrayContaining(['ended']),
  ]);
});

test('a run of another machine goes on as far as its files tell, and no longer than its own time limit', async () => {
  const at = fixture({ remote: false });
  const now = Date.now();
  const ago = (n: number, at_ms: number, timeout_s: number | null) =>
    kept(at.root, n, { at_ms, timeout_s }, { started: '77 1\n' });
  const within_ms = 660_000;
  ago(1, now, 60);
  ago(2, now - within_ms - 1, 60);
  ago(3, 1, null);
  ago(4, now - within_ms + 1000, 60);
  const { runs } = unwrap(listRuns(at.ports(), at.root, 9));
  expect(runs.map(({ standing, elsewhere }) => [standing.state, elsewhere])).toEqual(
    ['started', 'started', 'lost', 'started'].map((state) => [state, true]),
  );
  const said: string[] = [];
  const ports = wire({ env: at.env, cwd: at.root, talk: (line) => void said.push(line) });
  const last = unwrap(findRun(ports, at.root, `${ID}4`));
  expect((await waitFor(ports, last, undefined)).standing.state).toBe('lost');
  expect(said.join('')).toMatch(/goes on at h, as far as its files tell.*--timeout/);
});

test('no value stays in a file, also where the command has no PATH to find programs on', () => {
  const at = fixture({ remote: false });
  const storage = join(at.root, 'storage');
  const env = { TOKEN: 'value-of-a-token' };
  const out = join(at.root, 'out');
  const asked = [
    '--pane',
    'none',
    '--storage',
    storage,
    '--credential',
    'TOKEN',
    '--env',
    'PATH=/nowhere',
    '--env',
    `OUT=${out}`,
  ];
  const list = 'echo "$GITCRQ_RUN_DIR"/* "$GITCRQ_RUN_DIR"/../values/* >"$OUT"';
  const ended = gitcrq(at, ['run', ...asked, '--json', '/bin/sh', '-c', list], { env });
  const { dir } = JSON.parse(ended.out).data;
  expect(readFileSync(out, 'utf8')).toMatch(/\/values\/\*\n$/);
  expect(readdirSync(join(storage, 'values'))).toEqual([]);
  for (const name of readdirSync(dir)) expect(readFileSync(join(dir, name), 'utf8')).not.toContain('value-of-a-token');
});

test('a storage that is none, or that cannot be read, does not look as if nothing had ever run', () => {
  const at = fixture({ remote: false });
  const [file, loop, broken] = ['file', 'loop', 'broken'].map((name) => join(at.root, name)) as [
    string,
    string,
    string,
  ]; // three names
  writeFileSync(file, '');
  symlinkSync(loop, loop);
  symlinkSync(join(at.root, 'gone'), broken);
  for (const storage of [file, join(file, 'below'), loop, broken])
    for (const found of [listRuns(at.ports(), storage, 1), findRun(at.ports(), storage, 'last')])
      expect(found, storage).toMatchObject({ ok: false, error: { code: 'STORAGE_UNREADABLE' } });
  expect(listRuns(at.ports(), join(at.root, 'not-yet'), 1)).toEqual({ ok: true, value: { runs: [], unreadable: [] } });
  const none = findRun(at.ports(), join(at.root, 'not-yet'), 'last');
  expect(none).toMatchObject({
    error: { code: 'RUN_NOT_FOUND', message: expect.stringContaining('there are no runs in') },
  });
});

test('what the system hides is named, and hides no other run', () => {
  const at = fixture({ remote: false });
  const storage = join(at.root, 'storage');
  kept(storage, 1);
  const hidden = kept(storage, 2);
  const ports = at.ports();
  const denied = (path: string): never => {
    throw new Error(`EACCES: permission denied, lstat '${path}'`);
  };
  // A test may be run by root, to whom nothing is denied.
  const stat = (path: string) => (path.startsWith(`${hidden}/`) ? denied(path) : ports.files.stat(path));
  const files = { ...ports.files, stat };
  expect(unwrap(listRuns({ ...ports, files }, storage, 9))).toMatchObject({
    runs: [{ job: { run: `${ID}1` } }],
    unreadable: [{ path: hidden, reason: expect.stringContaining('EACCES') }],
  });
  expect(findRun({ ...ports, files }, storage, 'last')).toMatchObject({ value: { job: { run: `${ID}1` } } });
  expect(findRun({ ...ports, files }, storage, `${ID}2`)).toMatchObject({ error: { code: 'STORAGE_UNREADABLE' } });
});

test('values that nobody reads any more are removed, and no others', () => {
  const at = fixture({ remote: false });
  const storage = join(at.root, 'storage');
  const ports = at.ports();
  const { boot, host } = ports.processes.self();
  const own = `${process.pid} ${ports.processes.self().start}\n`;
  const now = { boot, host, at_ms: Date.now() };
  kept(storage, 1, now, { started: own });
  kept(storage, 2, now);
  kept(storage, 3, { ...now, at_ms: 1 });
  kept(storage, 4, now, { started: own, status: '000\n' });
  kept(storage, 5, now, { started: `${process.pid} 1\n` });
  mkdirSync(join(storage, 'values'));
  const names = [1, 2, 3, 4, 5, 6, 7].flatMap((n) =>
    ['env', 'secrets', 'env.77.0.tmp'].map((kind) => `${ID}${n}.${kind}`),
  );
  for (const name of [...names, 'mine']) {
    const path = join(storage, 'values', name);
    writeFileSync(path, '');
    // Of the seventh a run may still be made.
    if (name.startsWith(`${ID}6`)) utimesSync(path, 1000, 1000);
  }
  sweepValues(ports, storage);
  const left = names.filter((name) => /00[127]\./.test(name));
  expect(readdirSync(join(storage, 'values')).sort()).toEqual([...left, 'mine'].sort());
});
