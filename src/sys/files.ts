/** Files on a real disk. Invariant: a reader of a path written here never sees half of the bytes. */
import {
  accessSync,
  appendFileSync,
  chmodSync,
  closeSync,
  constants,
  fsyncSync,
  linkSync,
  lstatSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  realpathSync,
  renameSync,
  rmdirSync,
  rmSync,
  symlinkSync,
  writeSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import type { FileStat, Files } from './ports.ts';

let sequence = 0;
const beside = (path: string): string => `${path}.${process.pid}.${sequence++}.tmp`;
/** Named as git names its own, so that git's gc removes it after a kill and fsck passes it by. */
const besideObject = (path: string): string => join(dirname(path), `tmp_obj_${process.pid}_${sequence++}`);

/** True for the errors that mean "nothing is at this path". */
const absent = (error: unknown): boolean => {
  const code = error instanceof Error && 'code' in error ? error.code : '';
  return code === 'ENOENT' || code === 'ENOTDIR';
};

function orNull<T>(read: () => T): T | null {
  try {
    return read();
  } catch (error) {
    if (absent(error)) return null;
    throw error;
  }
}

/** Did the system let it be done? */
function done(act: () => void): boolean {
  try {
    act();
    return true;
  } catch {
    return false;
  }
}

function writeWhole(path: string, bytes: Uint8Array | string, mode: number, durable = true): void {
  const fd = openSync(path, 'wx', mode);
  try {
    const whole = typeof bytes === 'string' ? Buffer.from(bytes) : bytes;
    for (let at = 0; at < whole.length; ) at += writeSync(fd, whole, at);
    if (durable) fsyncSync(fd);
  } finally {
    closeSync(fd);
  }
}

function syncFolder(path: string): void {
  const fd = openSync(path, 'r');
  try {
    fsyncSync(fd);
  } finally {
    closeSync(fd);
  }
}

function stat(path: string): FileStat | null {
  const found = orNull(() => lstatSync(path));
  if (found === null) return null;
  const kind = found.isFile() ? 'file' : found.isDirectory() ? 'directory' : found.isSymbolicLink() ? 'link' : 'other';
  return { kind, size: found.size, mode: found.mode & 0o7777, mtime_ms: found.mtimeMs };
}

/** Runs `place` on a temporary file holding the bytes, and leaves no temporary file whatever happens. */
function staged<T>(
  path: string,
  bytes: Uint8Array | string,
  mode: number,
  place: (temporary: string) => T,
  durable = true,
): T {
  const temporary = durable ? beside(path) : besideObject(path);
  try {
    writeWhole(temporary, bytes, mode, durable);
    return place(temporary);
  } finally {
    rmSync(temporary, { force: true });
  }
}

function link(temporary: string, path: string): boolean {
  try {
    linkSync(temporary, path);
    return true;
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'EEXIST') return false;
    throw error;
  }
}

/** Node's own way with parents never returns where a file system makes no folders, such as /proc. */
function makeFolder(path: string, mode: number): void {
  try {
    mkdirSync(path, { mode });
  } catch (error) {
    if (stat(path)?.kind === 'directory' || (stat(path)?.kind === 'link' && done(() => readdirSync(path)))) return;
    if (!absent(error) || dirname(path) === path) throw error;
    makeFolder(dirname(path), mode);
    mkdirSync(path, { mode });
  }
}

/** Directories that their owner may not write: Go's module cache, for one, is made of them. */
function openFolders(path: string): void {
  const stat = lstatSync(path, { throwIfNoEntry: false });
  if (stat?.isDirectory() !== true) return;
  chmodSync(path, 0o700);
  for (const entry of readdirSync(path, { withFileTypes: true }))
    if (entry.isDirectory()) openFolders(join(path, entry.name));
}

/** As a whole, also what is closed in it. */
function removeTree(path: string): void {
  try {
    rmSync(path, { recursive: true, force: true });
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'EACCES')) throw error;
    openFolders(path);
    rmSync(path, { recursive: true, force: true });
  }
}

export const nodeFiles: Files = {
  read: (path) => orNull(() => readFileSync(path)),
  readText: (path) => orNull(() => readFileSync(path, 'utf8')),
  stat,
  list: (path) => orNull(() => readdirSync(path).sort()) ?? [],
  mkdir: (path, mode = 0o777) => makeFolder(path, mode),
  writeAtomic(path, bytes, mode = 0o666) {
    mkdirSync(dirname(path), { recursive: true });
    staged(path, bytes, mode, (temporary) => renameSync(temporary, path));
  },
  writeUnsynced(path, bytes) {
    mkdirSync(dirname(path), { recursive: true });
    staged(path, bytes, 0o666, (temporary) => renameSync(temporary, path), false);
  },
  create(path, bytes, mode = 0o666) {
    mkdirSync(dirname(path), { recursive: true });
    return staged(path, bytes, mode, (temporary) => link(temporary, path));
  },
  createUnsynced(path, bytes, mode) {
    mkdirSync(dirname(path), { recursive: true });
    return staged(path, bytes, mode, (temporary) => link(temporary, path), false);
  },
  linkTarget: (path) => (stat(path)?.kind === 'link' ? readlinkSync(path) : null),
  writeLink(path, target) {
    mkdirSync(dirname(path), { recursive: true });
    const temporary = beside(path);
    symlinkSync(target, temporary);
    renameSync(temporary, path);
  },
  append: (path, text) => appendFileSync(path, text),
  rename: renameSync,
  syncFolder: (path) => void done(() => syncFolder(path)),
  remove: (path) => rmSync(path, { force: true }),
  removeTree,
  removeEmpty: (path) => done(() => rmdirSync(path)),
  isWritable: (path) => done(() => accessSync(path, constants.W_OK)),
  chmod: chmodSync,
  realpath: (path) => realpathSync(path),
};
