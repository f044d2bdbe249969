/**
 * coord.git: the bare repository beside the user's that live records go through, so that no object of a lease is ever in
 * the user's repository. It reads the user's configuration, for remotes, credentials and transport, and has no hooks.
 * Invariant: whatever is in it can be deleted; what counts is on the remote, or where there is none in its refs.
 */
import { join } from 'node:path';
import { inflateSync } from 'node:zlib';
import type { Oid } from '../domain/brand.ts';
import { fail, ok, type Result } from '../domain/result.ts';
import { READ_ONLY } from '../git/errors.ts';
import type { Repo } from '../git/repo.ts';
import { gitFailed } from '../git/run.ts';
import { type HashName, objectWriter } from '../git/writer.ts';

export interface CoordRepo {
  /** As the user's repository, but git reads and writes here. It runs in the user's checkout: a remote's path may be relative. */
  readonly repo: Repo;
  readonly dir: string;
  /** A random name of this clone, the same for ever. */
  readonly cloneId: string;
  /** A blob's text; null if it is not here, or is no text of ours. */
  blob(oid: Oid): Promise<string | null>;
  /** A dry run: nothing is noted, and what git has to write goes elsewhere. */
  readonly isLook: boolean;
  /** Takes away an object that its ref has left. */
  drop(oid: Oid): void;
}

/** Longer than any push of one ref takes; a remote that hangs must not hang whoever asks it. */
const PATIENCE_MS = 60_000;

/** Included first, so that what is said here holds. An object format is an extension, and needs version 1. */
const configText = (hash: HashName, included: string): string => `[include]
	path = ${included}
[core]
	repositoryformatversion = ${hash === 'sha256' ? 1 : 0}
	bare = true
	hooksPath = /dev/null
[gc]
	auto = 0
[maintenance]
	auto = false
[transfer]
	unpackLimit = 1000000
[fetch]
	unpackLimit = 1000000
[push]
	gpgSign = false
	followTags = false
	recurseSubmodules = no
${hash === 'sha256' ? '[extensions]\n\tobjectFormat = sha256\n' : ''}`;

const dirOf = ({ commonDir }: Repo): string => join(commonDir, 'gitcrq', 'coord.git');

/** Has this clone ever leased anything? */
export const hasCoordRepo = (user: Repo): boolean => user.ports.files.stat(join(dirOf(user), 'HEAD')) !== null;

/** HEAD last: git takes a directory for a repository once it has one. */
function make({ ports: { files, random }, hash }: Repo, dir: string, included: string): void {
  for (const folder of ['objects', 'refs', 'gitcrq']) files.mkdir(join(dir, folder));
  files.create(join(dir, 'gitcrq', 'clone'), Buffer.from(random.bytes(16)).toString('hex'));
  files.writeAtomic(join(dir, 'config'), configText(hash, included));
  files.create(join(dir, 'HEAD'), 'ref: refs/heads/none\n');
}

const loosePath = (objects: string, oid: Oid): string => join(objects, oid.slice(0, 2), oid.slice(2));

/** No document of gitcrq is as long; whatever lies under a ref is not read beyond it. */
const MOST_BYTES = 256 * 1024;

/** An object that a failing disk cut off is taken away, so that it can be fetched again. */
function looseBlob({ ports: { files } }: Repo, objects: string, oid: Oid): string | null {
  const path = loosePath(objects, oid);
  const bytes = files.read(path);
  if (bytes === null) return null;
  try {
    const whole = inflateSync(bytes, { maxOutputLength: MOST_BYTES });
    return whole.subarray(whole.indexOf(0) + 1).toString('utf8');
  } catch (error) {
    if (!(error instanceof RangeError)) files.remove(path);
    return null;
  }
}

export interface CoordOptions {
  readonly scratch?: string;
  /** Ends whatever git is waiting for. */
  readonly signal?: AbortSignal;
}

/**
 * Opens coord.git of this clone, made if it is not there: in `scratch`, where one is given, as for a dry run. Fails:
 * READ_ONLY.
 */
export function coordRepo(user: Repo, { scratch, signal }: CoordOptions = {}): Result<CoordRepo> {
  const own = dirOf(user);
  const { files } = user.ports;
  const isThere = hasCoordRepo(user);
  const isLook = scratch !== undefined;
  const dir = isThere || !isLook ? own : join(scratch, 'coord.git');
  const kept = join(dir, 'objects');
  const objects = isThere && isLook ? join(scratch, 'objects') : kept;
  try {
    if (!isThere) make(user, dir, dir === own ? '../../config' : join(user.commonDir, 'config'));
    if (objects !== kept) files.mkdir(objects);
  } catch (error) {
    return fail(READ_ONLY, error instanceof Error ? error.message : String(error), [`ls -ld '${user.commonDir}'`]);
  }
  const git: Repo['git'] = (args, options = {}) =>
    user.git(args, {
      cwd: user.workTree ?? user.commonDir,
      timeout_ms: PATIENCE_MS,
      ...(signal && { signal }),
      ...options,
      env: {
        ...options.env,
        GIT_DIR: dir,
        GIT_OBJECT_DIRECTORY: objects === kept ? undefined : objects,
        GIT_ALTERNATE_OBJECT_DIRECTORIES: objects === kept ? undefined : kept,
      },
    });
  const repo: Repo = {
    ...user,
    git,
    async output(what, args, options) {
      const run = await git(args, options);
      if (!run.ok) return run;
      return run.value.code === 0 ? ok(run.value.stdout.toString('utf8')) : gitFailed(what, run.value);
    },
    writer: objectWriter(files, objects, user.hash),
  };
  const cloneId = files.readText(join(dir, 'gitcrq', 'clone')) ?? '';
  const isPacked = (): boolean => files.list(join(kept, 'pack')).some((name) => name.endsWith('.pack'));
  // What was read once stays readable here: another process of this clone may drop the object at any moment.
  const known = new Map<Oid, string>();
  const blob = async (oid: Oid): Promise<string | null> => {
    const text = known.get(oid) ?? (await stored(oid));
    if (text !== null) known.set(oid, text);
    return text;
  };
  const stored = async (oid: Oid): Promise<string | null> => {
    const loose = looseBlob(user, objects, oid) ?? (objects === kept ? null : looseBlob(user, kept, oid));
    // Only where somebody ran gc by hand.
    if (loose !== null || !isPacked()) return loose;
    const run = await git(['cat-file', 'blob', oid]);
    return run.ok && run.value.code === 0 ? run.value.stdout.toString('utf8') : null;
  };
  const drop = (oid: Oid): void => files.remove(loosePath(objects, oid));
  return ok({ repo, dir, cloneId, isLook, blob, drop });
}
