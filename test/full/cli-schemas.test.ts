/** The answer of every command fits its published schema, and holds nothing that the schema does not tell. */
import { spawnSync } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import { table } from '../../src/commands.gen.ts';
import { SCHEMAS } from '../../src/surface/schemas.ts';
import { envelope, gitcrq, shareProcess } from '../cli/run.ts';
import { type Fixture, fixture } from '../fixture.ts';
import { hasProgram, needs } from '../needs.ts';

shareProcess();

const seen = new Set<string>();

/** Runs a command and holds its `data` against the schema of that name. */
function fits(at: Fixture, name: string, argv: readonly string[], exit = 0, input = ''): unknown {
  const said = envelope(gitcrq(at, [...argv, '--json'], { input }));
  expect(said, JSON.stringify(said)).toMatchObject({ ok: true, exit });
  const schema = SCHEMAS[name];
  if (schema === undefined) throw new Error(`no schema ${name}`);
  // Parsing drops what the schema does not know, so equality means that it knows everything.
  expect(schema.parse(said.data), name).toEqual(said.data);
  seen.add(name);
  return said.data;
}

/** As fits, for a stream: each line is held against the schema. */
function fitsLines(at: Fixture, name: string, argv: readonly string[]): void {
  const lines = gitcrq(at, argv).out.trimEnd().split('\n');
  expect(lines.length).toBeGreaterThan(1);
  for (const line of lines) expect(SCHEMAS[name]?.parse(JSON.parse(line)), line).toEqual(JSON.parse(line));
  seen.add(name);
}

describe('the life of a request', () => {
  test('with a remote', () => {
    const at = fixture();
    fits(at, 'hooks install', ['hooks', 'install']);
    fits(at, 'hooks status', ['hooks', 'status']);
    fits(at, 'hooks uninstall', ['hooks', 'uninstall']);
    fits(at, 'doctor', ['doctor'], 1);
    fits(at, 'hooks status', ['hooks', 'status'], 1);
    fits(at, 'init', ['init']);
    fits(at, 'status', ['status']);
    fits(at, 'start', ['start', 'Add login']);
    fits(at, 'crq set', ['crq', 'set', '2', 'labels=a,b']);
    fits(at, 'crq comment', ['crq', 'comment', '2', 'Good.']);
    at.git(['config', 'core.editor', 'echo More. >>']);
    fits(at, 'crq edit', ['crq', 'edit', '2']);
    at.write('old/CRQ-0.md', 'text\0', at.root);
    at.write('old/CRQ-002.md', '# Two\n', at.root);
    fits(at, 'crq import', ['crq', 'import', '../old', '--dry-run'], 1);
    fits(at, 'status', ['status']);
    at.write('login.txt', 'login\n');
    at.git(['add', '.']);
    at.git(['commit', '--quiet', '-m', 'Add it\n\nCRQ: CRQ-2']);
    fits(at, 'merge-driver', ['merge-driver', 'login.txt', 'login.txt', 'login.txt', 'crqs/CRQ-2.md']);
    at.git(['-c', 'core.hooksPath=/dev/null', 'commit', '--quiet', '--allow-empty', '-m', 'No link']);
    fits(at, 'check', ['check'], 1);
    fits(at, 'trace', ['trace', '2']);
    fits(at, 'trace', ['trace'], 1);
    at.git(['reset', '--quiet', '--hard', 'HEAD^']);
    fits(at, 'check', ['check']);
    fits(at, 'crq approve', ['approve', '2', '--plan']);
    fits(at, 'crq move', ['crq', 'move', '2', 'open']);
    fits(at, 'crq defer', ['defer', '2', '-m', 'later']);
    fits(at, 'crq reopen', ['reopen', '2', '-m', 'now']);
    fits(at, 'branch check', ['branch', 'check']);
    fits(at, 'branch check', ['branch', 'check', 'Feature/login'], 1);
    fits(at, 'branch list', ['branch', 'list']);
    fits(at, 'crq new', ['crq', 'new', 'Another', '--priority', 'high']);
    fits(at, 'branch new', ['branch', 'new', '3', '--slug', 'two', '--no-switch']);
    fits(at, 'branch rename', ['branch', 'rename', 'feature/CRQ-3-two', 'feature/CRQ-3-three']);
    fits(at, 'branch delete', ['branch', 'delete', 'feature/CRQ-3-three', '--force']);
    fits(at, 'branch prune', ['branch', 'prune']);
    fits(at, 'crq reject', ['reject', '3', '-m', 'no', '--on', 'feature/CRQ-3-another']);
    fits(at, 'crq cancel', ['cancel', '2', '-m', 'no']);
    fits(at, 'coord lease', ['coord', 'lease', 'a', 'b']);
    fits(at, 'coord lease', ['coord', 'lease', 'c', '--json', '--', 'true']);
    fits(at, 'coord leases', ['coord', 'leases']);
    gitcrq(at, ['coord', 'lease', 'd'], { env: { GITCRQ_AGENT: 'bob' } });
    fits(at, 'coord conflicts', ['coord', 'conflicts', 'd'], 1);
    fits(at, 'coord release', ['coord', 'release', 'a']);
    fits(at, 'crq reopen', ['reopen', '2', '-m', 'yes']);
    fits(at, 'dry-run', ['close', '--dry-run']);
    fits(at, 'merge explain', ['merge', 'explain', '2'], 1);
    fits(at, 'close', ['close', '--no-land']);
    fits(at, 'merge drop', ['merge', 'drop', '2', '-m', 'not now']);
    fits(at, 'merge pause', ['merge', 'pause']);
    fits(at, 'merge status', ['merge', 'status']);
    fits(at, 'merge retry', ['merge', 'retry', '2']);
    fits(at, 'merge resume', ['merge', 'resume']);
    fits(at, 'merge', ['merge']);
    fits(at, 'merge', ['merge', '2']);
    fits(at, 'merge log', ['merge', 'log']);
    fits(at, 'crq list', ['crq', 'list', '--ready']);
    fits(at, 'crq show', ['crq', 'show', '2', '--history']);
    fits(at, 'crq history', ['crq', 'history', '2']);
    fits(at, 'trace', ['trace', 'main']);
    at.git(['config', 'user.email', 'grace@example.com']);
    fits(at, 'merge undo', ['merge', 'undo', '2']);
    at.git(['config', 'user.email', 'ada@example.com']);
    const { messages } = fits(at, 'comms list', ['comms', 'list']) as { messages: readonly { id: string }[] }; // as its schema says
    const [{ id } = { id: '' }] = messages;
    fits(at, 'comms ack', ['comms', 'ack', id]);
    fits(at, 'comms show', ['comms', 'show', id]);
    fits(at, 'link add', ['link', 'add', 'HEAD', '2']);
    fits(at, 'link list', ['link', 'list']);
    fits(at, 'link prune', ['link', 'prune']);
    fits(at, 'completion', ['completion', 'bash']);
    fits(at, 'guide', ['guide']);
    fits(at, 'guide', ['guide', 'agent']);
    fits(at, 'undo --list', ['undo', '--list']);
    fits(at, 'merge log', ['merge', 'log']);
    fits(at, 'crq show', ['crq', 'show', '2']);
    fits(at, 'branch list', ['branch', 'list']);
    fits(at, 'merge pause', ['merge', 'pause', '-m', 'a release']);
    fits(at, 'merge resume', ['merge', 'resume']);
    fits(at, 'start', ['start', 'Left out']);
    const left = at.git(['branch', '--show-current']);
    at.git(['push', '--quiet', 'origin', left]);
    fits(at, 'merge drop', ['merge', 'drop', left]);
    fits(at, 'merge retry', ['merge', 'retry', '4']);
    at.git(['commit', '--quiet', '--no-verify', '--allow-empty', '-m', 'Work\n\nCRQ: CRQ-4']);
    fits(at, 'close', ['close']);
    fits(at, 'merge undo', ['merge', 'undo', '4']);
  });

  test('alone, held and unreadable', () => {
    const at = fixture({ remote: false, policy: 'version: 1\nbranches:\n  protected: []\nmerge:\n  test: "false"\n' });
    fits(at, 'config get', ['config', 'get']);
    fits(at, 'config get', ['config', 'get', 'merge.test']);
    fits(at, 'config check', ['config', 'check']);
    fits(at, 'config set', ['config', 'set', 'branches.max_length', '90']);
    fits(at, 'undo', ['undo']);
    fits(at, 'trust add', ['trust', 'add', 'ada', '--kind', 'person', '--right', 'land']);
    fits(at, 'trust remove', ['trust', 'remove', 'ada']);
    fits(at, 'undo', ['undo']);
    fits(at, 'trust list', ['trust', 'list']);
    fits(at, 'undo', ['undo']);
    at.write('crqs/CRQ-7.md', 'nonsense\n');
    at.git(['add', '.']);
    at.git(['commit', '--quiet', '-m', 'Break it\n\nCRQ: CRQ-1']);
    fits(at, 'crq list', ['crq', 'list']);
    fits(at, 'crq graph', ['crq', 'graph']);
    fitsLines(at, 'check --format ndjson', ['check', '--all', '--format', 'ndjson']);
    fits(at, 'start', ['start', 'Add login', '--worktree', '../tree']);
    fits(at, 'close', ['close', '8'], 1);
    fits(at, 'merge explain', ['merge', 'explain', '8'], 1);
    fits(at, 'merge', ['merge', '8'], 1);
    const deleted = `${at.tip('main')} ${'0'.repeat(40)} refs/heads/main\n`;
    fits(at, 'check --as pre-receive', ['check', '--as', 'pre-receive'], 1, deleted);
    at.write('gitcrq.yaml', 'version: 2\n');
    fits(at, 'config check', ['config', 'check'], 1);
  });

  test('resumed', () => {
    const at = fixture({ remote: false });
    fits(at, 'crq new', ['crq', 'new', 'Add login']);
    const [name = ''] = readdirSync(join(at.clone, '.git/gitcrq/ops'));
    const path = `.git/gitcrq/ops/${name}`;
    // As if it had been killed before its last notes; no process has the number 1 << 22 (proc(5), pid_max).
    const rows = at
      .read(path)
      .split('\n')
      .filter((row) => !/"t":"(?:done|reported)"/.test(row));
    at.write(path, rows.join('\n').replace(/"pid":\d+/, `"pid":${1 << 22}`));
    fits(at, 'resume', ['resume']);
    fits(at, 'crq renumber', ['crq', 'renumber', '2']);
  });
});

test('runs', () => {
  const at = fixture();
  fits(at, 'run', ['run', '--json', '--pane', 'none', 'true']);
  fits(at, 'run', ['run', '--json', '--pane', 'none', '--detach', 'sh', '-c', 'sleep 9']);
  fits(at, 'run stop', ['run', 'stop']);
  fits(at, 'run', ['run', '--json', '--record', '--pane', 'none', 'true']);
  fits(at, 'run wait', ['run', 'wait', 'last']);
  fits(at, 'run logs', ['run', 'logs']);
  fits(at, 'run play', ['run', 'play']);
  fits(at, 'run show', ['run', 'show']);
  fits(at, 'run list', ['run', 'list']);
});

test('the panes of tmux', (context) => {
  needs(context, hasProgram('tmux'), 'tmux');
  const at = fixture({ remote: false });
  const socket = `gitcrq-test-${at.root.replace(/\W/g, '').slice(-12)}`;
  onTestFinished(() => void spawnSync('tmux', ['-L', socket, 'kill-server']));
  const pane = (name: string, words: readonly string[], exit = 0, command: readonly string[] = []): unknown =>
    fits(at, `pane ${name}`, ['pane', name, ...words, '--tmux-socket', socket, '--json', ...command], exit);
  pane('list', []);
  pane('new', ['--session', 'work'], 0, ['--', 'sh', '-c', 'cat']);
  pane('split', ['work:0', '--horizontal']);
  pane('select', ['%1']);
  pane('send', ['%0', 'text', '--key', 'Tab', '--enter']);
  pane('capture', ['%0']);
  pane('list', []);
  pane('snapshot', []);
  pane('snapshot', ['--save']);
  pane('search', ['nowhere at all'], 1);
  at.write('dev.yaml', 'session_name: dev\nwindows: [{}]\n');
  fits(at, 'dry-run', ['pane', 'layout', 'dev.yaml', '--dry-run', '--tmux-socket', socket]);
  pane('layout', ['dev.yaml']);
  pane('layout', ['now.yaml', '--freeze', 'dev']);
  pane('kill', ['--session', 'dev']);
});

/** `hook` answers git, `coord keep` nobody, `schema` answers schemas, `demo` has a test of its own. */
const OTHERWISE = ['hook', 'coord keep', 'schema', 'demo'];
const FORMATS = ['policy', 'crq', 'dry-run', 'demo'];

test('the answers about tools', () => {
  const at = fixture({ remote: false });
  fits(at, 'tool list', ['tool', 'list']);
  for (const name of ['gemini', 'claude', 'codex', 'opencode']) fits(at, 'tool show', ['tool', 'show', name]);
  fits({ ...at, env: { ...at.env, PATH: '/nowhere' } }, 'tool check', ['tool', 'check'], 1);
});

test('every command has a schema, and every schema a command', () => {
  const commands = table.filter(({ aliasOf }) => aliasOf === undefined).map(({ id }) => id);
  expect(commands.filter((id) => !OTHERWISE.includes(id) && !(id in SCHEMAS))).toEqual([]);
  expect(
    Object.keys(SCHEMAS).filter((name) => !FORMATS.includes(name) && !commands.includes(name.replace(/ --.*/, ''))),
  ).toEqual([]);
});

test('every one of them is a JSON Schema that can be printed', () => {
  const at = fixture({ remote: false });
  expect(envelope(gitcrq(at, ['schema', '--json']))).toMatchObject({ data: { names: Object.keys(SCHEMAS) } });
  for (const name of ['policy', 'crq show', 'undo --list']) {
    const printed: unknown = JSON.parse(
      gitcrq(at, ['schema', ...(name.includes('--') ? ['--', ...name.split(' ')] : name.split(' '))]).out,
    );
    expect(printed).toMatchObject({ $schema: expect.stringContaining('json-schema.org'), type: 'object' });
  }
});

/** `merge --watch`, too, ends only when it is stopped: watch.test.ts. */
const ELSEWHERE = ['policy', 'crq', 'demo', 'merge --watch'];

beforeAll(() => seen.clear());
afterAll(() => {
  const missed = Object.keys(SCHEMAS).filter((name) => !seen.has(name) && !ELSEWHERE.includes(name));
  if (missed.length > 0) throw new Error(`no answer was held against: ${missed.join(', ')}`);
});
