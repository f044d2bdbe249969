/** opencode, as version 1.18.33 was tried. What it may do is told by a variable, which goes before the settings of a project. */
import { EMPTY_TOOL, type Tool } from '../../domain/tool.ts';

const may = (edit: string, bash: string) => ({ env: { OPENCODE_PERMISSION: JSON.stringify({ edit, bash }) } });

/** Plugins and servers of a project are started whatever is permitted, and an agent of its own has permissions of its own. */
const heeds = ['.opencode', 'opencode.json', 'opencode.jsonc'];

export const opencode: Tool = {
  ...EMPTY_TOOL,
  command: 'opencode',
  prompt: ['run'],
  credentials: ['ANTHROPIC_API_KEY', 'GEMINI_API_KEY', 'OPENAI_API_KEY', 'OPENROUTER_API_KEY'],
  permissions: {
    read: { ...may('deny', 'deny'), heeds },
    edit: { ...may('allow', 'deny'), heeds },
    all: may('allow', 'allow'),
  },
  resume: ['run', '--continue'],
};
