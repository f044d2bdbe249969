/** What the built-in profiles put before the words of the user, level by level. */
import { expect, test } from 'vitest';
import { DEFAULT_POLICY } from '../../../src/domain/policy.ts';
import { unwrap } from '../../../src/domain/result.ts';
import { EMPTY_TOOL } from '../../../src/domain/tool.ts';
import { callOf } from '../../../src/exec/tools/call.ts';
import { toolNamed } from '../../../src/exec/tools/list.ts';

const VALUES = { project: '/p', crq: 'CRQ-7', branch: 'fix/CRQ-7-x', run: 'r-1', storage: '/s', file: '/s/r-1/rules' };

function call(name: string, permission: string | null, words: readonly string[], values: object = VALUES) {
  const named = toolNamed(DEFAULT_POLICY, name);
  if (named === null) throw new Error(`no profile ${name}`);
  return unwrap(callOf(named, words, { ...values, permission }));
}

const ABOUT = 'You work on CRQ-7, on the branch fix/CRQ-7-x: commit there and nowhere else.';
const CLAUDE = ['--session-id', 'r-1', '--append-system-prompt', ABOUT];
const OWN = ['--setting-sources', 'user', '--strict-mcp-config', '--add-dir', '/p'];

test.for([
  ['claude', null, ['-p', 'x'], [...CLAUDE, '--output-format', 'stream-json', '--verbose']],
  ['claude', null, ['mend'], CLAUDE],
  ['claude', null, ['--resume', 'r-0', 'mend'], CLAUDE.slice(2)],
  [
    ...['claude', 'read', ['mend']],
    [...CLAUDE, ...OWN, '--disallowedTools=Bash,Edit,Write,NotebookEdit', '--permission-mode', 'plan'],
  ],
  ['claude', 'edit', ['mend'], [...CLAUDE, ...OWN, '--disallowedTools=Bash', '--permission-mode', 'acceptEdits']],
  ['claude', 'all', ['mend'], [...CLAUDE, '--permission-mode', 'bypassPermissions']],
  ['codex', 'edit', ['exec', 'mend'], ['--sandbox', 'workspace-write']],
  ['opencode', 'read', ['run', 'mend'], []],
] as [string, string | null, string[], string[]][])('%s at %s: %j', ([name, permission, words, flags]) => {
  expect(call(name, permission, words).argv).toEqual([name, ...flags, ...words]);
});

test('who takes no flag for it is told by a variable or on standard input', () => {
  expect(call('codex', null, ['exec', 'mend']).stdin).toBe(`${ABOUT}\n`);
  expect(call('codex', null, ['login']).stdin).toBeNull();
  expect(call('opencode', 'edit', ['run', 'mend']).env).toEqual({
    OPENCODE_PERMISSION: '{"edit":"allow","bash":"deny"}',
  });
});

test('without a request nothing is said of one', () => {
  const outside = { ...VALUES, crq: null };
  expect(call('claude', null, ['mend'], outside).argv).toEqual(['claude', '--session-id', 'r-1', 'mend']);
  expect(call('gemini', null, ['-p', 'mend'], outside).stdin).toBe('You work in /p.\n');
});

test.for([
  ['-r5', 'x'],
  ['--resume=latest', 'x'],
  ['mcp', 'list'],
])('gemini has no session of this run beside %j', (words) => {
  expect(call('gemini', null, words).argv).not.toContain('--session-id');
});

test.for([['-p', 'it is'], ['-pit is'], ['-p=it is'], ['--prompt=it is']])(
  'a prompt is found as people write it: %j',
  (words) => {
    const named = {
      name: 'x',
      own: true,
      tool: { ...EMPTY_TOOL, command: 'x', prompt: ['-p', '--prompt'], env: { ASKED: '{prompt}' } },
    };
    expect(unwrap(callOf(named, words, VALUES)).env).toEqual({ ASKED: 'it is' });
  },
);

test.for([{ words: ['--only', '{branch}'] }, { env: { MAY_WRITE: '{branch}' } }])(
  'a level that needs what the run has not is refused, not left out: %j',
  (level) => {
    const tool = { ...EMPTY_TOOL, command: 'x', permissions: { read: level } };
    const call = callOf({ name: 'x', own: true, tool }, ['go'], { ...VALUES, branch: null, permission: 'read' });
    expect(call).toMatchObject({
      ok: false,
      error: { code: 'PERMISSION_UNKNOWN', message: expect.stringContaining('{branch}') },
    });
  },
);
