/** What is believed of the files of a run, and what is left of them: whoever wrote there, reading answers. */
import { execFileSync, spawn } from 'node:child_process';
import { mkdirSync, readdirSync, readFileSync, symlinkSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { findRun, listRuns } from '../../../src/exec/job/runs.ts';
import { stopRun } from '../../../src/exec/job/stop.ts';
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
    expect(listRuns(at.ports(), dir, 100).map(({ job }) => job.run)).toEqual([`${ID}1`]);
  expect(findRun(at.ports(), storage, `${ID}2`)).toMatchObject({ ok: false, error: { code: 'RUN_NOT_FOUND' } });
});

test('who comes too late to end a run has not ended it', () => {
  const at = fixture({ remote: false });
  const dir = kept(at.root, 1, {}, { status: '000\n', ended: 'stopped\n' });
  const standing = (): unknown => listRuns(at.ports(), at.root, 1)[0]?.standing;
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
  const ended = gitcrq(at, ['run', ...asked, '--json', '/bin/sh', '-c', 'echo "$GITCRQ_RUN_DIR"/* >"$OUT"'], { env });
  const { dir } = JSON.parse(ended.out).data;
  expect(readdirSync(dir)).not.toContain('env');
  expect(readFileSync(out, 'utf8')).not.toMatch(/\benv\b/);
});
