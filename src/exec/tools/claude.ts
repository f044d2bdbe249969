/** Claude Code. */
import { EMPTY_TOOL, type Tool } from '../../domain/tool.ts';

export const claude: Tool = {
  ...EMPTY_TOOL,
  command: 'claude',
  args: [
    { words: ['--session-id', '{run}'], unless: ['--session-id', '-r', '--resume', '-c', '--continue'] },
    {
      words: ['--append-system-prompt', 'You work on {crq}, on the branch {branch}: commit there and nowhere else.'],
      unless: ['--append-system-prompt'],
    },
    { words: ['--output-format', 'stream-json', '--verbose'], unless: ['--output-format'], prompted: true },
  ],
  prompt: ['-p', '--print'],
  credentials: ['ANTHROPIC_API_KEY', 'CLAUDE_CODE_OAUTH_TOKEN'],
  permissions: {
    read: { words: ['--permission-mode', 'plan'] },
    edit: { words: ['--permission-mode', 'acceptEdits'] },
    all: { words: ['--permission-mode', 'bypassPermissions'] },
  },
  resume: ['--resume', '{run}'],
};
