/**
 * From an argument vector to what has to be done, without loading a command. Pure. Plain oclif would take a child's
 * flags for its own and answer an unknown command in prose; here the child's words are never looked at.
 */
import { nearest } from '../domain/distance.ts';
import { cut, type TailRule } from './cut.ts';
import { type Globals, NO_GLOBALS, takeGlobal } from './globals.ts';

/** One command of the generated table. Two ids may load one class. */
export interface Entry<C = unknown> {
  readonly id: string;
  /** Set on a second name of a command: the id that help lists. */
  readonly aliasOf?: string;
  readonly load: () => Promise<{ readonly default: C }>;
  readonly tail?: TailRule;
  /** Flags of this command that take a value, as typed: `--type`, `-m`. */
  readonly valueFlags?: readonly string[];
}

export interface CommandRoute {
  readonly kind: 'command';
  readonly id: string;
  readonly own: readonly string[];
  readonly tail: readonly string[];
  readonly globals: Globals;
}

export type Route =
  | CommandRoute
  | { readonly kind: 'help'; readonly id: string | null; readonly globals: Globals }
  | { readonly kind: 'version'; readonly globals: Globals }
  | {
      readonly kind: 'unknown';
      readonly words: readonly string[];
      /** What stands behind the words, untouched. */
      readonly rest: readonly string[];
      readonly suggestions: readonly string[];
      readonly globals: Globals;
    }
  | { readonly kind: 'malformed'; readonly message: string; readonly globals: Globals };

const isHelp = (token: string): boolean => token === '--help' || token === '-h';
const isFlag = (token: string): boolean => token.startsWith('-') && token !== '-';

interface Reading {
  /** Words of the id read so far, a command or a topic. */
  words: readonly string[];
  globals: Globals;
  /** Where reading stopped. */
  at: number;
  help: boolean;
  version: boolean;
  incomplete: string | null;
  /** The longest command met so far; flags behind its name are the command's, so the globals are those before it. */
  found: { readonly at: number; readonly globals: Globals; readonly entry: Entry } | null;
}

function extend(reading: Reading, word: string, table: readonly Entry[]): boolean {
  const id = [...reading.words, word].join(' ');
  const entry = table.find((item) => item.id === id);
  if (entry === undefined && !table.some((item) => item.id.startsWith(`${id} `))) return false;
  reading.words = [...reading.words, word];
  reading.at += 1;
  if (entry !== undefined) reading.found = { at: reading.at, globals: reading.globals, entry };
  return true;
}

function read(argv: readonly string[], table: readonly Entry[]): Reading {
  const reading: Reading = {
    words: [],
    globals: NO_GLOBALS,
    at: 0,
    help: false,
    version: false,
    incomplete: null,
    found: null,
  };
  while (reading.at < argv.length) {
    const token = argv[reading.at] ?? '';
    const taken = takeGlobal(argv, reading.at, reading.globals);
    if (taken.kind === 'incomplete') {
      reading.incomplete = taken.flag;
      break;
    }
    if (taken.kind === 'taken') {
      reading.globals = taken.globals;
      reading.at += taken.width;
    } else if (isHelp(token) || (token === 'help' && reading.words.length === 0)) {
      if (reading.found !== null) break;
      reading.help = true;
      reading.at += 1;
    } else if (token === '--version' && reading.words.length === 0) {
      reading.version = true;
      reading.at += 1;
    } else if (!extend(reading, token, table)) break;
  }
  return reading;
}

function suggest(words: readonly string[], following: readonly string[], table: readonly Entry[]): readonly string[] {
  const ids = table.map((entry) => entry.id);
  const typed = words.join(' ');
  const longer = [typed, [typed, ...following.slice(0, 1)].join(' ')];
  const near = longer.flatMap((text) => nearest(text, ids));
  const inside = words.length > 1 ? ids.filter((id) => id.startsWith(`${words[0]} `)) : [];
  return [...new Set(near.length > 0 ? near : inside)].slice(0, 5);
}

/** `--json` somewhere before `--`: an answer must be JSON even when the rest cannot be parsed. */
const asksJson = (argv: readonly string[]): boolean => {
  const end = argv.indexOf('--');
  return argv.slice(0, end === -1 ? argv.length : end).includes('--json');
};

function unfound(argv: readonly string[], reading: Reading, table: readonly Entry[]): Route {
  const globals = { ...reading.globals, json: reading.globals.json || asksJson(argv) };
  if (reading.incomplete !== null)
    return { kind: 'malformed', message: `${reading.incomplete} needs a directory`, globals };
  const next = argv[reading.at];
  if (next === undefined) {
    if (reading.version) return { kind: 'version', globals };
    return { kind: 'help', id: reading.words.length === 0 ? null : reading.words.join(' '), globals };
  }
  if (isFlag(next)) return { kind: 'malformed', message: `there is no flag ${next} before a command`, globals };
  const words = [...reading.words, next];
  const following = argv.slice(reading.at + 1).filter((token) => !isFlag(token));
  const rest = argv.slice(reading.at + 1);
  return { kind: 'unknown', words, rest, suggestions: suggest(words, following, table), globals };
}

/** Decides what `argv` (without node and script) asks for. */
export function route(argv: readonly string[], table: readonly Entry[]): Route {
  const reading = read(argv, table);
  if (reading.found === null) return unfound(argv, reading, table);
  const { at, globals, entry } = reading.found;
  if (reading.help)
    return { kind: 'help', id: entry.id, globals: { ...globals, json: globals.json || asksJson(argv.slice(at)) } };
  const { own, tail, help } = cut(argv.slice(at), entry.tail, entry.valueFlags);
  const all = { ...globals, json: globals.json || asksJson(own) };
  if (help) return { kind: 'help', id: entry.id, globals: all };
  return { kind: 'command', id: entry.id, own, tail, globals: all };
}
