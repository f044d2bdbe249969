/** Sources sorted: documents to import, what is imported already or is no document, and what cannot be one. */
import type { CrqId } from '../domain/brand.ts';
import { crqPath, pathStem } from '../domain/crq.ts';
import { idNumber, parseWrittenId } from '../domain/id.ts';
import type { Basis } from '../store/basis.ts';
import { type Legacy, type LegacyRules, readLegacy } from '../store/crq-legacy.ts';
import { readRules } from '../store/crq-load.ts';
import { readCrq } from '../store/crq-read.ts';
import { bodyHash, type KnownImport, type KnownRequests } from './import-known.ts';
import { type FailedSource, INPUT, type Source } from './import-sources.ts';

export interface Document {
  readonly source: Source;
  readonly legacy: Legacy;
  /** The request whose file it is itself, without front matter. */
  readonly inPlace: CrqId | null;
}

export interface SkippedSource {
  readonly source: string;
  /** The request that it is already. */
  readonly id?: CrqId;
  readonly reason: string;
}

export interface Sorted {
  readonly documents: readonly Document[];
  readonly skipped: readonly SkippedSource[];
  readonly failed: readonly FailedSource[];
}

/** `CRQ` is what older documents are called, whatever the policy's own prefixes are. */
export const legacyPrefixes = ({ policy }: Basis): readonly string[] => [...new Set([...policy.crq.prefixes, 'CRQ'])];

/** Pages about documents; one that is a request after all says so in a heading. */
const PAGE = /^(?:readme|index|contributing|template|changelog|license|security|code_of_conduct|_.*)$/i;

const isPage = ({ named, stem }: Source, legacy: Legacy): boolean =>
  !named &&
  PAGE.test(stem) &&
  legacy.said === null &&
  !/^\s*(?:#{1,3}\s+|\*\*)(?:change request|crq)\b[^\n]*[:(]/im.test(legacy.body.toString('utf8', 0, 2000));

/** What a file below the directory of requests is: a comment, a request, or a document whose name is an id. */
function own(basis: Basis, { tracked, bytes }: Source): { skip?: SkippedSource['reason']; id: CrqId | null } {
  const { directory, prefixes } = basis.policy.crq;
  if (tracked === null || !tracked.startsWith(`${directory}/`)) return { id: null };
  const folder = tracked.slice(directory.length + 1).split('/')[0] ?? '';
  const commented = tracked.slice(directory.length + 1).includes('/') ? parseWrittenId(folder, prefixes) : null;
  if (commented !== null) return { skip: `it is a comment on ${commented}`, id: commented };
  const stem = pathStem(directory, tracked);
  const id = stem === null ? null : parseWrittenId(stem, prefixes);
  if (id === null || crqPath(directory, id) !== tracked) return { id: null };
  const isRequest = !('reason' in readCrq(bytes.toString('utf8'), id, readRules(basis)));
  return isRequest ? { skip: `it is the request ${id} itself`, id } : { id };
}

/**
 * Do two documents with one text differ all the same? Front matter says more than the text, and two that are numbered may
 * have been begun from one template.
 */
function isOther(legacy: Legacy, stem: string, other: { title: string; stem: string; number: number | null }): boolean {
  if (legacy.fronted && legacy.title !== other.title) return true;
  const number = legacy.name.number?.number ?? null;
  return number !== null && stem !== other.stem && number !== other.number;
}

/** The request that an earlier import made of the same document. */
const importedAs = ({ stem }: Source, legacy: Legacy, imported: readonly KnownImport[] = []): CrqId | undefined =>
  imported.find((one) => !isOther(legacy, stem, { ...one, number: idNumber(one.id) }))?.id;

/** A document of this import that is the same. */
const twinOf = ({ source, legacy }: Omit<Document, 'inPlace'>, seen: readonly Document[]): Document | undefined =>
  seen.find(({ source: { stem }, legacy: { title, name } }) => {
    const number = name.number?.number ?? null;
    return !isOther(legacy, source.stem, { title, stem, number }) && number === (legacy.name.number?.number ?? null);
  });

export function sortSources(basis: Basis, sources: readonly Source[], known: KnownRequests): Sorted {
  const { crq, branches } = basis.policy;
  const rules: LegacyRules = { prefixes: legacyPrefixes(basis), types: branches.types, workflow: crq.workflow };
  const documents: Document[] = [];
  const skipped: SkippedSource[] = [];
  const failed: FailedSource[] = [];
  const texts = new Map<string, readonly Document[]>();
  for (const source of sources) {
    const skip = (reason: string, id?: CrqId | null): void =>
      void skipped.push({ source: source.source, ...(id == null ? {} : { id }), reason });
    const place = own(basis, source);
    if (place.skip !== undefined) {
      skip(place.skip, place.id);
      continue;
    }
    const legacy = readLegacy(source.bytes, source.stem, rules);
    if ('reason' in legacy) {
      failed.push({
        source: source.source,
        ...(legacy.line === null ? {} : { line: legacy.line }),
        reason: legacy.reason,
      });
      continue;
    }
    const hash = bodyHash(legacy.body);
    const same = importedAs(source, legacy, known.byBody.get(hash));
    const before = source.label === INPUT ? undefined : known.bySource.get(source.label);
    const seen = texts.get(hash) ?? [];
    const twin = twinOf({ source, legacy }, seen);
    if (same !== undefined) skip(`it was imported as ${same}`, same);
    else if (before !== undefined)
      skip(`it was imported as ${before}, and has changed since; nothing is overwritten`, before);
    else if (isPage(source, legacy)) skip('it is a page about documents; name it to import it');
    else if (twin !== undefined) skip(`its text is that of ${twin.source.source}`);
    else {
      const document = { source, legacy, inPlace: place.id };
      documents.push(document);
      texts.set(hash, [...seen, document]);
    }
  }
  return { documents, skipped, failed };
}
