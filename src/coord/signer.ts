/**
 * A person's own key of ssh, where git's configuration names one: `gitcrq.signingKey`, or `user.signingKey` with
 * `gpg.format=ssh`. It signs through `ssh-keygen -Y sign`, which asks ssh-agent or reads the private key; gitcrq sees
 * neither. Invariant: a signature is verified here before anybody uses it.
 */
import { isAbsolute, join } from 'node:path';
import { fail, ok, type Result } from '../domain/result.ts';
import { gitConfig } from '../git/config.ts';
import type { Repo } from '../git/repo.ts';
import type { Signer } from './agent-key.ts';
import { SIGNING_FAILED, SIGNING_KEY_INVALID } from './errors.ts';
import { keyOfBlob, type PublicKey, parsePublicKey } from './public-key.ts';
import { NAMESPACE, verifySignature } from './signature.ts';
import { WireReader } from './wire.ts';

/** The key of git's configuration that says who signs here; null if none does. */
async function namedBy(repo: Repo): Promise<Result<{ readonly key: string; readonly value: string } | null>> {
  const config = await gitConfig(repo);
  if (!config.ok) return config;
  const own = config.value.get('gitcrq.signingkey');
  if (own !== undefined) return ok({ key: 'gitcrq.signingKey', value: own });
  const value = config.value.get('gpg.format') === 'ssh' ? config.value.get('user.signingkey') : undefined;
  return ok(value === undefined ? null : { key: 'user.signingKey', value });
}

/** As git knows it: `key::ssh-ed25519 AAAA…`, or without the prefix. */
const literal = (value: string): string | null =>
  value.startsWith('key::') ? value.slice('key::'.length) : value.startsWith('ssh-') ? value : null;

const invalid = (named: string, why: string, next: readonly string[]) =>
  fail(SIGNING_KEY_INVALID, `${named}: ${why}`, [...next, `git config --show-origin --get-all ${named}`]);

/** OpenSSH's own file of a private key (PROTOCOL.key in its sources) begins with the public half, never encrypted. */
function publicHalf(text: string): PublicKey | null {
  const body = /-----BEGIN OPENSSH PRIVATE KEY-----([\sA-Za-z0-9+/=]*)-----END/.exec(text)?.[1];
  if (body === undefined) return null;
  const reader = new WireReader(Buffer.from(body, 'base64'));
  if (reader.take(15)?.toString('latin1') !== 'openssh-key-v1\0') return null;
  const [cipher, kdf, options, count, blob] = [
    reader.string(),
    reader.string(),
    reader.string(),
    reader.uint32(),
    reader.string(),
  ];
  if (cipher === null || kdf === null || options === null || count !== 1 || blob === null) return null;
  const key = keyOfBlob(blob);
  return typeof key === 'string' ? null : key;
}

function textAt(repo: Repo, path: string): string | null {
  try {
    return repo.ports.files.readText(path);
  } catch {
    return null;
  }
}

/** The public key of a file that holds it, or the private one with or without the other beside it. */
function keyIn(repo: Repo, named: string, path: string): Result<PublicKey> {
  const text = textAt(repo, path);
  if (text === null) return invalid(named, `${path} cannot be read`, [`ls -l '${path}'`]);
  const own = text.includes('PRIVATE KEY') ? publicHalf(text) : parsePublicKey(text);
  if (own !== null) return typeof own === 'string' ? invalid(named, `${path}: ${own}`, []) : ok(own);
  const beside = parsePublicKey(textAt(repo, `${path}.pub`) ?? '');
  return typeof beside === 'string'
    ? invalid(named, `the public half of ${path} is not known`, [`ssh-keygen -y -f '${path}' > '${path}.pub'`])
    : ok(beside);
}

const bare = (armoured: string): Buffer | null => {
  const body = /-----BEGIN SSH SIGNATURE-----([\sA-Za-z0-9+/=]*)-----END SSH SIGNATURE-----/.exec(armoured)?.[1];
  return body === undefined ? null : Buffer.from(body, 'base64');
};

async function signed(repo: Repo, key: PublicKey, path: string, message: Uint8Array): Promise<Result<Uint8Array>> {
  const failed = (why: string) =>
    fail(SIGNING_FAILED, `${key.id} did not sign: ${why}`, ['ssh-add -l', `ssh-keygen -Y sign -n test -f '${path}'`]);
  const { env, spawn } = repo.ports;
  const words = ['-q', '-Y', 'sign', '-n', NAMESPACE, '-f', path];
  const run = await spawn.run('ssh-keygen', words, { cwd: repo.cwd, env, input: message });
  if (run === null) return failed('ssh-keygen cannot be started');
  const said = run.stderr.trim().split('\n').at(-1) ?? '';
  if (run.code !== 0) return failed(said === '' ? `ssh-keygen exited with ${run.code}` : said);
  const signature = bare(Buffer.from(run.stdout).toString('latin1'));
  if (signature === null) return failed('ssh-keygen printed no signature');
  const verified = verifySignature(signature, Buffer.from(message));
  if (typeof verified === 'string') return failed(`the signature is not right: ${verified}`);
  return verified.key.id === key.id ? ok(signature) : failed(`${verified.key.id} signed instead`);
}

/** ssh-keygen wants a file; a key that is written in the configuration gets one for as long as it signs. */
async function withFile<T>(repo: Repo, { text }: PublicKey, use: (path: string) => Promise<T>): Promise<T> {
  const { files, random } = repo.ports;
  const folder = join(repo.commonDir, 'gitcrq');
  const path = join(folder, `signing-${Buffer.from(random.bytes(8)).toString('hex')}.pub`);
  files.mkdir(folder);
  files.writeAtomic(path, `${text}\n`, 0o600);
  try {
    return await use(path);
  } finally {
    files.remove(path);
  }
}

/** Who signs with ssh here; null where nothing is configured. Fails: SIGNING_KEY_INVALID. */
export async function sshSigner(repo: Repo): Promise<Result<Signer | null>> {
  const named = await namedBy(repo);
  if (!named.ok || named.value === null) return named.ok ? ok(null) : named;
  const { key: from, value } = named.value;
  const line = literal(value);
  if (line !== null) {
    const key = parsePublicKey(line);
    if (typeof key === 'string') return invalid(from, key, []);
    return ok({ key, sign: (message) => withFile(repo, key, (path) => signed(repo, key, path, message)) });
  }
  // git itself says what `~` means in a path.
  const expanded = await repo.output('reading the signing key', ['config', '--type=path', '--get', from]);
  if (!expanded.ok) return expanded;
  const told = expanded.value.replace(/\n$/, '');
  const path = isAbsolute(told) ? told : join(repo.cwd, told);
  const key = keyIn(repo, from, path);
  return key.ok ? ok({ key: key.value, sign: (message) => signed(repo, key.value, path, message) }) : key;
}
