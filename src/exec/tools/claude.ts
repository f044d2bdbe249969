/**
 * Claude Code, as version 2.1.197 was tried. Settings and servers of a project run commands of their own, and its rules allow
 * what a level does not mean: at a level that denies something they are left out. CLAUDE.md is still read.
 */
import { EMPTY_TOOL, type Tool } from '../../domain/tool.ts';

const without = (denied: readonly string[], mode: string) => ({
  words: [
    ...['--setting-sources', 'user', '--strict-mcp-config', '--add-dir', '{project}'],
    // In one word: the flag takes all words that follow it.
    ...[`--disallowedTools=${denied.join(',')}`, '--permission-mode', mode],
  ],
  env: { CLAUDE_CODE_ADDITIONAL_DIRECTORIES_CLAUDE_MD: '1' },
});

export const claude: Tool = {
  ...EMPTY_TOOL,
  command: 'claude',
  args: [
    { words: ['--session-id', '{run}'], unless: ['--session-id', '-r', '--resume', '-c', '--continue', '--from-pr'] },
    {
      words: ['--append-system-prompt', 'You work on {crq}, on the branch {branch}: commit there and nowhere else.'],
      unless: ['--append-system-prompt', '--append-system-prompt-file'],
    },
    { words: ['--output-format', 'stream-json', '--verbose'], unless: ['--output-format'], prompted: true },
  ],
  prompt: ['-p', '--print'],
  credentials: ['ANTHROPIC_API_KEY', 'CLAUDE_CODE_OAUTH_TOKEN'],
  permissions: {
    read: without(['Bash', 'Edit', 'Write', 'NotebookEdit'], 'plan'),
    edit: without(['Bash'], 'acceptEdits'),
    // It refuses this to root.
    all: { words: ['--permission-mode', 'bypassPermissions'] },
  },
  resume: ['--resume', '{run}'],
};
