/** From a profile and the user's words to what is run: command line, variables, standard input. */
import { fail, ok, type Result } from '../../domain/result.ts';
import type { Placeholder, ToolLevel } from '../../domain/tool.ts';
import { CREDENTIAL_REFUSED, PERMISSION_UNKNOWN } from '../errors.ts';
import type { Named } from './list.ts';

export type Values = Readonly<Partial<Record<Placeholder, string | null>>>;

export interface ToolCall {
  readonly argv: readonly string[];
  readonly env: Readonly<Record<string, string>>;
  readonly stdin: string | null;
  /** What the path in `{file}` is to hold. */
  readonly file: string | null;
  /** Of the words, those that are the profile's. */
  readonly flags: readonly string[];
}

/** Null if a placeholder in it has no value. */
function filled(template: string, values: Values): string | null {
  let isWhole = true;
  const text = template.replaceAll(/\{([a-z]+)\}/g, (all, name: string) => {
    if (!Object.hasOwn(values, name)) return all;
    const value = values[name as Placeholder]; // a key of it, just checked
    isWhole &&= value != null;
    return value ?? '';
  });
  return isWhole ? text : null;
}

const filledAll = (templates: readonly string[], values: Values): readonly string[] => {
  const texts = templates.map((template) => filled(template, values));
  return texts.every((text) => text !== null) ? texts : [];
};

/** What follows the flag in this very word: `--flag=value`, `-fvalue`, `-f=value`. Null: it is another word. */
function valueIn(word: string, flag: string): string | null {
  if (word === flag) return '';
  if (flag.startsWith('--')) return word.startsWith(`${flag}=`) ? word.slice(flag.length + 1) : null;
  return /^-[^-]$/.test(flag) && word.startsWith(flag) ? word.slice(2).replace(/^=/, '') : null;
}

const has = (words: readonly string[], flags: readonly string[]): boolean =>
  words.some((word) => flags.some((flag) => valueIn(word, flag) !== null));

/** The prompt among the user's words; null if there is none. */
function promptOf(words: readonly string[], flags: readonly string[]): string | null {
  if (flags.length === 0) return words.join(' ');
  const at = words.findIndex((word) => has([word], flags));
  const word = words[at];
  if (word === undefined) return null;
  if (flags.includes(word)) return words[at + 1] ?? '';
  return flags.map((flag) => valueIn(word, flag)).find((value) => value !== null) ?? '';
}

function levelOf({ name, tool }: Named, permission: string | null): Result<ToolLevel> {
  if (permission === null) return ok({});
  const levels = Object.keys(tool.permissions);
  const level = Object.hasOwn(tool.permissions, permission) ? tool.permissions[permission] : undefined;
  if (level !== undefined) return ok(level);
  const known = levels.length === 0 ? 'it knows none' : `it knows ${levels.join(', ')}`;
  return fail(PERMISSION_UNKNOWN, `${name} has no permission ${JSON.stringify(permission)}: ${known}`, [
    ...levels.map((one) => `gitcrq run --permission ${one} ${name}`),
    `gitcrq tool show ${name}`,
  ]);
}

/** What may be decided before anything is made. Fails: PERMISSION_UNKNOWN, CREDENTIAL_REFUSED. */
export function mayCall(named: Named, permission: string | null, credentials: readonly string[]): Result<void> {
  const level = levelOf(named, permission);
  if (!level.ok) return level;
  const { name, tool } = named;
  const other = credentials.find((one) => !tool.credentials.includes(one));
  if (other === undefined) return ok(undefined);
  const receives = tool.credentials.length === 0 ? 'none' : tool.credentials.join(', ');
  return fail(CREDENTIAL_REFUSED, `${name} may not receive ${other}, but ${receives}`, [`gitcrq tool show ${name}`]);
}

/** Left out, a level would give more than was meant. */
function isWhole({ name }: Named, { words = [], env = {} }: ToolLevel, values: Values): Result<void> {
  const lacking = [...words, ...Object.values(env)].find((template) => filled(template, values) === null);
  if (lacking === undefined) return ok(undefined);
  const said = `${name} cannot be told ${values.permission}: this run has no value for ${JSON.stringify(lacking)}`;
  return fail(PERMISSION_UNKNOWN, said, [`gitcrq run --crq CRQ-<n> ${name}`, `gitcrq tool show ${name}`]);
}

/** `words`: the user's, without the name of the tool. Fails: PERMISSION_UNKNOWN. */
export function callOf(named: Named, words: readonly string[], given: Values): Result<ToolCall> {
  const { tool } = named;
  const prompt = promptOf(words, tool.prompt);
  const values: Values = { ...given, prompt };
  const level = levelOf(named, values.permission ?? null);
  if (!level.ok) return level;
  const whole = isWhole(named, level.value, values);
  if (!whole.ok) return whole;
  const args = tool.args.filter(
    ({ unless = [], prompted = false }) => !has(words, unless) && !(prompted && prompt === null),
  );
  const flags = [...args.flatMap((one) => filledAll(one.words, values)), ...filledAll(level.value.words ?? [], values)];
  const variables = Object.entries({ ...tool.env, ...level.value.env }).flatMap(([name, template]) => {
    const text = filled(template, values);
    return text === null ? [] : [[name, text] as const];
  });
  const lines = (tool.stdin ?? '')
    .split('\n')
    .map((line) => filled(line, values))
    .filter((line) => line !== null);
  return ok({
    argv: [tool.command, ...flags, ...words],
    env: Object.fromEntries(variables),
    stdin: tool.stdin === null || prompt === null ? null : lines.join('\n'),
    file: level.value.file ?? null,
    flags,
  });
}
