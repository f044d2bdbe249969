/** The bundle: every command of the table starts from it, by our path and by plain oclif's. Made by `npm run build`. */
import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Config } from '@oclif/core/config';
import { settings } from '@oclif/core/settings';
import { describe, expect, test } from 'vitest';
import { table } from '../../src/commands.gen.ts';
import { ROOT } from '../house/sources.ts';

const bin = join(ROOT, 'dist/bin.js');
const start = (argv: readonly string[]) => spawnSync(process.execPath, [bin, ...argv], { encoding: 'utf8' });

test('is built', () => expect(existsSync(bin), 'run npm run build').toBe(true));

/** The files of dist/ that `entry` loads by static imports, with their sizes. */
function loadedBy(entry: string, loaded = new Map<string, number>()): ReadonlyMap<string, number> {
  if (loaded.has(entry)) return loaded;
  const text = readFileSync(join(ROOT, 'dist', entry), 'utf8');
  loaded.set(entry, text.length);
  for (const [, next = ''] of text.matchAll(/(?<=^|[;\n])import(?:\{[^}]*\}from)?["'`]\.\/([^"'`]+)["'`]/gu))
    loadedBy(next, loaded);
  return loaded;
}

const sizeOf = (loaded: ReadonlyMap<string, number>): number =>
  [...loaded.values()].reduce((sum, size) => sum + size, 0);

test('what the entry loads before it turns the compile cache on is next to nothing', () => {
  const loaded = loadedBy('bin.js');
  expect([...loaded.keys()]).toContainEqual(expect.stringMatching(/^version-/u));
  expect(sizeOf(loaded)).toBeLessThan(4000);
});

test('completion loads only what it needs', () => {
  const [entry = ''] = /(?<=import\(["'`]\.\/)complete-[^"'`]+/u.exec(readFileSync(bin, 'utf8')) ?? [];
  const loaded = loadedBy(entry);
  expect([...loaded.keys()]).toContainEqual(expect.stringMatching(/^base-/u));
  // Most of it is the table of commands and their flags.
  expect(sizeOf(loaded)).toBeLessThan(15_000 + 450 * table.length);
});

test('what nearly every command loads holds no parser of YAML', () => {
  const core = readdirSync(join(ROOT, 'dist')).filter((name) => name.startsWith('core-'));
  const parses = core
    .flatMap((name) => [...loadedBy(name).keys()])
    .filter((name) => /\bparseDocument\b/u.test(readFileSync(join(ROOT, 'dist', name), 'utf8')));
  expect(core.length).toBe(1);
  expect(parses).toEqual([]);
});

describe('every command loads, and says how it is called:', () => {
  test.each(table.map(({ id }) => id))('%s', (id) => {
    const { status, stdout, stderr } = start([...id.split(' '), '--no-such-flag', '--json']);
    expect({ status, stderr }).toEqual({ status: 2, stderr: '' });
    const next = [`gitcrq ${id} --help`];
    expect(JSON.parse(stdout)).toMatchObject({ ok: false, exit: 2, error: { code: 'USAGE', next } });
  });
});

/** Called by stubs and by a run, and by nobody's hand. */
const HIDDEN = ['hook', 'coord keep'];

test('the root page names every command that people call, and no other', () => {
  const named = start(['--help'])
    .stdout.split('\n')
    .map((line) => /^ {2}(\S+(?: \S+)?) {2}/.exec(line)?.[1]);
  const called = table.filter(({ id, aliasOf }) => aliasOf === undefined && !HIDDEN.includes(id)).map(({ id }) => id);
  for (const id of called) expect(named).toContain(id);
  for (const id of HIDDEN) expect(named).not.toContain(id);
});

test('plain oclif finds the same commands through package.json', async () => {
  settings.enableAutoTranspile = false;
  const config = await Config.load({ root: ROOT, isRoot: true });
  const ids = config.commands.map(({ id }) => id.replaceAll(':', ' ')).sort();
  expect(ids).toEqual(table.map(({ id }) => id));
});
