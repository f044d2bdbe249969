/** Documents become records: an id, relations and a file for each. Nothing is written here. */
import type { CrqId } from '../domain/brand.ts';
import { crqPath } from '../domain/crq.ts';
import type { Status } from '../domain/lifecycle.ts';
import { ok, type Result } from '../domain/result.ts';
import { formatPerson, type Ident } from '../git/config.ts';
import type { Repo } from '../git/repo.ts';
import type { Basis } from '../store/basis.ts';
import { bornOf } from './import-born.ts';
import type { RecordFile } from './import-commit.ts';
import { giveIds, type MappedId, type TakenIds } from './import-numbers.ts';
import { type Document, legacyPrefixes } from './import-read.ts';
import { references } from './import-relations.ts';
import type { FailedSource } from './import-sources.ts';
import { recordBytes, recordOf } from './import-text.ts';

export interface ReadDocument {
  readonly source: string;
  readonly id: CrqId;
  readonly title: string;
  readonly status: Status;
  readonly relations: readonly CrqId[];
  readonly warnings: readonly string[];
}

export interface ImportedRecords {
  readonly read: readonly ReadDocument[];
  readonly failed: readonly FailedSource[];
  readonly mapping: readonly MappedId[];
  readonly files: readonly RecordFile[];
  /** The highest number of each prefix that the records need. */
  readonly tops: ReadonlyMap<string, number>;
}

export interface ImportGround {
  readonly taken: TakenIds;
  /** Ids of documents that were imported before. */
  readonly earlier: ReadonlySet<CrqId>;
  readonly author: Ident;
  /** YYYY-MM-DD. */
  readonly today: string;
}

/** Commits that a document names, and which of them are here. */
async function historyWarning(repo: Repo, id: CrqId, { legacy }: Document): Promise<readonly string[]> {
  const { commits } = legacy;
  if (commits.length === 0) return [];
  const there = await Promise.all(commits.map(({ hash }) => repo.reader.info(`${hash}^{commit}`)));
  const here = there.flatMap((commit) => (commit === null ? [] : [commit.oid.slice(0, 12)]));
  const told = `its commit history names ${commits.length} commit${commits.length === 1 ? '' : 's'}, ${here.length} of them here`;
  return [here.length === 0 ? told : `${told}; gitcrq link add ${here.join(' ')} ${id}`];
}

export async function importRecords(
  repo: Repo,
  basis: Basis,
  documents: readonly Document[],
  { taken, earlier, author, today }: ImportGround,
): Promise<Result<ImportedRecords>> {
  const tracked = documents.flatMap(({ source }) => source.tracked ?? []);
  const born = await bornOf(repo, tracked);
  if (!born.ok) return born;
  const numbered = documents.map(({ source, legacy, inPlace }) => ({ source: source.source, ...legacy, inPlace }));
  const { ids, mapping, tops } = giveIds(numbered, taken);
  const placed = documents.flatMap((one, at) => {
    const id = ids[at];
    return id === undefined ? [] : [{ ...one, id, stem: one.source.stem }];
  });
  const named = references(placed, legacyPrefixes(basis), earlier);
  const around = { basis, person: formatPerson(author), today };
  const read: ReadDocument[] = [];
  const failed: FailedSource[] = [];
  const files: RecordFile[] = [];
  for (const one of placed) {
    const { id, source, legacy } = one;
    const resolved = named.of(one);
    const crq = recordOf(around, id, legacy, resolved, born.value.get(source.tracked ?? ''));
    const bytes = recordBytes(basis, crq, legacy, resolved, source.label);
    if (typeof bytes === 'string') {
      failed.push({ source: source.source, reason: bytes });
      continue;
    }
    const warnings = [...legacy.warnings, ...resolved.warnings, ...(await historyWarning(repo, id, one))];
    const { title, status } = legacy;
    files.push({ id, path: crqPath(basis.policy.crq.directory, id), bytes, source: source.source });
    read.push({ source: source.source, id, title, status, relations: resolved.relations, warnings });
  }
  return ok({ read, failed, mapping, files, tops });
}
