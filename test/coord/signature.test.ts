/** Keys and signatures against OpenSSH itself: what one signs, the other verifies. */
import { execFileSync, spawnSync } from 'node:child_process';
import { generateKeyPairSync } from 'node:crypto';
import { chmodSync, mkdtempSync, readFileSync, rmSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, onTestFinished, test } from 'vitest';
import { agentKey, isAgentName, keyPath } from '../../src/coord/agent-key.ts';
import { parsePublicKey } from '../../src/coord/public-key.ts';
import { verifySignature } from '../../src/coord/signature.ts';
import { unwrap } from '../../src/domain/result.ts';
import { nodeFiles } from '../../src/sys/files.ts';

function folder(): string {
  const dir = mkdtempSync(join(tmpdir(), 'gitcrq-keys-'));
  onTestFinished(() => rmSync(dir, { recursive: true }));
  return dir;
}

const armoured = (signature: Uint8Array): string =>
  `-----BEGIN SSH SIGNATURE-----\n${Buffer.from(signature).toString('base64')}\n-----END SSH SIGNATURE-----\n`;

const bare = (text: string): Buffer => Buffer.from(text.replace(/-----[^-]*-----/g, '').replace(/\s/g, ''), 'base64');

const MESSAGE = Buffer.from('What is signed\0\xff', 'latin1');

const KINDS = [
  ['ed25519', []],
  ['rsa', ['-b', '2048']],
  ['ecdsa', ['-b', '256']],
] as const;

test.each(KINDS)(
  'a signature that ssh-keygen makes with a key of kind %s holds, and over nothing else',
  (kind, bits) => {
    const dir = folder();
    execFileSync('ssh-keygen', ['-q', '-t', kind, ...bits, '-N', '', '-C', 'a comment', '-f', join(dir, 'key')]);
    const line = readFileSync(join(dir, 'key.pub'), 'utf8');
    const key = parsePublicKey(line);
    if (typeof key === 'string') throw new Error(key);
    expect(execFileSync('ssh-keygen', ['-l', '-f', join(dir, 'key.pub')], { encoding: 'utf8' })).toContain(
      ` ${key.id} `,
    );
    const made = (namespace: string): Buffer =>
      bare(
        execFileSync('ssh-keygen', ['-q', '-Y', 'sign', '-n', namespace, '-f', join(dir, 'key')], {
          input: MESSAGE,
          encoding: 'utf8',
        }),
      );
    const signature = made('gitcrq');
    expect(verifySignature(signature, MESSAGE)).toMatchObject({ key: { id: key.id } });
    expect(verifySignature(signature, Buffer.from('Another'))).toBe('it does not fit what it signs');
    expect(verifySignature(made('git'), MESSAGE)).toBe('it was made for "git", not for gitcrq');
  },
);

test('a signature of an agent holds for ssh-keygen', async () => {
  const dir = folder();
  const { key, sign } = unwrap(agentKey(nodeFiles, dir, 'ada-laptop'));
  writeFileSync(join(dir, 'signature'), armoured(unwrap(await sign(MESSAGE))));
  writeFileSync(join(dir, 'signers'), `ada ${key.text}\n`);
  const args = ['-Y', 'verify', '-f', join(dir, 'signers'), '-I', 'ada', '-n', 'gitcrq', '-s', join(dir, 'signature')];
  expect(spawnSync('ssh-keygen', args, { input: MESSAGE }).status).toBe(0);
  expect(spawnSync('ssh-keygen', args, { input: 'Another' }).status).not.toBe(0);
});

test('no changed bit of a signature or a message passes, and no cut one crashes', async () => {
  const { sign } = unwrap(agentKey(nodeFiles, folder(), 'a'));
  const signature = Buffer.from(unwrap(await sign(MESSAGE)));
  expect(verifySignature(signature, MESSAGE)).toHaveProperty('key');
  for (let bit = 0; bit < signature.length * 8; bit++) {
    const changed = Buffer.from(signature);
    changed[bit >> 3] = (changed[bit >> 3] ?? 0) ^ (1 << (bit & 7));
    const verified = verifySignature(changed, MESSAGE);
    if (typeof verified !== 'string') throw new Error(`bit ${bit} of the signature may be changed`);
  }
  for (let length = 0; length < signature.length; length++)
    expect(typeof verifySignature(signature.subarray(0, length), MESSAGE)).toBe('string');
  expect(typeof verifySignature(Buffer.concat([signature, Buffer.from([0])]), MESSAGE)).toBe('string');
});

test('any bytes are a signature that does not hold, and any line is a key or none', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 300 }), (bytes) => typeof verifySignature(bytes, MESSAGE) === 'string'),
  );
  fc.assert(fc.property(fc.string(), (line) => typeof parsePublicKey(line) === 'string'));
  const short = generateKeyPairSync('rsa', { modulusLength: 1024 }).publicKey.export({ format: 'jwk' });
  expect(short.kty).toBe('RSA');
});

describe('the key of an agent', () => {
  test('is made once, for its owner alone, and is the same afterwards', () => {
    const dir = folder();
    const { key } = unwrap(agentKey(nodeFiles, dir, 'ada'));
    expect(statSync(keyPath(dir, 'ada')).mode & 0o777).toBe(0o600);
    expect(statSync(join(dir, 'keys')).mode & 0o777).toBe(0o700);
    expect(unwrap(agentKey(nodeFiles, dir, 'ada')).key.text).toBe(key.text);
    expect(unwrap(agentKey(nodeFiles, dir, 'bob')).key.id).not.toBe(key.id);
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
    const refused = agentKey(nodeFiles, dir, 'ada');
    expect(refused).toMatchObject({
      ok: false,
      error: { code, next: expect.arrayContaining([expect.stringContaining("'")]) },
    });
  });

  test.each(['../x', 'a/b', '-x', '', '.', 'a..b', 'a.lock', 'a b', 'ä', 'a'.repeat(65), 'refs/heads/x'])(
    '%j is no name of an agent',
    (name) => expect(isAgentName(name)).toBe(false),
  );
});
