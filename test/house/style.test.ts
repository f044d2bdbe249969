/** House rules that no linter knows. Each rule reads the sources and names every line that breaks it. */
import { describe, expect, test } from 'vitest';
import { codeOf, type Source, sources } from './sources.ts';

const written = sources('src', 'commands').filter(({ path }) => !path.endsWith('.gen.ts'));
const own = [...written, ...sources('scripts')];

/** Every match of `pattern` in the code of the files that `among` picks, as path: match. */
const found = (pattern: RegExp, among: (path: string) => boolean): readonly string[] =>
  written
    .filter(({ path }) => among(path))
    .flatMap(({ path, text }) => [...codeOf(text).matchAll(pattern)].map(([match]) => `${path}: ${match}`));

const inRooms =
  (...rooms: readonly string[]) =>
  (path: string): boolean =>
    rooms.some((room) => path.startsWith(`src/${room}/`));

const isEntry = (path: string): boolean => /^src\/[^/]+\.ts$/u.test(path);

describe('a file', () => {
  test('is short', () => {
    const long = ({ path, lines }: Source): boolean => lines > (path.startsWith('commands/') ? 80 : 300);
    expect(own.filter(long).map(({ path, lines }) => `${path}: ${lines}`)).toEqual([]);
  });

  test('and the usual one very short', () => {
    const lengths = written.map(({ lines }) => lines).sort((a, b) => a - b);
    expect(lengths[Math.floor(lengths.length / 2)]).toBeLessThanOrEqual(60);
  });

  test('says first why it exists', () => {
    const silent = own.filter(({ text }) => !/^(?:#![^\n]*\n)?\/\*\*/u.test(text));
    expect(silent.map(({ path }) => path)).toEqual([]);
  });

  test('has a name that says what it does', () => {
    expect(own.filter(({ path }) => /util|helper|manager|common|misc/iu.test(path)).map(({ path }) => path)).toEqual(
      [],
    );
  });

  test('belongs to one machine no more than to another', () => {
    const paths = /(?<![\w.])\/(?:home|Users|root)\/\w+/gu;
    expect(own.flatMap(({ path, text }) => [...text.matchAll(paths)].map(([match]) => `${path}: ${match}`))).toEqual(
      [],
    );
  });
});

describe('types', () => {
  test('are not switched off', () => {
    expect(found(/(?::|<|\bas|,)\s*any\b|\bany\[\]/gu, () => true)).toEqual([]);
    expect(own.filter(({ text }) => /@ts-(?:ignore|nocheck|expect-error)/u.test(text)).map(({ path }) => path)).toEqual(
      [],
    );
  });
});

describe('effects', () => {
  test('only the surface, commands and the entry print', () => {
    const printing = (path: string): boolean =>
      !(inRooms('surface')(path) || path.startsWith('commands/') || isEntry(path));
    expect(found(/\bconsole\.\w+|\bprocess\.stdout\b/gu, printing)).toEqual([]);
  });

  test('only the surface and the entry set the exit code, and only Ctrl-C forces it', () => {
    expect(found(/\bprocess\.exitCode\b/gu, (path) => !(inRooms('surface')(path) || isEntry(path)))).toEqual([]);
    expect(found(/\bprocess\.(?:exit|abort)\b(?!Code)/gu, (path) => path !== 'src/surface/interrupt.ts')).toEqual([]);
  });

  test('only app and the entry read the environment and the directory', () => {
    expect(found(/\bprocess\.(?:env|cwd|chdir)\b/gu, (path) => !(inRooms('app')(path) || isEntry(path)))).toEqual([]);
  });

  test('only the clock tells the time, and only its port makes chance', () => {
    const clocks = /\bDate\.now\b|\bnew Date\(\s*\)|\bperformance\.now\b|\bMath\.random\b/gu;
    expect(found(clocks, (path) => !inRooms('sys')(path))).toEqual([]);
  });

  test('built-in modules are not fetched past the rules of the rooms', () => {
    expect(
      found(/\bgetBuiltinModule\b|\bcreateRequire\b/gu, (path) => !(inRooms('surface', 'sys')(path) || isEntry(path))),
    ).toEqual([]);
  });
});

test('nothing is left to do', () => {
  const marks = /\b(?:TODO|FIXME|XXX|HACK)\b/gu;
  expect(own.flatMap(({ path, text }) => [...text.matchAll(marks)].map(([match]) => `${path}: ${match}`))).toEqual([]);
});
