/** The entry: what an old Node is told, and where compiled code is kept. */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import manifest from '../../package.json' with { type: 'json' };
import { NODE_TOO_OLD } from '../../src/surface/errors.ts';
import { ROOT } from '../house/sources.ts';

const bin = (argv: readonly string[], node: readonly string[] = [], env: Record<string, string> = {}) => {
  const { status, stdout, stderr } = spawnSync(process.execPath, [...node, join(ROOT, 'src/bin.ts'), ...argv], {
    encoding: 'utf8',
    env,
  });
  return { status, stdout, stderr };
};

const old = (version: string): readonly string[] => [
  '--import',
  `data:text/javascript,Object.defineProperty(process, 'versions', { value: { ...process.versions, node: '${version}' } });`,
];

test.each(['18.20.4', '20.20.2', '22.11.0'])('Node %s is told what is needed', (version) => {
  const message = `this is Node ${version}, and gitcrq needs 22.12 or newer`;
  const stderr = `error NODE_TOO_OLD: ${message}\nwhy: ${NODE_TOO_OLD.why}\nnext: npm install --global node@24\n`;
  expect(bin(['--version'], old(version))).toEqual({ status: 3, stdout: '', stderr });
  const answer: unknown = JSON.parse(bin(['status', '--json'], old(version)).stdout);
  const error = { code: NODE_TOO_OLD.code, message, why: NODE_TOO_OLD.why, next: ['npm install --global node@24'] };
  expect(answer).toEqual({ schemaVersion: 1, ok: false, exit: NODE_TOO_OLD.exit, error });
});

test('22.12 is enough', () =>
  expect(bin(['--version'], old('22.12.0'))).toMatchObject({ status: 0, stdout: `${manifest.version}\n` }));

test('compiled code is kept where only the user can read it', () => {
  const cache = mkdtempSync(join(tmpdir(), 'gitcrq-cache-'));
  try {
    expect(bin(['no-such-command'], [], { XDG_CACHE_HOME: cache }).status).toBe(2);
    for (const path of ['gitcrq', 'gitcrq/v8']) expect(statSync(join(cache, path)).mode & 0o777).toBe(0o700);
    expect(readdirSync(join(cache, 'gitcrq/v8'))).not.toEqual([]);
  } finally {
    rmSync(cache, { recursive: true });
  }
});

test.each([{}, { HOME: '' }, { XDG_CACHE_HOME: 'relative' }, { HOME: '/dev/null' }])(
  'with %j there is no cache and no complaint',
  (env) => {
    expect(bin(['--version', '--json'], [], env)).toMatchObject({ status: 0, stderr: '' });
  },
);
