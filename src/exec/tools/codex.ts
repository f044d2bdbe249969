/**
 * Codex CLI, as version 0.169.0 was tried. Its sessions get their ids from itself. Settings of a project that it was not told to
 * trust do nothing.
 */
import { EMPTY_TOOL, type Tool } from '../../domain/tool.ts';

export const codex: Tool = {
  ...EMPTY_TOOL,
  command: 'codex',
  // What it reads there follows the prompt, as a part of its own.
  stdin: 'You work on {crq}, on the branch {branch}: commit there and nowhere else.\n',
  prompt: ['exec', 'e'],
  credentials: ['CODEX_API_KEY', 'OPENAI_API_KEY'],
  permissions: {
    read: { words: ['--sandbox', 'read-only'] },
    edit: { words: ['--sandbox', 'workspace-write'] },
    all: { words: ['--sandbox', 'danger-full-access'] },
  },
  resume: ['exec', 'resume', '--last'],
};
