/** Saved snapshots: one JSON file each, newest last by name, bounded in number and size. What cannot be read is named, never skipped. */
import { join } from 'node:path';
import type { Ports } from '../../sys/ports.ts';
import { snapshotSchema } from '../schema.ts';
import type { Snapshot } from './snapshot.ts';

/** So many are kept, */
export const MOST_SNAPSHOTS = 50;
/** and of those the newest that take no more than this. */
export const MOST_BYTES = 256 * 1024 * 1024;

type Store = Pick<Ports, 'files' | 'random'>;

const NAME = /^\d{8}T\d{9}Z-[0-9a-f]{8}\.json$/;

/** Only the user's: a screen may have shown anything. */
export function saveSnapshot({ files, random }: Store, dir: string, snapshot: Snapshot): string {
  const nonce = Buffer.from(random.bytes(4)).toString('hex');
  const path = join(dir, `${snapshot.taken.replace(/[-:.]/g, '')}-${nonce}.json`);
  files.mkdir(dir, 0o700);
  files.writeAtomic(path, `${JSON.stringify(snapshot)}\n`, 0o600);
  sweep({ files }, dir);
  return path;
}

/** Newest first. */
function saved({ files }: Pick<Store, 'files'>, dir: string): readonly string[] {
  if (files.stat(dir)?.kind !== 'directory') return [];
  return files
    .list(dir)
    .filter((name) => NAME.test(name))
    .sort()
    .reverse();
}

function sweep({ files }: Pick<Store, 'files'>, dir: string): void {
  let bytes = 0;
  for (const [at, name] of saved({ files }, dir).entries()) {
    bytes += files.stat(join(dir, name))?.size ?? 0;
    // The one just written stays, however large it is.
    if (at > 0 && (at >= MOST_SNAPSHOTS || bytes > MOST_BYTES)) files.remove(join(dir, name));
  }
}

export type Saved =
  | { readonly name: string; readonly snapshot: Snapshot }
  | { readonly name: string; readonly reason: string };

function read({ files }: Pick<Store, 'files'>, path: string, name: string): Saved {
  try {
    const stat = files.stat(path);
    if (stat?.kind !== 'file') return { name, reason: 'it is no file' };
    if (stat.size > MOST_BYTES) return { name, reason: `it is larger than ${MOST_BYTES} bytes` };
    const parsed = snapshotSchema.safeParse(JSON.parse(files.readText(path) ?? ''));
    return parsed.success ? { name, snapshot: parsed.data } : { name, reason: 'it is no snapshot' };
  } catch (error) {
    return { name, reason: error instanceof Error ? error.message : String(error) };
  }
}

/** One after the other, newest first, so that only one is held at a time. */
export function* savedSnapshots(store: Pick<Store, 'files'>, dir: string): Generator<Saved> {
  for (const name of saved(store, dir)) yield read(store, join(dir, name), name);
}
