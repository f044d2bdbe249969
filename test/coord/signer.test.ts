/** Who signs: a person with a key of ssh, by the real ssh-keygen, or the agent. */
import { execFileSync } from 'node:child_process';
import { chmodSync, mkdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { ownSigner } from '../../src/app/signer.ts';
import { verifySignature } from '../../src/coord/signature.ts';
import { unwrap } from '../../src/domain/result.ts';
import { openRepo } from '../../src/git/repo.ts';
import { type Fixture, fixture } from '../fixture.ts';
import { files } from '../state.ts';

const MESSAGE = Buffer.from('What is signed');

/** A key pair in the user's home; answers the path of the private half. */
function keyIn(fx: Fixture, name: string, more: readonly string[] = ['-t', 'ed25519', '-N', '']): string {
  const path = join(fx.root, 'home', name);
  execFileSync('ssh-keygen', ['-q', ...more, '-C', '', '-f', path]);
  return path;
}

const line = (path: string): string => readFileSync(`${path}.pub`, 'utf8').trim();
const idOf = (path: string): string =>
  execFileSync('ssh-keygen', ['-l', '-f', `${path}.pub`], { encoding: 'utf8' }).split(' ')[1] ?? '';

async function signs(fx: Fixture, env: Record<string, string> = {}) {
  const ports = fx.ports();
  const wired = { ...ports, env: { ...ports.env, ...env } };
  const repo = unwrap(await openRepo(wired, fx.clone));
  onTestFinished(() => repo.close());
  const signer = await ownSigner(repo, false);
  if (!signer.ok) return { code: signer.error.code, said: signer.error.message };
  const { key, kind, sign } = signer.value;
  const signature = await sign(MESSAGE);
  if (!signature.ok) return { kind, key: key.id, code: signature.error.code, said: signature.error.message };
  const verified = verifySignature(signature.value, MESSAGE);
  return { kind, key: key.id, by: typeof verified === 'string' ? verified : verified.key.id };
}

const config = (fx: Fixture, key: string, value: string): string => fx.git(['config', '--replace-all', key, value]);

test("git's own signing key signs, in each form that git knows, and only where it is one of ssh", async () => {
  const fx = fixture({ remote: false });
  const path = keyIn(fx, 'id');
  const person = { kind: 'person', key: idOf(path), by: idOf(path) };
  config(fx, 'user.signingKey', path);
  expect(await signs(fx)).toMatchObject({ kind: 'agent' });
  config(fx, 'gpg.format', 'ssh');
  expect(await signs(fx)).toEqual(person);
  for (const form of [`${path}.pub`, '~/id', '~/id.pub', '../home/id']) {
    config(fx, 'user.signingKey', form);
    expect(await signs(fx), form).toEqual(person);
  }
  rmSync(`${path}.pub`);
  config(fx, 'user.signingKey', path);
  expect(await signs(fx)).toEqual(person);
});

test('gitcrq.signingKey goes before it, and whoever is named an agent signs as one', async () => {
  const fx = fixture({ remote: false });
  const [one, two] = [keyIn(fx, 'one'), keyIn(fx, 'two', ['-t', 'rsa', '-b', '2048', '-N', ''])];
  config(fx, 'gpg.format', 'ssh');
  config(fx, 'user.signingKey', one);
  config(fx, 'gitcrq.signingKey', two);
  expect(await signs(fx)).toEqual({ kind: 'person', key: idOf(two), by: idOf(two) });
  const agent = await signs(fx, { GITCRQ_AGENT: 'builder' });
  expect(agent).toMatchObject({ kind: 'agent', by: agent.key });
  expect([idOf(one), idOf(two)]).not.toContain(agent.key);
});

test('a key that is written in the configuration signs by ssh-agent, and leaves no file', async () => {
  const fx = fixture({ remote: false });
  const path = keyIn(fx, 'id');
  config(fx, 'gitcrq.signingKey', `key::${line(path)}`);
  const socket = join(fx.root, 'agent');
  const told = execFileSync('ssh-agent', ['-s', '-a', socket], { encoding: 'utf8' });
  const pid = Number(/SSH_AGENT_PID=(\d+)/.exec(told)?.[1]);
  onTestFinished(() => void process.kill(pid));
  const env = { SSH_AUTH_SOCK: socket };
  const before = files(join(fx.clone, '.git'));
  expect(await signs(fx, env)).toMatchObject({ key: idOf(path), code: 'SIGNING_FAILED' });
  execFileSync('ssh-add', ['-q', path], { env: { ...process.env, ...env } });
  expect(await signs(fx, env)).toEqual({ kind: 'person', key: idOf(path), by: idOf(path) });
  expect(files(join(fx.clone, '.git'))).toEqual(before);
});

test('what is no key, and a key that does not sign, are said', async () => {
  const fx = fixture({ remote: false });
  const path = keyIn(fx, 'locked', ['-t', 'ed25519', '-N', 'secret']);
  const bin = join(fx.root, 'bin');
  const told = async (value: string, env: Record<string, string> = {}) => {
    config(fx, 'gitcrq.signingKey', value);
    return signs(fx, { SSH_ASKPASS: '/bin/false', SSH_ASKPASS_REQUIRE: 'force', ...env });
  };
  expect(await told(join(fx.root, 'none'))).toMatchObject({ code: 'SIGNING_KEY_INVALID', said: /cannot be read/ });
  expect(await told(join(fx.clone, 'README'))).toMatchObject({
    code: 'SIGNING_KEY_INVALID',
    said: /README: it is not/,
  });
  expect(await told('key::ssh-ed25519 AAAA')).toMatchObject({ code: 'SIGNING_KEY_INVALID' });
  writeFileSync(join(fx.root, 'old'), '-----BEGIN RSA PRIVATE KEY-----\nAAAA\n-----END RSA PRIVATE KEY-----\n');
  expect(await told(join(fx.root, 'old'))).toMatchObject({ code: 'SIGNING_KEY_INVALID', said: /public half/ });
  expect(await told(path)).toMatchObject({ code: 'SIGNING_FAILED', said: /did not sign: .*passphrase/ });
  // Another key, or for another purpose: what the program prints is not believed.
  const open = keyIn(fx, 'open');
  mkdirSync(bin);
  const program = (text: string): void => {
    writeFileSync(join(bin, 'ssh-keygen'), `#!/bin/sh\n${text}\n`);
    chmodSync(join(bin, 'ssh-keygen'), 0o755);
  };
  const PATH = `${bin}:${process.env['PATH']}`;
  const real = execFileSync('sh', ['-c', 'command -v ssh-keygen'], { encoding: 'utf8' }).trim();
  program(`exec ${real} -q -Y sign -n git -f ${open}`);
  expect(await told(open, { PATH })).toMatchObject({ code: 'SIGNING_FAILED', said: /made for "git"/ });
  program(`exec ${real} -q -Y sign -n gitcrq -f ${keyIn(fx, 'other')}`);
  expect(await told(open, { PATH })).toMatchObject({ code: 'SIGNING_FAILED', said: /signed instead/ });
  program('echo hello');
  expect(await told(open, { PATH })).toMatchObject({ code: 'SIGNING_FAILED', said: /printed no signature/ });
  const without = join(fx.root, 'without');
  mkdirSync(without);
  symlinkSync(execFileSync('sh', ['-c', 'command -v git'], { encoding: 'utf8' }).trim(), join(without, 'git'));
  expect(await told(open, { PATH: without })).toMatchObject({ code: 'SIGNING_FAILED', said: /cannot be started/ });
});
