/**
 * The requests that are there before an import, on the base and on every branch here or on the remote: which ids are taken,
 * and which documents were imported already.
 */
import { createHash } from 'node:crypto';
import { posix } from 'node:path';
import { HEADS } from '../domain/branch-name.ts';
import type { CrqId, Oid } from '../domain/brand.ts';
import { pathStem } from '../domain/crq.ts';
import { parseWrittenId } from '../domain/id.ts';
import { ok, type Result } from '../domain/result.ts';
import { listRefs, trackingRef } from '../git/refs.ts';
import type { Repo } from '../git/repo.ts';
import { entryName, readTree } from '../git/tree.ts';
import type { Basis } from '../store/basis.ts';
import { bodyOf } from '../store/crq-read.ts';
import { scanFrontMatter } from '../store/front-matter.ts';

export interface KnownImport {
  readonly id: CrqId;
  readonly title: string;
  /** Of the file it was. */
  readonly stem: string;
}

export interface KnownRequests {
  readonly ids: ReadonlySet<CrqId>;
  /** By the hash of the text below the front matter. */
  readonly byBody: ReadonlyMap<string, readonly KnownImport[]>;
  /** By what the record says it was imported from. */
  readonly bySource: ReadonlyMap<string, CrqId>;
}

export const bodyHash = (body: Buffer | string): string => createHash('sha256').update(body).digest('hex');

/** Blobs of records by oid, with the id of each; a tree that several branches share is read once. */
async function recordBlobs(repo: Repo, basis: Basis): Promise<Result<ReadonlyMap<Oid, CrqId>>> {
  const { directory, prefixes } = basis.policy.crq;
  const tracking = basis.remote === null ? [] : [trackingRef(basis.remote, '')];
  const refs = await listRefs(repo, [HEADS, ...tracking]);
  if (!refs.ok) return refs;
  const infos = await Promise.all([...refs.value.keys()].map((ref) => repo.reader.info(`${ref}:${directory}`)));
  const trees = new Set(infos.flatMap((info) => (info?.type === 'tree' ? [info.oid] : [])));
  const blobs = new Map<Oid, CrqId>();
  for (const tree of trees)
    for (const entry of (await readTree(repo, tree)) ?? []) {
      const stem = pathStem(directory, `${directory}/${entryName(entry)}`);
      const id = stem === null ? null : parseWrittenId(stem, prefixes);
      if (id !== null && id === stem && entry.mode.startsWith('100')) blobs.set(entry.oid, id);
    }
  return ok(blobs);
}

export async function knownRequests(repo: Repo, basis: Basis): Promise<Result<KnownRequests>> {
  const blobs = await recordBlobs(repo, basis);
  if (!blobs.ok) return blobs;
  const [oids, ids] = [[...blobs.value.keys()], [...blobs.value.values()]];
  const byBody = new Map<string, readonly KnownImport[]>();
  const bySource = new Map<string, CrqId>();
  await repo.reader.readEach(oids, (blob, index) => {
    const id = ids[index];
    const front = blob === null ? null : scanFrontMatter(blob.bytes.toString('utf8'));
    if (id === undefined || front === null || 'reason' in front) return;
    const source = front.fields.find(({ key }) => key === 'imported_from')?.value;
    // A request that was made here has a text of its own, and is nobody's import.
    if (typeof source !== 'string') return;
    bySource.set(source, id);
    const title = front.fields.find(({ key }) => key === 'title')?.value ?? '';
    const one = { id, title: String(title), stem: posix.basename(source).replace(/\.md$/i, '') };
    const hash = bodyHash(bodyOf(front));
    byBody.set(hash, [...(byBody.get(hash) ?? []), one]);
  });
  return ok({ ids: new Set(ids), byBody, bySource });
}
