/**
 * The files of coord.git: how they are made, and made anew where they are broken. Nothing in it lasts, so what is broken is
 * taken away, and the rest stays: as a whole it would be slow to fetch again, and its name tells this clone from others.
 */
import { createHash } from 'node:crypto';
import { basename, dirname, join } from 'node:path';
import { inflateSync } from 'node:zlib';
import type { Oid } from '../domain/brand.ts';
import type { HashName } from '../git/writer.ts';
import type { Files, Random } from '../sys/ports.ts';

export interface Store {
  readonly files: Files;
  readonly dir: string;
  readonly hash: HashName;
  /** The user's own configuration, as a path from the store's. */
  readonly included: string;
}

/** Included first, so that what is said here holds. An object format is an extension, and needs version 1. */
const configText = ({ hash, included }: Store): string => `[include]
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

const HEAD = 'ref: refs/heads/none\n';
const FOLDERS = ['objects', 'refs', 'gitcrq'];
const CLONE = join('gitcrq', 'clone');

const isFolder = (files: Files, path: string): boolean => files.stat(path)?.kind === 'directory';

/** Is something else where a folder should be? One that is not there yet may be made by others at this moment. */
function isInTheWay(files: Files, path: string): boolean {
  const kind = files.stat(path)?.kind;
  return kind !== undefined && kind !== 'directory';
}

/** What a file says; null as well where something else is in its place. */
export const textAt = (files: Files, path: string): string | null =>
  files.stat(path)?.kind === 'file' ? files.readText(path) : null;

/** Writes a note, in place of whatever is in its way. */
export function writeNote(files: Files, path: string, text: string): void {
  try {
    files.writeUnsynced(path, text);
  } catch {
    const folder = dirname(path);
    if (!isFolder(files, folder)) files.removeTree(folder);
    if (isFolder(files, path)) files.removeTree(path);
    files.writeUnsynced(path, text);
  }
}

export const cloneIdOf = ({ files, dir }: Store): string | null =>
  /^[0-9a-f]{32}$/.exec(textAt(files, join(dir, CLONE)) ?? '')?.[0] ?? null;

/** Is it what git takes for a repository, and ours? */
export const isSound = (store: Store): boolean =>
  textAt(store.files, join(store.dir, 'HEAD')) === HEAD &&
  textAt(store.files, join(store.dir, 'config')) === configText(store) &&
  cloneIdOf(store) !== null &&
  FOLDERS.every((folder) => isFolder(store.files, join(store.dir, folder)));

/** HEAD last: git takes a directory for a repository once it has one. */
export function makeStore(store: Store, random: Random): void {
  const { files, dir } = store;
  for (const path of [dir, ...FOLDERS.map((folder) => join(dir, folder))]) {
    if (isInTheWay(files, path)) files.removeTree(path);
    files.mkdir(path);
  }
  const [clone, id] = [join(dir, CLONE), Buffer.from(random.bytes(16)).toString('hex')];
  if (!files.create(clone, id) && cloneIdOf(store) === null) {
    files.removeTree(clone);
    files.create(clone, id);
  }
  const texts = [
    ['config', configText(store)],
    ['HEAD', HEAD],
  ] as const;
  for (const [name, text] of texts) {
    if (isFolder(files, join(dir, name))) files.removeTree(join(dir, name));
    if (textAt(files, join(dir, name)) !== text) files.writeAtomic(join(dir, name), text);
  }
}

/** No document of gitcrq is as long; whatever lies under a ref is not read beyond it. */
const MOST_BYTES = 256 * 1024;

export const loosePath = (objects: string, oid: Oid): string => join(objects, oid.slice(0, 2), oid.slice(2));

/** The bytes that have this name, `long` if nobody reads them, or null if they are broken or not there. */
export function looseObject({ files, hash }: Store, path: string): Buffer | 'long' | null {
  try {
    const bytes = files.read(path);
    if (bytes === null) return null;
    const whole = inflateSync(bytes, { maxOutputLength: MOST_BYTES });
    const name = createHash(hash).update(whole).digest('hex');
    return name === basename(dirname(path)) + basename(path) ? whole : null;
  } catch (error) {
    return error instanceof RangeError ? 'long' : null;
  }
}

const isTemporary = (name: string): boolean => name.startsWith('tmp_') || name.endsWith('.lock');

/** Names of what is broken among the objects: a file in place of a folder, a folder in place of a file, another content. */
function brokenObjects(store: Store): readonly string[] {
  const { files } = store;
  const objects = join(store.dir, 'objects');
  return files.list(objects).flatMap((name) => {
    const folder = join(objects, name);
    if (!isFolder(files, folder)) return isTemporary(name) ? [] : [folder];
    if (!/^[0-9a-f]{2}$/.test(name)) return [];
    const own = files.list(folder).filter((file) => !isTemporary(file));
    return own.map((file) => join(folder, file)).filter((path) => looseObject(store, path) === null);
  });
}

function brokenRefs(files: Files, folder: string): readonly string[] {
  return files.list(folder).flatMap((name) => {
    const path = join(folder, name);
    if (isFolder(files, path)) return brokenRefs(files, path);
    return isTemporary(name) || /^[0-9a-f]{40,64}\n?$/.test(textAt(files, path) ?? '') ? [] : [path];
  });
}

const PACKED_REF = /^(?:#.*|\^?[0-9a-f]{40,64}(?: refs\/\S+)?|)$/;

const KNOWN = [...FOLDERS, 'HEAD', 'config', 'packed-refs'];

/** Takes away what is broken inside; answers whether there was any. `packs`: those that git cannot read. */
export function mendContent(store: Store, packs: readonly string[]): boolean {
  const { files, dir } = store;
  const packed = join(dir, 'packed-refs');
  const isPackedWrong =
    files.stat(packed) !== null && !(textAt(files, packed) ?? '!').split('\n').every((line) => PACKED_REF.test(line));
  const broken = [
    ...files.list(dir).flatMap((name) => (KNOWN.includes(name) || isTemporary(name) ? [] : [join(dir, name)])),
    ...brokenObjects(store),
    ...brokenRefs(files, join(dir, 'refs')),
    ...(isPackedWrong ? [packed] : []),
    ...packs,
  ];
  for (const path of broken) files.removeTree(path);
  return broken.length > 0;
}
