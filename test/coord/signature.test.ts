/** Signatures against OpenSSH itself: what one signs, the other verifies. */
import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { expect, onTestFinished, test } from 'vitest';
import { agentKey } from '../../src/coord/agent-key.ts';
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

test('any bytes are a signature that does not hold', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 300 }), (bytes) => typeof verifySignature(bytes, MESSAGE) === 'string'),
  );
});
