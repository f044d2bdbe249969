/**
 * The real Gemini CLI, run by its profile, against a model that says what is written here: what arrives at the program and at the
 * model, what it may do, what is kept, and how it ends.
 */
import { existsSync, mkdirSync, readdirSync, readFileSync, realpathSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, expect, test } from 'vitest';
import type { RunAnswer } from '../../../src/exec/job/answer.ts';
import { answer, type Ended, envelope, gitcrq, gitcrqLater } from '../../cli/run.ts';
import { type Grounds, ground } from '../../exec/job/ground.ts';
import { published } from '../published.ts';
import { type Model, model, type Turn } from './model.ts';

const KEY = 'key-3f81c2d0';
/** Finds the key, and does not hold it. */
const KEY_PATTERN = 'key-3f8[1]c2d0';

let bin = '';
beforeAll(() => {
  bin = published('gemini').bin;
});

interface Place extends Grounds {
  readonly runs: string;
  /** `gitcrq run` with a key, and its answer. */
  run(it: Model, words: readonly string[], env?: Readonly<Record<string, string>>): Promise<Ended>;
}

/** A program of an API with a base URL wants to be told in its settings that a key is what it logs in with. */
const SETTINGS = {
  security: { auth: { selectedType: 'gemini-api-key' } },
  privacy: { usageStatisticsEnabled: false },
  general: { enableAutoUpdate: false, enableAutoUpdateNotification: false },
};

function place(settings: object = SETTINGS): Place {
  const at = ground();
  gitcrq(at, ['init', '--here']);
  gitcrq(at, ['crq', 'new', 'Look around']);
  const runs = join(at.clone, '.git', 'gitcrq', 'runs');
  mkdirSync(join(runs, 'gemini-home', '.gemini'), { recursive: true });
  writeFileSync(join(runs, 'gemini-home', '.gemini', 'settings.json'), JSON.stringify(settings));
  const env = { ...at.env, PATH: `${bin}:${at.env['PATH'] ?? process.env['PATH']}` };
  return {
    ...{ ...at, env, runs },
    run: (it, words, more = { GEMINI_API_KEY: KEY }) =>
      gitcrqLater({ ...at, env: { ...env, ...more } }, [
        ...['run', '--json', '--env', `GOOGLE_GEMINI_BASE_URL=${it.url}`],
        ...words,
      ]),
  };
}

const begun = (ended: Ended): RunAnswer => envelope(ended).data as RunAnswer; // as `run` answers

interface Said {
  readonly type: string;
  readonly session_id?: string;
  readonly tool_name?: string;
  readonly tool_id?: string;
  readonly status?: string;
  readonly output?: string;
  readonly content?: string;
}

const logOf = ({ log = '' }: RunAnswer): string => readFileSync(log, 'utf8');
/** The events of stream-json, which a terminal shows between other lines. */
const saidIn = (run: RunAnswer): readonly Said[] =>
  logOf(run)
    .split('\r\n')
    .flatMap((line) => (line.startsWith('{"type":') ? [JSON.parse(line) as Said] : [])); // as Gemini CLI writes it

/** By name of the tool: what became of it. */
function resultsIn(run: RunAnswer): Readonly<Record<string, string | undefined>> {
  const said = saidIn(run);
  const uses = said.filter(({ type }) => type === 'tool_use');
  return Object.fromEntries(
    uses.map(({ tool_name = '', tool_id }) => [
      tool_name,
      said.find((one) => one.type === 'tool_result' && one.tool_id === tool_id)?.status,
    ]),
  );
}

const shell = (command: string) => ({ call: 'run_shell_command', args: { command } });
const write = (path: string, content: string) => ({ call: 'write_file', args: { file_path: path, content } });

test('with every permission: its directory, its variables, its key, its record, and a session that goes on', async () => {
  const at = place();
  const look = `cat /proc/$PPID/environ >seen; pwd >where; grep -la '${KEY_PATTERN}' /proc/[0-9]*/cmdline >argv; echo "it is $GEMINI_API_KEY"`;
  const it = await model([[{ text: 'I look. ' }, shell(look)], [{ text: 'Done.' }], [{ text: 'Again.' }]]);
  const words = ['--credential', 'GEMINI_API_KEY', '--permission', 'all', '--env', 'MODE=fast', '--crq', 'CRQ-2'];
  const prompt = 'it\'s "$HOME" `id`\n漢 🎉';
  const ended = await at.run(it, [...words, '--worktree', 'gemini', '-m', 'gemini-2.5-flash', '-p', prompt], {
    ...{ GEMINI_API_KEY: KEY, OTHER_TOKEN: 'other-1' },
  });
  const run = begun(ended);
  expect([run.exit, run.state]).toEqual([0, 'done']);

  // The request has a worktree of its own, and there it works.
  const tree = join(at.clone, '.git', 'gitcrq', 'worktrees', 'CRQ-2');
  const seen = (name: string) => readFileSync(join(tree, name), 'utf8');
  expect(seen('where')).toBe(`${realpathSync(tree)}\n`);
  const env = Object.fromEntries(
    seen('seen')
      .split('\0')
      .filter(Boolean)
      .map((line) => [line.slice(0, line.indexOf('=')), line.slice(line.indexOf('=') + 1)]),
  );
  expect(env).toMatchObject({
    ...{ MODE: 'fast', GEMINI_CLI_HOME: join(at.runs, 'gemini-home'), GEMINI_CLI_TRUST_WORKSPACE: 'true' },
    ...{ GITCRQ_CRQ: 'CRQ-2', GITCRQ_RUN: run.run, GITCRQ_PERMISSION: 'all' },
  });
  const { env: names } = answer<{ env: readonly string[] }>(at, ['run', 'show', run.run]);
  // The shell of the run, the pane, and the program itself add theirs.
  const added = /^(?:PWD|SHLVL|OLDPWD|_|TERM|TMUX|TMUX_PANE|GEMINI_CLI_NO_RELAUNCH|NODE_CHANNEL_[A-Z_]+)$/;
  expect(Object.keys(env).filter((name) => !names.includes(name) && !added.test(name))).toEqual([]);
  expect(names).not.toContain('OTHER_TOKEN');

  // The model was asked with the key, and with the words byte for byte.
  const [first, second] = it.asked;
  expect(first?.key).toBe(KEY);
  expect(first?.body).toContain(JSON.stringify(prompt).slice(1, -1));
  expect(first?.body).toContain('The branch of CRQ-2 is ');
  expect(second?.body).toContain('it is ');

  // What is kept is whole, and the key is nowhere.
  expect(seen('argv')).toBe('');
  const said = saidIn(run);
  expect(said.map(({ type }) => type)).toEqual(
    expect.arrayContaining(['init', 'message', 'tool_use', 'tool_result', 'result']),
  );
  expect([said[0]?.type, said[0]?.session_id]).toEqual(['init', run.run]);
  expect(said.at(-1)).toMatchObject({ type: 'result', status: 'success' });
  expect(resultsIn(run)).toEqual({ run_shell_command: 'success' });
  expect(logOf(run)).toContain('it is [redacted]');
  expect(readdirSync(join(at.runs, 'values'))).toEqual([]);
  for (const name of readdirSync(run.dir)) expect(readFileSync(join(run.dir, name), 'utf8'), name).not.toContain(KEY);
  expect(ended.out + ended.err).not.toContain(KEY);

  const again = begun(
    await at.run(it, [
      '--credential',
      'GEMINI_API_KEY',
      '--project',
      tree,
      'gemini',
      '--resume',
      run.run,
      '-p',
      'go on',
    ]),
  );
  expect(again.exit).toBe(0);
  expect(saidIn(again)[0]?.session_id).toBe(run.run);
  expect(it.asked.at(-1)?.body).toContain(JSON.stringify(prompt).slice(1, -1));
  expect(it.asked.at(-1)?.body).toContain('go on');
});

/** Rules that let everything be done, where a project's own settings may put them. */
const ALLOW = ['run_shell_command', 'write_file', 'replace']
  .map((name) => `[[rule]]\ntoolName = "${name}"\ndecision = "allow"\npriority = 999\n`)
  .join('\n');

test.for([
  ['read', { run_shell_command: 'error', write_file: 'error', read_file: 'success' }],
  ['edit', { run_shell_command: 'error', write_file: 'success', read_file: 'success' }],
] as const)('%s is what it may do, whatever the project says', async ([permission, results]) => {
  const at = place();
  at.write('.gemini/policies/a.toml', ALLOW);
  at.write('.gemini/settings.json', JSON.stringify({ adminPolicyPaths: [join(at.clone, '.gemini', 'policies')] }));
  const tries: Turn = [
    shell('touch by-shell'),
    write(join(at.clone, 'by-tool'), 'x\n'),
    { call: 'read_file', args: { file_path: join(at.clone, 'README') } },
  ];
  const it = await model([tries, [{ text: 'Done.' }]]);
  at.tmux(['split-window', '-t', 'work']);
  const words = ['--session', 'work', '--pane', '1', '--record', '--permission', permission];
  const prompt = ['gemini', '-m', 'gemini-2.5-flash', '--prompt', "it's $HOME"];
  const ended = await at.run(it, [...words, '--credential', 'GEMINI_API_KEY', ...prompt]);
  const run = begun(ended);
  expect(ended.err).toContain('gemini obeys .gemini/settings.json of this checkout');
  expect(it.asked[0]?.body).toContain("it's $HOME");
  expect([run.exit, resultsIn(run)], logOf(run)).toEqual([0, results]);
  expect(['by-shell', 'by-tool'].map((name) => existsSync(join(at.clone, name)))).toEqual([
    false,
    results.write_file === 'success',
  ]);
});

test('a service that is out of reach keeps it trying, and the time that was given ends it', async () => {
  const at = place();
  const it = await model([503]);
  const words = ['--credential', 'GEMINI_API_KEY', 'gemini', '-m', 'gemini-2.5-flash', '-p', 'x'];
  // On a slow machine it has hardly begun by the end of the first of these.
  for (const limit of ['16s', '60s']) {
    const ended = await at.run(it, ['--timeout', limit, ...words]);
    expect([ended.code, JSON.parse(ended.out).data.state]).toEqual([124, 'timeout']);
    if (it.asked.length > 1) break;
  }
  expect(it.asked.length).toBeGreaterThan(1);
});

test('exits of its own are explained: no key, and a folder that it may not trust', async () => {
  const it = await model([[{ text: 'never' }]]);
  const bare = place({ ...SETTINGS, security: {} });
  const none = await gitcrqLater(bare, ['run', '--json', '--pane', 'none', 'gemini', '-p', 'x']);
  expect([none.code, none.err]).toEqual([41, expect.stringContaining('gitcrq run --credential GEMINI_API_KEY')]);
  const words = ['--pane', 'none', '--env', 'GEMINI_CLI_TRUST_WORKSPACE=', '--credential', 'GEMINI_API_KEY'];
  const distrusted = await place().run(it, [...words, 'gemini', '-p', 'x']);
  expect([distrusted.code, distrusted.err]).toEqual([55, expect.stringContaining('GEMINI_CLI_TRUST_WORKSPACE=true')]);
  expect(it.asked).toEqual([]);
});

test('tool check tells its version', () => {
  const at = place();
  expect(gitcrq(at, ['tool', 'check', 'gemini']).out).toMatch(/^gemini {2}0\.61\.0 /);
});
