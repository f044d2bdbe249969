/**
 * The flags that every command has, as the router hoists them from before the command. Behind the command the same
 * names are declared to oclif (surface/flags.ts); both lists are compared by a test.
 */

export interface Globals {
  readonly json: boolean;
  readonly noColor: boolean;
  /** Every `--cwd` in order: each is taken from the one before, as with `git -C`. */
  readonly cwd: readonly string[];
  readonly verbose: boolean;
  readonly quiet: boolean;
}

export const NO_GLOBALS: Globals = { json: false, noColor: false, cwd: [], verbose: false, quiet: false };

/** The global flags that take a value. */
export const GLOBAL_VALUE_FLAGS: readonly string[] = ['--cwd', '-C'];

const SWITCHES: Readonly<Record<string, Partial<Globals>>> = {
  '--json': { json: true },
  '--no-color': { noColor: true },
  '--verbose': { verbose: true },
  '-v': { verbose: true },
  '--quiet': { quiet: true },
  '-q': { quiet: true },
};

export type Taken =
  | { readonly kind: 'taken'; readonly globals: Globals; readonly width: 1 | 2 }
  | { readonly kind: 'incomplete'; readonly flag: string }
  | { readonly kind: 'other' };

const withCwd = (globals: Globals, dir: string | undefined, flag: string, width: 1 | 2): Taken =>
  dir === undefined || dir === ''
    ? { kind: 'incomplete', flag }
    : { kind: 'taken', globals: { ...globals, cwd: [...globals.cwd, dir] }, width };

/** Takes the global flag at `index`, if there is one; `width` is how many tokens it is. */
export function takeGlobal(argv: readonly string[], index: number, globals: Globals): Taken {
  const token = argv[index] ?? '';
  const on = Object.hasOwn(SWITCHES, token) ? SWITCHES[token] : undefined;
  if (on !== undefined) return { kind: 'taken', globals: { ...globals, ...on }, width: 1 };
  if (token === '--cwd' || token === '-C') return withCwd(globals, argv[index + 1], token, 2);
  if (token.startsWith('--cwd=')) return withCwd(globals, token.slice(6), '--cwd', 1);
  if (token.startsWith('-C')) return withCwd(globals, token.slice(token[2] === '=' ? 3 : 2), '-C', 1);
  return { kind: 'other' };
}
