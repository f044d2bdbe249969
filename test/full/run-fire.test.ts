/** Runs in bad surroundings: gitcrq is killed, panes are taken, the server hangs, what a run is for is not there. */
import { spawn } from 'node:child_process';
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import type { RunAnswer } from '../../src/exec/job/answer.ts';
import { refuses } from '../cli/refusals.ts';
import { answer, BIN, envelope, gitcrq, gitcrqLater } from '../cli/run.ts';
import { type Grounds, ground } from '../exec/job/ground.ts';
import { fixture } from '../fixture.ts';
import { hasProgram, needs } from '../needs.ts';

test.for([
  ['--pane', 'none'],
  ['--session', 'work'],
  ['--pane', 'work:0.0'],
] as const)(
  'gitcrq killed in the middle: the run goes on, and its end is known from elsewhere (%s %s)',
  async (where) => {
    const at = ground();
    const out = join(at.root, 'out');
    const script = 'until [ -e go ]; do sleep .1; done; : >"$OUT"; exit 5';
    const words = ['run', ...where, '--env', `OUT=${out}`, 'sh', '-c', script];
    const child = spawn(process.execPath, [BIN, ...words], { cwd: at.clone, env: { ...at.env }, stdio: 'ignore' });
    const first = () => answer<{ runs: RunAnswer[] }>(at, ['run', 'list']).runs[0]?.state;
    await expect.poll(first).toBe('started');
    child.kill('SIGKILL');
    expect(existsSync(out)).toBe(false);
    at.write('go', '');
    expect(gitcrq(at, ['run', 'wait']).code).toBe(5);
    expect([answer(at, ['run', 'show']), existsSync(out)]).toMatchObject([{ state: 'done', exit: 5 }, true]);
  },
);

test('gitcrq killed before a command has begun: the next one about runs removes the values that were meant for it', async () => {
  const at = ground();
  at.tmux(['send-keys', '-t', 'work:0.0', "cat <<'END'", 'Enter']);
  const words = ['run', '--pane', 'work:0.0', '--record', '--credential', 'A_TOKEN', 'true'];
  const env = { ...at.env, A_TOKEN: 'value-of-a-token' };
  const child = spawn(process.execPath, [BIN, ...words], { cwd: at.clone, env, stdio: 'ignore' });
  const storage = join(at.clone, '.git', 'gitcrq', 'runs');
  const values = () => (existsSync(join(storage, 'values')) ? readdirSync(join(storage, 'values')) : []);
  const runs = () => answer<{ runs: RunAnswer[] }>(at, ['run', 'list']).runs;
  await expect.poll(() => runs()[0]?.pane, { interval: 10 }).toBe('%0');
  child.kill('SIGKILL');
  expect(values()).toHaveLength(2);
  // As if it had been asked for long ago: a pane may be slow to begin.
  const path = join(runs()[0]?.dir ?? '', 'job.json');
  writeFileSync(path, readFileSync(path, 'utf8').replace(/"at_ms": \d+/, '"at_ms": 1'));
  expect([runs()[0]?.state, values()]).toEqual(['lost', []]);
});

const showing = (at: Grounds): string => at.tmux(['display', '-p', '-t', 'work:0.0', '#{pane_current_command}']);

test('an editor in the pane keeps its text, and is ended on request alone', async (context) => {
  needs(context, hasProgram('vi'), 'vi');
  const at = ground();
  at.tmux(['send-keys', '-t', 'work:0.0', 'vi mine', 'Enter']);
  await expect.poll(() => showing(at)).toMatch(/^vim?/);
  at.tmux(['send-keys', '-t', 'work:0.0', 'i', 'a word']);
  const screen = () => at.tmux(['capture-pane', '-p', '-t', 'work:0.0']);
  await expect.poll(screen).toMatch(/^a word$/m);
  const refused = envelope(gitcrq(at, ['run', '--pane', 'work:0.0', '--json', 'true'])).error;
  expect(refused).toMatchObject({
    code: 'PANE_BUSY',
    message: expect.stringMatching(/^work:0\.0 \(%0\) .* vim?.* running/),
  });
  expect(refused?.next.join('\n')).toContain('--replace');
  expect(screen()).toMatch(/^a word$/m);
  expect(gitcrq(at, ['run', '--pane', 'work:0.0', '--replace', 'true']).code).toBe(0);
  expect(showing(at)).toBe('sh');
});

test.for([
  ['dash', '-i'],
  ['bash', '--norc', '-i'],
  ['zsh', '-f', '-i'],
  ['fish', '--no-config'],
])('what somebody left on the line of %s is no part of the command', async (shell, context) => {
  needs(context, hasProgram(shell[0] ?? ''), shell[0] ?? '');
  const at = ground();
  const pane = at.tmux(['new-window', '-d', '-t', 'work:', '-P', '-F', '#{pane_id}', '--', ...shell]);
  expect(gitcrq(at, ['run', '--pane', pane, 'true']).code).toBe(0);
  at.tmux(['send-keys', '-t', pane, '-l', 'touch WRONG; ']);
  expect(gitcrq(at, ['run', '--pane', pane, 'sh', '-c', 'exit 6']).code).toBe(6);
  expect(existsSync(join(at.clone, 'WRONG'))).toBe(false);
});

test('a shell that is inside a command of its own is not typed into', async () => {
  const at = ground();
  const pane = at.tmux(['new-window', '-d', '-t', 'work:', '-P', '-F', '#{pane_id}', '--', 'bash', '--norc', '-i']);
  expect(gitcrq(at, ['run', '--pane', pane, 'true']).code).toBe(0);
  at.tmux(['send-keys', '-t', pane, 'printf "%s\\n" rea"d"y; read line; touch "$line"', 'Enter']);
  await expect.poll(() => at.tmux(['capture-pane', '-p', '-t', pane])).toMatch(/^ready$/m);
  const refused = envelope(gitcrq(at, ['run', '--pane', pane, '--json', 'true'])).error;
  expect(refused).toMatchObject({ code: 'PANE_BUSY', message: expect.stringContaining('not at its prompt') });
  const before = readdirSync(at.clone);
  at.tmux(['send-keys', '-t', pane, 'Enter']);
  expect(gitcrq(at, ['run', '--pane', pane, 'true']).code).toBe(0);
  expect(readdirSync(at.clone)).toEqual(before);
});

test('a server that hangs is named in time, and a run in it is seen to its end all the same', async () => {
  const at = ground();
  const words = ['run', '--pane', 'work:0.0', '--detach', '--json', 'sh', '-c', 'sleep 1; exit 4'];
  expect(gitcrq(at, words).code).toBe(0);
  const pid = Number(at.tmux(['display', '-p', '#{pid}']));
  process.kill(pid, 'SIGSTOP');
  try {
    const began = performance.now();
    const calls = [
      ['run', '--json', 'true'],
      ['run', '--pane', 'work:0.0', '--json', 'true'],
      ['pane', 'list', '--json'],
    ];
    const ended = await Promise.all(calls.map((call) => gitcrqLater(at, call)));
    expect(ended.map((one) => envelope(one).error?.code)).toEqual(['TMUX_HUNG', 'TMUX_HUNG', 'TMUX_HUNG']);
    expect((performance.now() - began) / 1000).toBeLessThan(20);
    expect(gitcrq(at, ['run', 'wait']).code).toBe(4);
  } finally {
    process.kill(pid, 'SIGCONT');
  }
  // Nothing that was refused runs later.
  expect(answer<{ runs: RunAnswer[] }>(at, ['run', 'list']).runs).toHaveLength(1);
});

test('what a run is for has to be there, and to take work', () => {
  const at = fixture({ remote: false });
  const run = (...words: string[]) => ['run', '--pane', 'none', ...words, '--', 'touch', 'begun'];
  refuses(at, run('--crq', 'CRQ-1'), { exit: 6, code: 'CRQ_NOT_ACCEPTING', message: /CRQ-1 is closed/ });
  refuses(at, run('--crq', 'CRQ-99'), { exit: 4, code: 'CRQ_NOT_FOUND' });
  refuses(at, run('--branch', 'nowhere'), { exit: 4, code: 'REVISION_UNKNOWN', message: /no branch nowhere/ });
  refuses(at, run('--branch', 'main', '--worktree'), {
    exit: 2,
    code: 'RUN_UNPLACED',
    message: /main is of no request/,
  });
  refuses(at, run('--worktree'), { exit: 2, code: 'RUN_UNPLACED', message: /neither --crq nor --branch/ });
  refuses(at, run('--crq', 'next', '--branch', 'main'), { exit: 2, code: 'RUN_UNPLACED' });
  refuses(at, run('--project', 'nowhere'), { exit: 4, code: 'DIRECTORY_MISSING', message: /no directory .*nowhere/ });
  refuses(at, run('--credential', 'NO_SUCH_KEY'), { exit: 3, code: 'CREDENTIAL_MISSING' });
});

test('four agents at once run for three requests, each in its own worktree, and the fourth is told', async () => {
  const ada = fixture();
  for (const title of ['One', 'Two', 'Three']) answer(ada, ['crq', 'new', title]);
  ada.git(['push', '--quiet', '--no-verify', '--all', 'origin']);
  const agents = ['a', 'b', 'c', 'd'].map((name) => ({ clone: ada.another(name), env: ada.env, name }));
  const words = ['sh', '-c', 'git branch --show-current >"$GITCRQ_CRQ"; cat "$GITCRQ_CRQ" >&2; exit 5'];
  const run = ({ name }: { readonly name: string }) => [
    'run',
    '--pane',
    'none',
    '--crq',
    'next',
    '--agent',
    name,
    '--json',
    ...words,
  ];
  const ended = await Promise.all(agents.map((at) => gitcrqLater(at, run(at))));
  const told = ended.filter(({ code }) => code !== 5);
  expect(told.map(envelope)).toMatchObject([{ exit: 4, error: { code: 'NOTHING_READY' } }]);
  const branches = ended.filter(({ code }) => code === 5).map(({ err }) => /^feature\/(CRQ-\d+)-/m.exec(err)?.[1]);
  expect(branches.sort()).toEqual(['CRQ-2', 'CRQ-3', 'CRQ-4']);
  for (const { clone } of agents) expect(ada.git(['branch', '--show-current'], clone)).toBe('main');
});
