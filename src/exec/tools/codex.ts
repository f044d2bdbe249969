/** Codex CLI. Its sessions get their ids from itself. */
import { EMPTY_TOOL, type Tool } from '../../domain/tool.ts';

export const codex: Tool = {
  ...EMPTY_TOOL,
  command: 'codex',
  prompt: ['exec'],
  credentials: ['CODEX_API_KEY', 'OPENAI_API_KEY'],
  permissions: {
    read: { words: ['--sandbox', 'read-only'] },
    edit: { words: ['--sandbox', 'workspace-write'] },
    all: { words: ['--sandbox', 'danger-full-access'] },
  },
  resume: ['resume', '--last'],
};
