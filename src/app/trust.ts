/** The key that `trust add` is about: a line, a file, standard input, or the own key of this clone. */
import { isAbsolute, join } from 'node:path';
import { PUBLIC_KEY_INVALID } from '../coord/errors.ts';
import { type PublicKey, parsePublicKey } from '../coord/public-key.ts';
import { planTrustAdd, type Trusting } from '../coord/trust-plan.ts';
import { fail, ok, type Result } from '../domain/result.ts';
import type { Repo } from '../git/repo.ts';
import type { Plan } from '../plan/step.ts';
import { readInput } from '../sys/input.ts';
import { FILE_UNREADABLE } from './errors.ts';
import { agentSigner } from './signer.ts';
import type { Wired } from './wire.ts';

const MOST_BYTES = 64 * 1024;

function ownKey(repo: Repo, isLook: boolean): Result<PublicKey> {
  const signer = agentSigner(repo, isLook);
  return signer.ok ? ok(signer.value.key) : signer;
}

async function givenKey(ports: Wired, word: string): Promise<Result<PublicKey>> {
  if (/^(?:ssh|ecdsa|sk)-\S+\s/.test(word)) return onlyKey(word, 'the key');
  const text = await written(ports, word);
  return text.ok ? onlyKey(text.value, word === '-' ? 'standard input' : word) : text;
}

async function written(ports: Wired, file: string): Promise<Result<string>> {
  if (file === '-') return ok(Buffer.from(await readInput(MOST_BYTES)).toString('utf8'));
  const path = isAbsolute(file) ? file : join(ports.cwd, file);
  const size = ports.files.stat(path)?.size ?? MOST_BYTES;
  const text = size < MOST_BYTES ? textOf(ports, path) : null;
  return text === null
    ? fail(FILE_UNREADABLE, `${file} is no public key, and no file that holds one can be read there`, [
        'gitcrq trust add NAME ~/.ssh/id_ed25519.pub --kind person --right approve',
      ])
    : ok(text);
}

function textOf(ports: Wired, path: string): string | null {
  try {
    return ports.files.readText(path);
  } catch {
    return null;
  }
}

/** One key, on the only line that is neither blank nor a comment. */
function onlyKey(text: string, from: string): Result<PublicKey> {
  const lines = text.split('\n').filter((line) => line.trim() !== '' && !line.startsWith('#'));
  const bad = (why: string) =>
    fail(PUBLIC_KEY_INVALID, `${from}: ${why}`, ['ssh-keygen -t ed25519', 'gitcrq trust list']);
  if (text.includes('PRIVATE KEY')) return bad('it is a private key; what is trusted is the file with .pub');
  if (lines.length !== 1) return bad(`there are ${lines.length} lines, not one key`);
  const key = parsePublicKey(lines[0] ?? '');
  return typeof key === 'string' ? bad(key) : ok(key);
}

/** The plan for a public key, a file's name or `-`; without a word, for the key of the agent that this clone is. */
export async function planTrust(
  ports: Wired,
  repo: Repo,
  word: string | undefined,
  dryRun: boolean,
  asked: Omit<Trusting, 'key'>,
): Promise<Result<Plan>> {
  const key = word === undefined ? ownKey(repo, true) : await givenKey(ports, word);
  if (!key.ok) return key;
  const plan = planTrustAdd(repo, { ...asked, key: key.value });
  if (!plan.ok || dryRun || word !== undefined) return plan;
  // Nothing is refused, so a key may be made.
  const own = ownKey(repo, false);
  return own.ok ? planTrustAdd(repo, { ...asked, key: own.value }) : own;
}
