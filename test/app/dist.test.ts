/** The bundle: every command of the table starts from it, by our path and by plain oclif's. Made by `npm run build`. */
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { Config } from '@oclif/core/config';
import { settings } from '@oclif/core/settings';
import { describe, expect, test } from 'vitest';
import { table } from '../../src/commands.gen.ts';
import { ROOT } from '../house/sources.ts';

const bin = join(ROOT, 'dist/bin.js');
const start = (argv: readonly string[]) => spawnSync(process.execPath, [bin, ...argv], { encoding: 'utf8' });

test('is built', () => expect(existsSync(bin), 'run npm run build').toBe(true));

describe('every command loads, and says how it is called:', () => {
  test.each(table.map(({ id }) => id))('%s', (id) => {
    const { status, stdout, stderr } = start([...id.split(' '), '--no-such-flag', '--json']);
    expect({ status, stderr }).toEqual({ status: 2, stderr: '' });
    const next = [`gitcrq ${id} --help`];
    expect(JSON.parse(stdout)).toMatchObject({ ok: false, exit: 2, error: { code: 'USAGE', next } });
  });
});

test('the root page names every command', () => {
  const { stdout } = start(['--help']);
  for (const { id, aliasOf } of table) if (aliasOf === undefined) expect(stdout).toContain(` ${id} `);
});

test('plain oclif finds the same commands through package.json', async () => {
  settings.enableAutoTranspile = false;
  const config = await Config.load({ root: ROOT, isRoot: true });
  const ids = config.commands.map(({ id }) => id.replaceAll(':', ' ')).sort();
  expect(ids).toEqual(table.map(({ id }) => id));
});
