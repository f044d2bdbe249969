/** The shell stub of one hook, put together from the sources in hooks/, and how one of ours is told from anybody else's. */
import { type AnyHook, SERVER_HOOKS } from './names.ts';

/** Text of each file in hooks/ by its name without `.sh`. */
export type StubSources = Readonly<Record<string, string>>;

export interface Installation {
  /** Absolute paths: a hook runs with git's PATH, in any directory. */
  readonly node: string;
  readonly bin: string;
  readonly sources: StubSources;
}

export const single = (word: string): string => `'${word.replaceAll("'", `'\\''`)}'`;

/** The part that decides without Node, for the hooks that have one. */
function acceptPath(hook: AnyHook, sources: StubSources): string {
  const own = sources[hook];
  if (own === undefined) return '';
  return `${sources['accept'] ?? ''}\n${own}\nif gitcrq_accept "$@"; then exit 0; fi`;
}

/** The text of the stub. `strict`: refuse where gitcrq is not to be found, instead of a warning. */
export function stubFor(hook: AnyHook, { node, bin, sources }: Installation, strict = false): string {
  const places: Readonly<Record<string, string>> = {
    HOOK: hook,
    NODE: single(node),
    BIN: single(bin),
    LEVEL: strict ? 'error' : 'warning',
    STRICT: strict ? '1' : '0',
    ACCEPT: acceptPath(hook, sources),
  };
  const frame = (SERVER_HOOKS as readonly string[]).includes(hook) ? hook : 'stub';
  return (sources[frame] ?? '').replaceAll(
    /@(HOOK|NODE|BIN|LEVEL|STRICT|ACCEPT)@/g,
    (_all, place: string) => places[place] ?? '',
  );
}

const MARK = '# gitcrq-stub ';

export const isOurs = (text: string): boolean => text.split('\n', 3).some((line) => line.startsWith(MARK));
