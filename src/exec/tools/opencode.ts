/** opencode, as version 1.18.33 was tried. What it may do is told by a variable, which goes before the settings of a project. */
import { EMPTY_TOOL, type Tool } from '../../domain/tool.ts';

const may = (edit: string, bash: string) => ({ env: { OPENCODE_PERMISSION: JSON.stringify({ edit, bash }) } });

export const opencode: Tool = {
  ...EMPTY_TOOL,
  command: 'opencode',
  prompt: ['run'],
  credentials: ['ANTHROPIC_API_KEY', 'GEMINI_API_KEY', 'OPENAI_API_KEY', 'OPENROUTER_API_KEY'],
  permissions: {
    read: may('deny', 'deny'),
    edit: may('allow', 'deny'),
    all: may('allow', 'allow'),
  },
  // Plugins and servers in there are started, and an agent of its own has permissions of its own.
  heeds: ['.opencode', 'opencode.json', 'opencode.jsonc'],
  resume: ['run', '--continue'],
};
