/** Programs that tell a version or a credential, and those that hang, flood, or say nothing: each ends, and is named. */
import { spawn } from 'node:child_process';
import { chmodSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { wire } from '../../../src/app/wire.ts';
import type { CredentialSource } from '../../../src/domain/tool.ts';
import { ask, MOST_BYTES } from '../../../src/exec/tools/ask.ts';
import { credential } from '../../../src/exec/tools/credential.ts';
import { BIN, envelope, gitcrq } from '../../cli/run.ts';
import { type Fixture, fixture } from '../../fixture.ts';

const runs = (pid: number): boolean =>
  existsSync(`/proc/${pid}`) && !/^State:\s+Z/m.test(readFileSync(`/proc/${pid}/status`, 'utf8'));

/** Waits for ever, and a child of it too, whose process id it writes down. */
const HANGS = 'trap "" TERM INT HUP; sleep 1000 & echo $! >"$HOME/pid"; wait';

function ground(policy: string): Fixture {
  const at = fixture({ remote: false });
  gitcrq(at, ['init', '--here']);
  const file = join(at.clone, 'gitcrq.yaml');
  writeFileSync(file, readFileSync(file, 'utf8') + policy);
  at.git(['commit', '--quiet', '--no-verify', '-am', 'Tools\n\nCRQ: CRQ-1']);
  return { ...at, env: { ...at.env, HOME: at.root } };
}

test('a program that hangs is ended with all that it started, and so is one that floods or leaves somebody behind', async () => {
  const { root } = fixture({ remote: false });
  const shell = (line: string, limit_ms = 10_000) =>
    ask({ argv: ['sh', '-c', line], cwd: root, env: { ...process.env, HOME: root }, limit_ms });
  const left = () => Number(readFileSync(join(root, 'pid'), 'utf8'));
  expect(await shell(HANGS, 500)).toEqual({ how: 'late' });
  await expect.poll(() => runs(left())).toBe(false);
  expect(await shell('yes')).toEqual({ how: 'flood' });
  expect(await shell('sleep 1000 & echo $! >"$HOME/pid"; echo 1.0')).toEqual({ how: 'ended', code: 0, out: '1.0\n' });
  await expect.poll(() => runs(left())).toBe(false);
  expect(await ask({ argv: ['no-such-program'], cwd: root, env: {}, limit_ms: 5000 })).toMatchObject({ code: 127 });
  expect(await ask({ argv: ['true'], cwd: join(root, 'gone'), env: {}, limit_ms: 5000 })).toMatchObject({ code: 127 });
});

test('tool check names the program that hangs, and the credential that is not there', () => {
  const at = ground(`
tools:
  slow: {command: sh, version: [-c, ${JSON.stringify(HANGS)}], credentials: [KEY, TOKEN]}
  quiet: {command: 'true', version: []}
credentials:
  KEY: {command: [sh, -c, ${JSON.stringify(HANGS)}], timeout: 1s}
  TOKEN: {env: A_TOKEN}
`);
  const env = { A_TOKEN: 'tok-9' };
  const ended = gitcrq(at, ['tool', 'check', 'slow', '--timeout', '1s', '--json'], { env });
  expect(envelope(ended)).toMatchObject({
    exit: 1,
    data: {
      tools: [
        {
          ...{ name: 'slow', version: null, why: 'gave no answer within 1s', missing: true },
          credentials: [
            { name: 'KEY', there: false, why: expect.stringMatching(/^KEY: .* gave no answer within 1s$/) },
            { name: 'TOKEN', there: true, why: null },
          ],
        },
      ],
    },
  });
  expect(ended.out + ended.err).not.toContain('tok-9');
  expect(runs(Number(readFileSync(join(at.root, 'pid'), 'utf8')))).toBe(false);
  const quiet = gitcrq(at, ['tool', 'check', 'quiet']);
  expect([quiet.code, quiet.out]).toEqual([1, expect.stringContaining('says no version')]);
});

test('a program that is asked ends with the gitcrq that asked, however that ends', async () => {
  const at = ground(`\ntools:\n  slow: {command: sh, version: [-c, ${JSON.stringify(HANGS)}]}\n`);
  const asking = spawn(process.execPath, [BIN, 'tool', 'check', 'slow'], {
    cwd: at.clone,
    env: at.env,
    stdio: 'ignore',
  });
  const left = () => Number(readFileSync(join(at.root, 'pid'), 'utf8'));
  await expect.poll(left, { timeout: 20_000 }).toBeGreaterThan(0);
  asking.kill('SIGKILL');
  await expect.poll(() => runs(left()), { timeout: 5000 }).toBe(false);
});

const sources: readonly (readonly [string, CredentialSource, string])[] = [
  ['a variable that is not set', { env: 'NOWHERE' }, 'CREDENTIAL_MISSING'],
  ['a file that is not there', { file: '~/gone' }, 'CREDENTIAL_MISSING'],
  ['a file that its group reads', { file: '~/group' }, 'CREDENTIAL_EXPOSED'],
  ['a directory', { file: '~/dir' }, 'CREDENTIAL_MISSING'],
  ['a large file', { file: '~/large' }, 'CREDENTIAL_MISSING'],
  ['an empty file', { file: '~/empty' }, 'CREDENTIAL_MISSING'],
  ['a command that prints no text', { command: ['printf', 'tok-7\\377'] }, 'CREDENTIAL_MISSING'],
  ['a command that fails', { command: ['sh', '-c', 'echo tok-7; exit 3'] }, 'CREDENTIAL_MISSING'],
  ['a command that is not there', { command: ['no-such-program'] }, 'CREDENTIAL_MISSING'],
  ['a command that floods', { command: ['yes', 'tok-7'] }, 'CREDENTIAL_MISSING'],
  ['a command that hangs', { command: ['sh', '-c', 'echo tok-7; sleep 100'], timeout: '1s' }, 'CREDENTIAL_MISSING'],
];

test.for(sources)('no credential: %s', async ([, source, code]) => {
  const { root, env } = fixture({ remote: false });
  mkdirSync(join(root, 'dir'), { recursive: true, mode: 0o700 });
  for (const [name, text] of [
    ['group', 'tok-7'],
    ['empty', '\n'],
    ['large', 'tok-7 '.repeat(MOST_BYTES)],
  ] as const)
    writeFileSync(join(root, name), text, { mode: 0o600 });
  chmodSync(join(root, 'group'), 0o640);
  const ports = wire({ env: { ...env, HOME: root }, cwd: root, talk: () => {} });
  const found = await credential(ports, { KEY: source }, 'KEY');
  expect(found).toMatchObject({ ok: false, error: { code, message: expect.stringMatching(/^KEY: /) } });
  expect(JSON.stringify(found)).not.toContain('tok-7\\n');
  if (!found.ok && !('command' in source)) expect(found.error.message).not.toContain('tok-7');
});

test('a credential is whole, but for the line end that a program adds', async () => {
  const { root, env } = fixture({ remote: false });
  const ports = wire({ env: { ...env, A: ' a b\n' }, cwd: root, talk: () => {} });
  const value = async (source: CredentialSource) => credential(ports, { KEY: source }, 'KEY');
  expect(await value({ env: 'A' })).toEqual({ ok: true, value: ' a b' });
  expect(await value({ command: ['printf', 'one\ntwo\r\n'] })).toEqual({ ok: true, value: 'one\ntwo' });
});
