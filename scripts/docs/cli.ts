/** docs/cli.md: every command, from its class: examples first, then arguments, flags and exit codes. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import type { Command } from '@oclif/core/command';
import type { GitcrqCommand } from '../../src/surface/command.ts';
import { helpGroups } from '../../src/surface/help-groups.ts';
import { EXITS } from './errors.ts';
import { block, code, GENERATED, page, prose, table } from './markdown.ts';

const root = fileURLToPath(new URL('../../commands', import.meta.url));

/** When a command answers 1. A command that can, and is not here, makes the page fail. */
const ANSWERS_ONE: Readonly<Record<string, string>> = {
  'branch check': 'the name breaks a rule',
  check: 'there is a finding of level error',
  close: 'the request is closed, but its branch was held or evicted',
  'config check': 'the policy file has a mistake',
  'coord lease': 'COMMAND ended with 1, as with any other code of its own',
  'coord conflicts': 'somebody else holds a lease on one of them',
  'crq import': 'a file could not be read as a document; the others are imported',
  doctor: 'a problem is left',
  'hooks status': 'a hook is missing, outdated, disabled or of another tool',
  merge: 'something asked for by id, or with --all anything that asks to land, was held or evicted',
  'merge-driver': 'the record conflicts',
  run: 'COMMAND ended with 1, as with any other code of its own',
  'run wait': 'its command ended with 1, as with any other code of its own, or it still runs when --timeout is over',
  'merge explain': 'the next landing pass would not take it',
  'pane search': 'the text was found nowhere',
  'tool check': 'a program or a credential is missing',
  trace: 'there are gaps',
};

export interface Documented {
  readonly id: string;
  readonly command: typeof GitcrqCommand;
  readonly source: string;
}

async function load(file: string): Promise<Documented> {
  // A module of commands/ exports its command; scripts/commands.ts checks that it does.
  const { default: command } = (await import(pathToFileURL(join(root, file)).href)) as {
    default: typeof GitcrqCommand;
  };
  return {
    id: file.replace(/\.ts$/, '').replaceAll('/', ' '),
    command,
    source: readFileSync(join(root, file), 'utf8'),
  };
}

type Flag = Command.Flag.Any;

const flagName = (name: string, flag: Flag): string => {
  const long = flag.type === 'boolean' && flag.allowNo ? `--[no-]${name}` : `--${name}`;
  const value = flag.type === 'option' ? ` ${flag.helpValue ?? name.toUpperCase()}` : '';
  return code(`${flag.char === undefined ? '' : `-${flag.char}, `}${long}${value}`);
};

function flagText(flag: Flag): string {
  const more: string[] = [];
  if (flag.type === 'option' && flag.options !== undefined) more.push(`one of ${flag.options.map(code).join(', ')}`);
  if (flag.type === 'option' && typeof flag.default === 'string') more.push(`default ${code(flag.default)}`);
  if (flag.type === 'boolean' && flag.default === true) more.push('on by default');
  if (flag.type === 'option' && flag.multiple) more.push('may be given several times');
  return `${flag.description ?? ''}${more.length === 0 ? '' : ` (${more.join('; ')})`}`;
}

const flags = (all: Record<string, Flag>): string => {
  const rows = Object.entries(all).map(([name, flag]) => [flagName(name, flag), flagText(flag)]);
  return rows.length === 0 ? '' : table(['flag', ''], rows);
};

function args(command: typeof GitcrqCommand): string {
  const rows = Object.entries(command.args ?? {}).map(([name, arg]) => {
    const several = 'multiple' in arg && arg.multiple === true ? '…' : '';
    const word = `${name.toUpperCase()}${several}`;
    const allowed = arg.options === undefined ? '' : ` (one of ${arg.options.map(code).join(', ')})`;
    return [code(arg.required ? word : `[${word}]`), `${arg.description ?? ''}${allowed}`];
  });
  return rows.length === 0 ? '' : table(['argument', ''], rows);
}

const plain = (text: string): string => text.replaceAll('<%= config.bin %>', 'gitcrq');

const example = (text: unknown): string => {
  if (typeof text !== 'string') throw new Error('an example is one line of text');
  return plain(text);
};

function exits({ id, source }: Documented): string {
  const one = ANSWERS_ONE[id];
  if ((one !== undefined) !== /\bexit\b|passAnswer/.test(source))
    throw new Error(`scripts/docs/cli.ts: when does ${id} answer 1?`);
  return one === undefined
    ? 'Exit codes: 0, or that of the [error](errors.md).'
    : `Exit codes: 0; 1 if ${one}; or that of the [error](errors.md).`;
}

function section(documented: Documented): string {
  const { id, command } = documented;
  const aliases =
    (command.aliases ?? []).length === 0
      ? ''
      : `Also: ${command.aliases.map((name) => code(`gitcrq ${name}`)).join(', ')}.`;
  return page([
    `### gitcrq ${id}`,
    prose(command.summary ?? ''),
    block((command.examples ?? []).map(example).join('\n'), 'sh'),
    prose(command.description ?? ''),
    aliases,
    args(command),
    flags(command.flags ?? {}),
    exits(documented),
  ]).trimEnd();
}

const INTRO = `Examples come first, as in \`gitcrq COMMAND --help\`. An id may be written \`CRQ-42\`, \`crq-42\` or \`42\`.

Standard output carries the answer, standard error the talk: progress, notes, warnings, errors. With \`--json\` the answer,
or the error, is exactly one JSON document on standard output; \`gitcrq schema COMMAND\` prints the JSON Schema of its
\`data\`. With \`--dry-run\` a command prints the steps it would take and takes none.`;

/** Every command but the hidden ones. */
export async function documented(): Promise<readonly Documented[]> {
  const files = readdirSync(root, { recursive: true, encoding: 'utf8' }).filter((file) => file.endsWith('.ts'));
  return (await Promise.all(files.sort().map(load))).filter(({ command }) => !command.hidden);
}

/** The page of all commands. */
export async function cliPage(): Promise<string> {
  const all = await documented();
  const groups = helpGroups(all).flatMap(({ title, commands }) => [`## ${title}`, ...commands.map(section)]);
  const base = all[0]?.command.baseFlags ?? {};
  const codes = table(
    ['exit', 'meaning'],
    Object.entries(EXITS).map(([exit, meaning]) => [exit, meaning]),
  );
  return page(['# Command line', GENERATED, INTRO, '## Everywhere', flags(base), codes, ENVIRONMENT, ...groups]);
}

const ENVIRONMENT = `Environment: \`GITCRQ=0\` skips the hooks of gitcrq for one command. \`NO_COLOR\`, \`FORCE_COLOR\` and \`CI\` are honoured.
\`XDG_CACHE_HOME\` is where compiled code is cached; \`TMPDIR\` is where dry runs and the demonstration work.
\`GITCRQ_AGENT\` is the name of the agent that works here, else \`<user>-<host>-<worktree>\`. \`GITCRQ_HOME\` is where private keys
are kept, else \`gitcrq\` in \`XDG_DATA_HOME\` or \`~/.local/share\`. A lease is held in the pane of tmux
(\`TMUX\`, \`TMUX_PANE\`), else in the checkout; \`GITCRQ_SESSION\` tells the command of a lease whose leases are its own as well.`;
