/** Gemini CLI, as version 0.61 was measured: its flags, its policy files, and exit codes that say little by themselves. */
import { EMPTY_TOOL, type Tool } from '../../domain/tool.ts';

/** A rule of its policy engine; it outranks the ones that come with a mode. */
const denied = (names: readonly string[]): string =>
  names.map((name) => `[[rule]]\ntoolName = "${name}"\ndecision = "deny"\npriority = 900\n`).join('\n');

/** Also as the rules of an administrator: a project's own settings may name such rules, and would outrank the user's. */
const inMode = (mode: string, file?: string) => ({
  words: ['--approval-mode', mode, ...(file === undefined ? [] : ['--policy', '{file}', '--admin-policy', '{file}'])],
  ...(file !== undefined && { file }),
});

/** Beside these there is another session, or none; its subcommands know no such flag. */
const SESSIONLESS = [
  ...['--session-id', '-r', '--resume', '--session-file', '--list-sessions', '--delete-session'],
  ...['mcp', 'extensions', 'extension', 'skills', 'skill', 'hooks', 'hook', 'gemma'],
];

export const gemini: Tool = {
  ...EMPTY_TOOL,
  command: 'gemini',
  args: [
    { words: ['--session-id', '{run}'], unless: SESSIONLESS },
    { words: ['--output-format', 'stream-json'], unless: ['-o', '--output-format'], prompted: true },
  ],
  // A folder that it was not told to trust ends it with 55; who runs it here has decided that.
  env: { GEMINI_CLI_HOME: '{storage}/gemini-home', GEMINI_CLI_TRUST_WORKSPACE: 'true' },
  stdin: [
    'You work in {project}.',
    'The change request is {crq}; its text is what `gitcrq crq show {crq}` prints.',
    'The branch of {crq} is {branch}: commit there and nowhere else.',
    '',
  ].join('\n'),
  prompt: ['-p', '--prompt'],
  credentials: ['GEMINI_API_KEY', 'GOOGLE_API_KEY'],
  permissions: {
    read: inMode('default', denied(['run_shell_command', 'write_file', 'replace'])),
    edit: inMode('auto_edit', denied(['run_shell_command'])),
    all: inMode('yolo'),
  },
  // Hooks, servers and commands in there are run, and variables are set, since the folder is trusted.
  heeds: ['.gemini/settings.json', '.gemini/.env', '.env'],
  resume: ['--resume', '{run}'],
  // With its service out of reach it tries on and on.
  timeout: '2h',
  exits: {
    '41': 'it is not logged in: gitcrq run --credential GEMINI_API_KEY hands a key over; beside GOOGLE_GEMINI_BASE_URL its settings have to select gemini-api-key',
    '55': 'it does not trust this folder: GEMINI_CLI_TRUST_WORKSPACE=true says that it may',
  },
};
