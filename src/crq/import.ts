/**
 * `crq import`: documents of any older shape become requests, in one commit. Their texts stay byte for byte, their files
 * where they are. The numbers are kept where they are free, and never given again.
 */
import type { CrqId, Oid } from '../domain/brand.ts';
import { type Crq, crqPath } from '../domain/crq.ts';
import { idPrefix, numberedId } from '../domain/id.ts';
import { ok, type Result } from '../domain/result.ts';
import { formatPerson, type Ident, identity } from '../git/config.ts';
import type { RefChange } from '../git/refs.ts';
import type { Repo } from '../git/repo.ts';
import type { Plan, Step } from '../plan/step.ts';
import type { Basis } from '../store/basis.ts';
import { newCrqText } from '../store/crq-new.ts';
import { highestOf, planRaise, type TakenNumbers, takenNumbers } from '../store/ids.ts';
import { importCommit } from './import-commit.ts';
import { type KnownRequests, knownRequests } from './import-known.ts';
import type { MappedId, TakenIds } from './import-numbers.ts';
import { importPlace, needsOwn } from './import-place.ts';
import { type Document, type SkippedSource, sortSources } from './import-read.ts';
import { importRecords, type ReadDocument } from './import-records.ts';
import { type FailedSource, readSources } from './import-sources.ts';
import { importMessage } from './message.ts';

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
  highest: (prefix) => Math.max(chains.get(prefix)?.highest ?? 0, highestOf(known.ids, prefix)),
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

const PURPOSE = '## Purpose\n\nDocuments that were written before gitcrq become change requests.\n';

/** The request that the import itself is. */
function ownRequest({ policy, base }: Basis, id: CrqId, title: string, author: Ident, today: string): Crq {
  const { types } = policy.branches;
  return {
    id,
    title,
    status: policy.crq.workflow.new,
    created: today,
    author: formatPerson(author),
    owner: author.email,
    base,
    priority: 'medium',
    type: types.find((type) => type === 'chore') ?? types[0] ?? 'feature',
    labels: [],
    depends_on: [],
  };
}

export interface ImportWords {
  readonly paths: readonly string[];
  readonly on: string | undefined;
  /** What stands on standard input, which the path `-` means. */
  readonly input?: Uint8Array;
}

const planOf = (title: string, steps: readonly Step[], answer: Imported): Plan => ({
  op: 'crq import',
  title,
  steps,
  answer,
});

/** Fails IMPORT_SOURCE_NOT_FOUND, or as the remote does: without it no number is known to be free. */
export async function planImport(repo: Repo, basis: Basis, words: ImportWords): Promise<Result<Plan>> {
  const found = readSources(repo, words.paths, words.input);
  if (!found.ok) return found;
  const known = await knownRequests(repo, basis);
  if (!known.ok) return known;
  const { documents, skipped, failed } = sortSources(basis, found.value.sources, known.value);
  const answer: Imported = {
    read: [],
    failed: [...found.value.failed, ...failed],
    mapping: [],
    skipped,
    branch: null,
    oid: null,
  };
  if (documents.length === 0) return ok(planOf('Nothing to import', [], answer));
  return planDocuments(repo, basis, words.on, known.value, documents, answer);
}

async function planDocuments(
  repo: Repo,
  basis: Basis,
  on: string | undefined,
  known: KnownRequests,
  documents: readonly Document[],
  found: Imported,
): Promise<Result<Plan>> {
  const chains = await chainsOf(repo, basis);
  if (!chains.ok) return chains;
  const author = await identity(repo, 'AUTHOR');
  if (!author.ok) return author;
  const today = repo.ports.clock.now().toISOString().slice(0, 10);
  const taken = takenBy(basis, chains.value, known);
  const ground = { taken, earlier: new Set(known.bySource.values()), author: author.value, today };
  const records = await importRecords(repo, basis, documents, ground);
  if (!records.ok) return records;
  const { read, mapping, tops } = records.value;
  const answer = { ...found, read, mapping, failed: [...found.failed, ...records.value.failed] };
  if (read.length === 0) return ok(planOf('Nothing to import', [], { ...answer, mapping: [] }));
  const title = `Import ${read.length} change request${read.length === 1 ? '' : 's'}`;
  const [prefix = 'CRQ'] = basis.policy.crq.prefixes;
  const next = Math.max(taken.highest(prefix), tops.get(prefix) ?? 0) + 1;
  const own = needsOwn(basis, on) ? ownRequest(basis, numberedId(prefix, next), title, author.value, today) : null;
  const place = await importPlace(repo, basis, on, own);
  if (!place.ok) return place;
  const numbers = await raised(repo, basis, chains.value, own === null ? tops : new Map([...tops, [prefix, next]]));
  if (!numbers.ok) return numbers;
  const { owner, branch } = place.value;
  const { directory } = basis.policy.crq;
  const first =
    own === null
      ? []
      : [{ id: own.id, path: crqPath(directory, own.id), bytes: Buffer.from(newCrqText(own, PURPOSE)), source: null }];
  const files = [...first, ...records.value.files];
  const linked = [...new Set([...(owner === null ? [] : [owner]), ...files.map(({ id }) => id)])];
  const commit = await importCommit(repo, place.value, files, importMessage(title, linked), numbers.value.changes);
  if (!commit.ok) return commit;
  const { oid, steps } = commit.value;
  const made = { ...answer, branch, oid, ...(own === null ? {} : { own: own.id }) };
  return ok(planOf(title, [...numbers.value.steps, ...steps], made));
}
