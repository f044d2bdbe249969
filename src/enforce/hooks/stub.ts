/** The shell stub with its places filled in, and how one of ours is told from anybody else's hook. */
import type { AnyHook } from './names.ts';

export interface Installation {
  /** Absolute paths: a hook runs with git's PATH, in any directory. */
  readonly node: string;
  readonly bin: string;
  /** Text of hooks/stub.sh. */
  readonly stub: string;
}

const single = (word: string): string => `'${word.replaceAll("'", `'\\''`)}'`;

export const stubFor = (hook: AnyHook, { node, bin, stub }: Installation): string =>
  stub.replaceAll(/@(HOOK|NODE|BIN)@/g, (_all, place: string) =>
    place === 'HOOK' ? hook : single(place === 'NODE' ? node : bin),
  );

const MARK = '# gitcrq-stub ';

export const isOurs = (text: string): boolean => text.split('\n', 3).some((line) => line.startsWith(MARK));
