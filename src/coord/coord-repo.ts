/**
 * coord.git: the bare repository beside the user's that live records go through, so that no object of a lease is ever in
 * the user's repository. It reads the user's configuration, for remotes, credentials and transport, and has no hooks.
 * Invariant: whatever is in it can be deleted; what counts is on the remote, or where there is none in its refs.
 */
import { join } from 'node:path';
import type { Oid } from '../domain/brand.ts';
import { once } from '../domain/once.ts';
import { fail, ok, type Result } from '../domain/result.ts';
import { READ_ONLY } from '../git/errors.ts';
import type { Repo } from '../git/repo.ts';
import { gitFailed } from '../git/run.ts';
import { type ObjectWriter, objectWriter } from '../git/writer.ts';
import {
  cloneIdOf,
  isSound,
  looseObject,
  loosePath,
  makeStore,
  mendContent,
  type Store,
  writeNote,
} from './coord-store.ts';

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
  /** After git failed: takes away what is broken here, and answers whether there was any. Once; then it answers the same. */
  mend(): Promise<boolean>;
  /** Once there are many objects, takes away those that nobody needs: left by processes that were killed. */
  sweep(): Promise<void>;
}

/** Longer than any push of one ref takes; a remote that hangs must not hang whoever asks it. */
const PATIENCE_MS = 60_000;

const dirOf = ({ commonDir }: Repo): string => join(commonDir, 'gitcrq', 'coord.git');

/** Has this clone ever leased anything? */
/** May it be written? Where not, as on a file system that is read-only, whoever looks does so in a scratch one. */
export const canKeepCoord = (user: Repo): boolean => user.ports.files.isWritable(join(dirOf(user), 'objects'));

export const hasCoordRepo = (user: Repo): boolean => user.ports.files.stat(join(dirOf(user), 'HEAD')) !== null;

export interface CoordOptions {
  readonly scratch?: string;
  /** Ends whatever git is waiting for. */
  readonly signal?: AbortSignal;
}

/** Its packs that git cannot read: somebody ran gc by hand, and something went wrong since. */
async function brokenPacks({ files, dir }: Store, git: Repo['git']): Promise<readonly string[]> {
  const folder = join(dir, 'objects', 'pack');
  const broken: string[] = [];
  for (const name of files.list(folder)) {
    const path = join(folder, name);
    if (!name.endsWith('.idx')) continue;
    const run = await git(['verify-pack', path]);
    if (!run.ok || run.value.code !== 0) broken.push(path, path.replace(/idx$/, 'pack'), path.replace(/idx$/, 'rev'));
  }
  return broken;
}

/** More objects than this begin with the same two digits: there are some ten thousand. */
const MOST_IN_FOLDER = 40;
const HOUR_MS = 3_600_000;

/**
 * Opens coord.git of this clone, made if it is not there and mended if it is broken: in `scratch`, where one is given, as
 * for a dry run. Fails: READ_ONLY.
 */
export function coordRepo(user: Repo, { scratch, signal }: CoordOptions = {}): Result<CoordRepo> {
  const { files, random, clock } = user.ports;
  const own: Store = { files, hash: user.hash, dir: dirOf(user), included: '../../config' };
  const isLook = scratch !== undefined;
  const isThere = isSound(own);
  const store =
    isThere || !isLook ? own : { ...own, dir: join(scratch, 'coord.git'), included: join(user.commonDir, 'config') };
  const { dir } = store;
  const kept = join(dir, 'objects');
  const objects = isThere && isLook ? join(scratch, 'objects') : kept;
  try {
    if (!isThere) makeStore(store, random);
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
  const inner = objectWriter(files, objects, user.hash);
  const writer: ObjectWriter = {
    write(type, content) {
      try {
        return inner.write(type, content);
      } catch (error) {
        if (isLook || !mendContent(store, [])) throw error;
        return inner.write(type, content);
      }
    },
  };
  const repo: Repo = {
    ...user,
    git,
    async output(what, args, options) {
      const run = await git(args, options);
      if (!run.ok) return run;
      return run.value.code === 0 ? ok(run.value.stdout.toString('utf8')) : gitFailed(what, run.value);
    },
    writer,
  };
  const isPacked = (): boolean => files.list(join(kept, 'pack')).some((name) => name.endsWith('.pack'));
  const loose = (oid: Oid): string | null => {
    for (const folder of new Set([objects, kept])) {
      const path = loosePath(folder, oid);
      const whole = looseObject(store, path);
      if (whole === 'long') return null;
      if (whole !== null) return whole.subarray(whole.indexOf(0) + 1).toString('utf8');
      // Cut off by a failing disk: taken away, so that it can be fetched again.
      if (!isLook) files.removeTree(path);
    }
    return null;
  };
  const stored = async (oid: Oid): Promise<string | null> => {
    const text = loose(oid);
    // Only where somebody ran gc by hand.
    if (text !== null || !isPacked()) return text;
    const run = await git(['cat-file', 'blob', oid]);
    return run.ok && run.value.code === 0 ? run.value.stdout.toString('utf8') : null;
  };
  // What was read once stays readable here: another process of this clone may drop the object at any moment.
  const known = new Map<Oid, string>();
  return ok({
    repo,
    dir,
    cloneId: cloneIdOf(store) ?? '',
    isLook,
    async blob(oid) {
      const text = known.get(oid) ?? (await stored(oid));
      if (text !== null) known.set(oid, text);
      return text;
    },
    drop: (oid) => files.removeTree(loosePath(objects, oid)),
    mend: once(async () => !isLook && mendContent(store, await brokenPacks(store, git))),
    async sweep() {
      if (isLook || files.list(join(kept, '17')).length <= MOST_IN_FOLDER) return;
      const swept = join(dir, 'gitcrq', 'swept');
      if (clock.now().getTime() - (files.stat(swept)?.mtime_ms ?? 0) < HOUR_MS) return;
      writeNote(files, swept, '');
      await git(['prune', '--expire=1.hour.ago']);
    },
  });
}
