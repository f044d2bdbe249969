/** The words of a command as keys of leases: paths from the top of the checkout, and names as they are. */
import { isAbsolute, relative, resolve } from 'node:path';
import { LEASE_KEY_INVALID } from '../coord/errors.ts';
import { isPathType, type LeaseKey, type LeaseType, MOST_KEY_BYTES } from '../domain/lease.ts';
import { inline } from '../domain/printable.ts';
import { fail, ok, type Result } from '../domain/result.ts';
import { type Repo, workTreeOf } from '../git/repo.ts';

const invalid = (word: string, why: string) =>
  fail(LEASE_KEY_INVALID, `${JSON.stringify(word.slice(0, 80))} ${why}`, ['gitcrq coord lease --help']);

/** In a folder whose name has such a sign it stands for itself. */
const literal = (path: string): string => path.replace(/[\\*?]/g, '\\$&');

/** What the system takes for too long is no folder that is here. */
function isDirectory({ ports }: Repo, path: string): boolean {
  const isName = path.split('/').every((name) => Buffer.byteLength(name) <= 255);
  return isName && path.length < 4096 && ports.files.stat(path)?.kind === 'directory';
}

function pathKey(repo: Repo, word: string, type: LeaseType | undefined): Result<LeaseKey> {
  const top = workTreeOf(repo);
  if (!top.ok) return top;
  const isGlob = type === 'glob' || (type === undefined && /[*?]/.test(word));
  const { files } = repo.ports;
  const [root, cwd] = [files.realpath(top.value), files.realpath(repo.cwd)];
  const path = relative(root, resolve(cwd, word));
  if (path === '..' || path.startsWith('../') || isAbsolute(path)) return invalid(word, 'is not inside the repository');
  const isFolder = word.endsWith('/') || isDirectory(repo, resolve(repo.cwd, word));
  if (isGlob) {
    const here = relative(root, cwd);
    return ok({
      type: 'glob',
      key: here !== '' && path.startsWith(`${here}/`) ? literal(here) + path.slice(here.length) : path,
    });
  }
  if (!isFolder) return ok({ type: 'file', key: path });
  if (type === 'file') return invalid(word, 'is a folder; a lease on all below it is one of type glob');
  return ok({ type: 'glob', key: path === '' ? '**' : `${literal(path)}/**` });
}

/** Without a type it is a path: a glob if it has `*` or `?`, all below it if it is a folder, else a file. */
export function leaseKey(repo: Repo, word: string, type: LeaseType | undefined): Result<LeaseKey> {
  if (word === '') return invalid(word, 'is empty');
  const key = type === undefined || isPathType(type) ? pathKey(repo, word, type) : ok({ type, key: word });
  if (!key.ok) return key;
  if (Buffer.byteLength(key.value.key) > MOST_KEY_BYTES) return invalid(word, `is longer than ${MOST_KEY_BYTES} bytes`);
  if (inline(key.value.key) !== key.value.key)
    return invalid(word, 'holds a sign that ends a line or controls a terminal');
  return /\p{Cs}/u.test(key.value.key) ? invalid(word, 'holds half a character') : key;
}

/** Each once, in the order of the words. */
export function leaseKeys(
  repo: Repo,
  words: readonly string[],
  type: LeaseType | undefined,
): Result<readonly LeaseKey[]> {
  const keys = new Map<string, LeaseKey>();
  for (const word of words) {
    const key = leaseKey(repo, word, type);
    if (!key.ok) return key;
    keys.set(`${key.value.type}\0${key.value.key}`, key.value);
  }
  return ok([...keys.values()]);
}
