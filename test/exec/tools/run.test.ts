/** A tool that is run by its profile: exactly what arrives at a program of its name, and what it must not find anywhere. */
import { chmodSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { answer, envelope, gitcrq } from '../../cli/run.ts';
import { type Fixture, fixture } from '../../fixture.ts';
import { ground as panes } from '../job/ground.ts';

/** Writes down all it gets; `--version` and exit codes as asked. */
const FAKE = `#!/bin/sh
if [ "$1" = --version ]; then echo 0.61.0; exit; fi
out=$HOME/seen; mkdir -p "$out"
for word; do printf '%s\\0' "$word"; done >"$out/argv"
env >"$out/env"; pwd >"$out/cwd"
case " $* " in *" -p "*) cat >"$out/stdin" ;; esac
exit "\${FAKE_EXIT:-0}"
`;

interface Ground extends Fixture {
  seen(name: 'argv' | 'env' | 'cwd' | 'stdin'): string;
}

function ground(policy = '', at: Fixture = fixture({ remote: false })): Ground {
  gitcrq(at, ['init', '--here']);
  if (policy !== '') {
    const file = join(at.clone, 'gitcrq.yaml');
    writeFileSync(file, readFileSync(file, 'utf8') + policy);
    at.git(['commit', '--quiet', '--no-verify', '-am', 'Tools\n\nCRQ: CRQ-1']);
  }
  const bin = join(at.root, 'bin');
  mkdirSync(bin, { recursive: true });
  for (const name of ['gemini', 'reviewer']) {
    writeFileSync(join(bin, name), FAKE);
    chmodSync(join(bin, name), 0o755);
  }
  const env = { ...at.env, HOME: at.root, PATH: `${bin}:${at.env['PATH'] ?? process.env['PATH']}` };
  return { ...at, env, seen: (name) => readFileSync(join(at.root, 'seen', name), 'utf8') };
}

const TOKEN = 'tok-3f"\'$x';
const SETTINGS = `
tools:
  reviewer:
    command: reviewer
    args: [{words: [--ticket, '{crq}']}, {words: [--on, '{branch}'], unless: [--on]}, {words: [--json], prompted: true}]
    env: {ASKED: '{prompt}', ABOUT: '{crq}', MAY: '{permission}'}
    stdin: "In {project}.\\nFor {crq}.\\n"
    prompt: [-p]
    credentials: [KEY, PRINTED]
    permissions: {read: {words: [--rules, '{file}'], file: "none\\n"}}
    timeout: 50s
    exits: {'1': it is tired}
credentials:
  KEY: {file: ~/key}
  PRINTED: {command: [printf, 'by %s', command]}
`;

test('gemini gets the words, variables and text that its profile says, and its key in no file', () => {
  const at = ground();
  at.git(['switch', '--quiet', '-c', 'feature/CRQ-1-x']);
  const words = ['--credential', 'GEMINI_API_KEY', '--permission', 'edit', '--pane', 'none'];
  const env = { GEMINI_API_KEY: TOKEN, OTHER_TOKEN: 'other' };
  const ended = gitcrq(at, ['run', '--json', ...words, 'gemini', '-p', "it's $HOME"], { env });
  const { run, dir } = envelope(ended).data as { run: string; dir: string }; // as `run` answers
  const flags = ['--session-id', run, '--output-format', 'stream-json', '--approval-mode', 'auto_edit'];
  expect(at.seen('argv').split('\0').slice(0, -1)).toEqual([
    ...[...flags, '--policy', join(dir, 'rules'), '--admin-policy', join(dir, 'rules')],
    ...['-p', "it's $HOME"],
  ]);
  expect(readFileSync(join(dir, 'rules'), 'utf8')).toContain('toolName = "run_shell_command"\ndecision = "deny"');
  expect(at.seen('cwd')).toBe(`${at.clone}\n`);
  expect(at.seen('stdin')).toBe(
    `You work in ${at.clone}.\nThe change request is CRQ-1; its text is what \`gitcrq crq show CRQ-1\` prints.\nThe branch of CRQ-1 is feature/CRQ-1-x: commit there and nowhere else.\n`,
  );
  const seen = at.seen('env').split('\n');
  expect(seen).toEqual(
    expect.arrayContaining([
      `GEMINI_API_KEY=${TOKEN}`,
      'GEMINI_CLI_TRUST_WORKSPACE=true',
      `GEMINI_CLI_HOME=${join(dir, '..', 'gemini-home')}`,
      'GITCRQ_CRQ=CRQ-1',
      'GITCRQ_PERMISSION=edit',
    ]),
  );
  expect(seen.join('\n')).not.toContain('OTHER_TOKEN');
  for (const name of readdirSync(dir)) expect(readFileSync(join(dir, name), 'utf8'), name).not.toContain('tok-3f');
  expect(ended.out + ended.err).not.toContain('tok-3f');
  expect(ended.err.match(/by the profile gemini/g)).toHaveLength(1);
  expect(JSON.parse(readFileSync(join(dir, 'job.json'), 'utf8'))).toMatchObject({
    ...{ tool: 'gemini', permission: 'edit', timeout_s: 7200, credentials: ['GEMINI_API_KEY'] },
  });
});

test('flags of a tool need no --, and its words reach it in a pane byte for byte', () => {
  const within = panes();
  within.tmux(['split-window', '-t', 'work']);
  const at = ground('', within);
  const words = ['--prompt', "it's $HOME", '--pane', '2', '-p', 'Enter', 'two\nlines;', ''];
  const ended = gitcrq(at, ['run', '--session', 'work', '--pane', '1', 'gemini', ...words]);
  expect([ended.code, ended.err]).toEqual([0, expect.stringContaining('by the profile gemini')]);
  expect(
    at
      .seen('argv')
      .split('\0')
      .slice(-1 - words.length, -1),
  ).toEqual(words);
});

test('a session that goes on gets no new id, and --raw nothing at all; exit codes are explained', () => {
  const at = ground();
  const env = { FAKE_EXIT: '41' };
  const run = (...words: readonly string[]) =>
    gitcrq(at, ['run', '--pane', 'none', '--env', 'FAKE_EXIT', ...words], { env });
  const ended = run('gemini', '--resume', 'latest');
  expect([ended.code, at.seen('argv')]).toEqual([41, '--resume\0latest\0']);
  expect(ended.err).toContain('not logged in');
  const { meaning } = answer<{ meaning: string }>(at, ['run', 'show']);
  expect(meaning).toContain('not logged in');
  expect(gitcrq(at, ['run', 'wait'])).toMatchObject({ code: 41, err: expect.stringContaining(`41: ${meaning}`) });
  const raw = run('--raw', 'gemini', '-m', 'x');
  expect([raw.code, at.seen('argv')]).toEqual([41, '-m\0x\0']);
  expect(raw.err).not.toMatch(/profile|logged in/);
  expect(at.seen('env')).not.toContain('GEMINI_CLI');
});

test("a team's own profile acts key by key, and credentials come from a file or a command", () => {
  const at = ground(SETTINGS);
  const key = join(at.root, 'key');
  writeFileSync(key, 'k-1\n', { mode: 0o600 });
  const words = ['--credential', 'KEY', '--credential', 'PRINTED', '--permission', 'read', '--pane', 'none'];
  const run = () => gitcrq(at, ['run', '--json', '--env', 'FAKE_EXIT=1', ...words, 'reviewer', '-p', 'now']);
  const ended = run();
  const { dir } = envelope(ended).data as { dir: string }; // as `run` answers
  expect(at.seen('argv')).toBe(`--on\0main\0--json\0--rules\0${join(dir, 'rules')}\0-p\0now\0`);
  expect(at.seen('stdin')).toBe(`In ${at.clone}.\n`);
  expect(at.seen('env')).toMatch(/^KEY=k-1$/m);
  expect(at.seen('env')).toMatch(/^PRINTED=by command$/m);
  expect(at.seen('env')).toMatch(/^ASKED=now$/m);
  expect(at.seen('env')).toMatch(/^MAY=read$/m);
  expect(at.seen('env')).not.toMatch(/^ABOUT=/m);
  expect(readFileSync(join(dir, 'rules'), 'utf8')).toBe('none\n');
  expect(JSON.parse(readFileSync(join(dir, 'job.json'), 'utf8'))).toMatchObject({ timeout_s: 50 });
  expect([ended.code, ended.err]).toEqual([1, expect.stringContaining('it is tired')]);

  const check = envelope(gitcrq(at, ['tool', 'check', 'reviewer', '--json']));
  const credentials = [
    { name: 'KEY', there: true, why: null },
    { name: 'PRINTED', there: true, why: null },
  ];
  const program = join(at.root, 'bin', 'reviewer');
  expect([check.exit, check.data]).toEqual([
    0,
    { tools: [{ name: 'reviewer', program, version: '0.61.0', why: null, credentials, missing: false }] },
  ]);
  chmodSync(key, 0o640);
  expect(envelope(run())).toMatchObject({ exit: 6, error: { code: 'CREDENTIAL_EXPOSED' } });
  expect(gitcrq(at, ['tool', 'check', 'reviewer']).code).toBe(1);
  expect(envelope(gitcrq(at, ['tool', 'show', 'reviewer', '--json'])).data).toMatchObject({
    from: 'gitcrq.yaml',
    profile: { timeout: '50s', credentials: ['KEY', 'PRINTED'] },
  });
});

test.for([
  ['CREDENTIAL_MISSING', 3, ['run', '--credential', 'GEMINI_API_KEY', 'gemini']],
  ['CREDENTIAL_REFUSED', 6, ['run', '--credential', 'AWS_KEY', 'gemini']],
  ['PERMISSION_UNKNOWN', 2, ['run', '--permission', 'root', 'gemini']],
  ['STORAGE_UNFIT', 3, ['run', '--storage', 'a,b', '--pane', 'none', '--permission', 'read', 'gemini']],
  ['TOOL_UNKNOWN', 4, ['tool', 'show', 'gemni']],
] as const)('%s ends with %i and begins nothing', ([code, exit, words]) => {
  const at = ground();
  const [first, ...rest] = words;
  const ended = envelope(gitcrq(at, ['--json', first, ...rest]));
  expect(ended).toMatchObject({ exit, error: { code } });
  expect(() => at.seen('argv')).toThrow('ENOENT');
});
