/**
 * `crq import`: documents of any older shape become requests, in one commit. Their texts stay byte for byte, their files
 * where they are. The numbers are kept where they are free, and never given again.
 */
import type { CrqId, Oid } from '../domain/brand.ts';
import { type Crq, crqPath } from '../domain/crq.ts';
import { idPrefix } from '../domain/id.ts';
import type { Status } from '../domain/lifecycle.ts';
import { ok, type Result } from '../domain/result.ts';
import { DEFAULT_BODY } from '../domain/template.ts';
import { formatPerson, identity } from '../git/config.ts';
import type { RefChange } from '../git/refs.ts';
import type { Repo } from '../git/repo.ts';
import type { Plan, Step } from '../plan/step.ts';
import type { Basis } from '../store/basis.ts';
import { newCrqText } from '../store/crq-new.ts';
import { planRaise, type TakenNumbers, takenNumbers } from '../store/ids.ts';
import { bornOf } from './import-born.ts';
import { importCommit, type RecordFile } from './import-commit.ts';
import { type KnownRequests, knownRequests } from './import-known.ts';
import { giveIds, type MappedId, type TakenIds } from './import-numbers.ts';
import { importPlace, needsOwn } from './import-place.ts';
import { type Document, legacyPrefixes, type SkippedSource, sortSources } from './import-read.ts';
import { references } from './import-relations.ts';
import { type FailedSource, readSources } from './import-sources.ts';
import { recordBytes, recordOf } from './import-text.ts';
import { importMessage } from './message.ts';

export interface ReadDocument {
  readonly source: string;
  readonly id: CrqId;
  readonly title: string;
  readonly status: Status;
  readonly relations: readonly CrqId[];
  readonly warnings: readonly string[];
}

export interface Imported {
  readonly read: readonly ReadDocument[];
  readonly failed: readonly FailedSource[];
  readonly mapping: readonly MappedId[];
  /** Imported before, or no documents. */
  readonly skipped: readonly SkippedSource[];
  /** Where the records are; nulls where there was nothing to import. */
  readonly branch: string | null;
  readonly oid: Oid | null;
  /** The request that the import itself is, and whose branch it is on. */
  readonly own?: CrqId;
}

type Chains = ReadonlyMap<string, TakenNumbers>;

async function chainsOf(repo: Repo, basis: Basis): Promise<Result<Chains>> {
  const chains = new Map<string, TakenNumbers>();
  for (const prefix of basis.policy.crq.prefixes) {
    const taken = await takenNumbers(repo, basis, prefix);
    if (!taken.ok) return taken;
    chains.set(prefix, taken.value);
  }
  return ok(chains);
}

const takenBy = (basis: Basis, chains: Chains, known: KnownRequests): TakenIds => ({
  prefixes: basis.policy.crq.prefixes,
  isTaken: (id) => known.ids.has(id) || chains.get(idPrefix(id))?.given.has(id) === true,
  highest: (prefix) => chains.get(prefix)?.highest ?? 0,
});

/** The chains raised past every number of the import. */
async function raised(repo: Repo, basis: Basis, chains: Chains, tops: ReadonlyMap<string, number>) {
  const steps: Step[] = [];
  const changes: RefChange[] = [];
  for (const [prefix, top] of tops) {
    const chain = chains.get(prefix);
    const planned = chain === undefined ? null : await planRaise(repo, basis, chain, top);
    if (planned?.ok === false) return planned;
    steps.push(...(planned?.value.steps ?? []));
    changes.push(...(planned?.value.changes ?? []));
  }
  return ok({ steps, changes });
}

/** The request that the import itself is. */
function ownRequest(
  basis: Basis,
  id: CrqId,
  title: string,
  person: { name: string; email: string },
  today: string,
): Crq {
  const { types } = basis.policy.branches;
  return {
    id,
    title,
    status: basis.policy.crq.workflow.new,
    created: today,
    author: `${person.name} <${person.email}>`,
    owner: person.email,
    base: basis.base,
    priority: 'medium',
    type: types.find((type) => type === 'chore') ?? types[0] ?? 'feature',
    labels: [],
    depends_on: [],
  };
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

export interface ImportWords {
  readonly paths: readonly string[];
  readonly on: string | undefined;
}

export async function planImport(repo: Repo, basis: Basis, words: ImportWords): Promise<Result<Plan>> {
  const found = readSources(repo, words.paths);
  if (!found.ok) return found;
  const known = await knownRequests(repo, basis);
  if (!known.ok) return known;
  const sorted = sortSources(basis, found.value.sources, known.value);
  const failed = [...found.value.failed, ...sorted.failed];
  const nothing: Imported = { read: [], failed, mapping: [], skipped: sorted.skipped, branch: null, oid: null };
  if (sorted.documents.length === 0)
    return ok({ op: 'crq import', title: 'Nothing to import', steps: [], answer: nothing });
  return planDocuments(repo, basis, words, known.value, { ...nothing, documents: sorted.documents });
}

interface ToImport extends Imported {
  readonly documents: readonly Document[];
}

async function planDocuments(
  repo: Repo,
  basis: Basis,
  { on }: ImportWords,
  known: KnownRequests,
  { documents, ...found }: ToImport,
): Promise<Result<Plan>> {
  const chains = await chainsOf(repo, basis);
  if (!chains.ok) return chains;
  const author = await identity(repo, 'AUTHOR');
  if (!author.ok) return author;
  const born = await bornOf(
    repo,
    documents.flatMap(({ source }) => source.tracked ?? []),
  );
  if (!born.ok) return born;
  const taken = takenBy(basis, chains.value, known);
  const numbered = documents.map(({ source, legacy, inPlace }) => ({ source: source.source, ...legacy, inPlace }));
  const { ids, mapping, tops } = giveIds(numbered, taken);
  const today = repo.ports.clock.now().toISOString().slice(0, 10);
  const around = { basis, person: formatPerson(author.value), today };
  const placed = documents.flatMap((one, at) => {
    const id = ids[at];
    return id === undefined ? [] : [{ id, stem: one.source.stem, ...one }];
  });
  const refer = references(placed, legacyPrefixes(basis), new Set(known.bySource.values()));
  const read: ReadDocument[] = [];
  const failed = [...found.failed];
  const files: RecordFile[] = [];
  for (const one of placed) {
    const { id, source, legacy } = one;
    const resolved = refer.of(one);
    const crq = recordOf(around, id, legacy, resolved, born.value.get(source.tracked ?? ''));
    const bytes = recordBytes(basis, crq, legacy, resolved, source.label);
    if (typeof bytes === 'string') {
      failed.push({ source: source.source, reason: bytes });
      continue;
    }
    files.push({ id, path: crqPath(basis.policy.crq.directory, id), bytes, source: source.source });
    const warnings = [...legacy.warnings, ...resolved.warnings, ...(await historyWarning(repo, id, one))];
    const { title, status } = legacy;
    read.push({ source: source.source, id, title, status, relations: resolved.relations, warnings });
  }
  if (files.length === 0)
    return ok({ op: 'crq import', title: 'Nothing to import', steps: [], answer: { ...found, failed } });
  const title = `Import ${read.length} change request${read.length === 1 ? '' : 's'}`;
  const [prefix = 'CRQ'] = basis.policy.crq.prefixes;
  const needed = new Map(tops);
  const next = Math.max(taken.highest(prefix), tops.get(prefix) ?? 0) + 1;
  const own = needsOwn(basis, on) ? ownRequest(basis, `${prefix}-${next}` as CrqId, title, author.value, today) : null; // an id by its form
  if (own !== null) {
    needed.set(prefix, next);
    const path = crqPath(basis.policy.crq.directory, own.id);
    files.unshift({ id: own.id, path, bytes: Buffer.from(newCrqText(own, DEFAULT_BODY)), source: 'this import' });
  }
  const place = await importPlace(repo, basis, on, own);
  if (!place.ok) return place;
  const numbers = await raised(repo, basis, chains.value, needed);
  if (!numbers.ok) return numbers;
  const { owner, branch } = place.value;
  const linked = [...new Set([...(owner === null ? [] : [owner]), ...files.map(({ id }) => id)])];
  const commit = await importCommit(repo, place.value, files, importMessage(title, linked), numbers.value.changes);
  if (!commit.ok) return commit;
  const { oid } = commit.value;
  const answer: Imported = { ...found, read, failed, mapping, branch, oid, ...(own === null ? {} : { own: own.id }) };
  return ok({ op: 'crq import', title, steps: [...numbers.value.steps, ...commit.value.steps], answer });
}
