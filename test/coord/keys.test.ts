/** Keys against OpenSSH itself, and the key file of an agent in all the ways it can be wrong. */
import { execFileSync } from 'node:child_process';
import { createPrivateKey, createPublicKey, generateKeyPairSync } from 'node:crypto';
import { chmodSync, mkdtempSync, readFileSync, rmSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, onTestFinished, test } from 'vitest';
import { agentKey, keyPath } from '../../src/coord/agent-key.ts';
import { parsePublicKey, whyNoKey } from '../../src/coord/public-key.ts';
import { unwrap } from '../../src/domain/result.ts';
import { isKeyLine, isSignerName } from '../../src/domain/trust.ts';
import { nodeFiles } from '../../src/sys/files.ts';
import { fixture } from '../fixture.ts';

function folder(): string {
  const dir = mkdtempSync(join(tmpdir(), 'gitcrq-keys-'));
  onTestFinished(() => rmSync(dir, { recursive: true }));
  return dir;
}

test.each([
  ['ed25519', []],
  ['rsa', ['-b', '2048']],
  ['ecdsa', ['-b', '256']],
] as const)('a key of kind %s has the id that ssh-keygen prints, and no cut of it is a key', (kind, bits) => {
  const dir = folder();
  execFileSync('ssh-keygen', ['-q', '-t', kind, ...bits, '-N', '', '-C', 'a comment', '-f', join(dir, 'key')]);
  const line = readFileSync(join(dir, 'key.pub'), 'utf8').trim();
  const key = parsePublicKey(line);
  if (typeof key === 'string') throw new Error(key);
  expect(execFileSync('ssh-keygen', ['-l', '-f', join(dir, 'key.pub')], { encoding: 'utf8' })).toContain(` ${key.id} `);
  expect(`${key.text} a comment`).toBe(line);
  expect(isKeyLine(line)).toBe(true);
  for (let length = key.text.length - 1; length > 0; length -= 7)
    expect(whyNoKey(key.text.slice(0, length)), `${length} signs`).not.toBe(null);
});

test('any line is a key or none, and a short RSA key is none', () => {
  fc.assert(fc.property(fc.string(), (line) => whyNoKey(line) !== null && !isKeyLine(line)));
  const dir = folder();
  execFileSync('ssh-keygen', ['-q', '-t', 'rsa', '-b', '1024', '-N', '', '-f', join(dir, 'key')]);
  expect(whyNoKey(readFileSync(join(dir, 'key.pub'), 'utf8'))).toBe('it is no whole ssh-rsa key');
});

describe('the key of an agent', () => {
  test('is made once, for its owner alone, and is the same afterwards', () => {
    const dir = folder();
    const { key } = unwrap(agentKey(nodeFiles, dir, 'ada'));
    const path = keyPath(dir, 'ada');
    expect(statSync(path).mode & 0o777).toBe(0o600);
    expect(statSync(join(dir, 'keys')).mode & 0o777).toBe(0o700);
    const { x } = createPublicKey(createPrivateKey(readFileSync(path))).export({ format: 'jwk' });
    expect(Buffer.from(key.text.split(' ')[1] ?? '', 'base64').subarray(-32)).toEqual(
      Buffer.from(x ?? '', 'base64url'),
    );
    expect(unwrap(agentKey(nodeFiles, dir, 'ada')).key.text).toBe(key.text);
    expect(unwrap(agentKey(nodeFiles, dir, 'bob')).key.id).not.toBe(key.id);
  });

  test('is not committed with everything else where its home is in a checkout', () => {
    const at = fixture({ remote: false });
    const home = join(at.clone, 'home');
    unwrap(agentKey(nodeFiles, home, 'ada'));
    at.git(['add', '--all']);
    expect(at.git(['status', '--porcelain'])).toBe('');
    // A key of an earlier version is hidden when it is used.
    rmSync(join(home, 'keys', '.gitignore'));
    unwrap(agentKey(nodeFiles, home, 'ada'));
    at.git(['add', '--all']);
    expect(at.git(['status', '--porcelain'])).toBe('');
  });

  test.each<[string, string, (path: string) => void]>([
    ['KEY_EXPOSED', 'others may read', (path) => chmodSync(path, 0o640)],
    ['KEY_INVALID', 'is cut off', (path) => writeFileSync(path, readFileSync(path, 'utf8').slice(0, 60))],
    ['KEY_INVALID', 'is empty', (path) => writeFileSync(path, '')],
    [
      'KEY_INVALID',
      'is of another kind',
      (path) => writeFileSync(path, generateKeyPairSync('x25519').privateKey.export({ type: 'pkcs8', format: 'pem' })),
    ],
    [
      'KEY_INVALID',
      'is a link',
      (path) => {
        rmSync(path);
        symlinkSync('/dev/null', path);
      },
    ],
  ])('%s: one that %s is refused and left as it is', (code, _what, spoil) => {
    const dir = folder();
    agentKey(nodeFiles, dir, 'ada');
    spoil(keyPath(dir, 'ada'));
    const before = readFileSync(keyPath(dir, 'ada'), 'utf8');
    expect(agentKey(nodeFiles, dir, 'ada')).toMatchObject({
      ok: false,
      error: { code, next: expect.arrayContaining([expect.stringContaining("'")]) },
    });
    expect(readFileSync(keyPath(dir, 'ada'), 'utf8')).toBe(before);
  });

  test.each(['../x', 'a/b', '-x', '', '.', 'a..b', 'a.lock', 'a b', 'ä', 'a'.repeat(65), 'refs/heads/x'])(
    '%j is no name of an agent',
    (name) => expect(isSignerName(name)).toBe(false),
  );
});
