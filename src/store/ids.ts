/**
 * Allocation of numbers: one chained ref a prefix on the base's own remote, one commit an allocation, moved by
 * compare-and-swap. The next number is above the ref's and above every number on the base's tips, so requests made by
 * hand and clones without the ref are covered. A number that was taken is never given again.
 */
import { branchCrq, HEADS } from '../domain/branch-name.ts';
import type { CrqId, Oid } from '../domain/brand.ts';
import { idNumber, idPrefix, numberedId, offlineId, parseWrittenId } from '../domain/id.ts';
import { ok, type Result } from '../domain/result.ts';
import { readCommit, writeCommit } from '../git/commit.ts';
import { branchRef, listRefs, type RefChange, trackingRef } from '../git/refs.ts';
import { fetchRefs, remoteRefs } from '../git/remote.ts';
import type { Repo } from '../git/repo.ts';
import { emptyTree, entryName, readTree } from '../git/tree.ts';
import type { Step } from '../plan/step.ts';
import type { Basis } from './basis.ts';
import { branchNotes, notedBranches, notedCrq } from './branch-of.ts';

export interface Allocation {
  readonly id: CrqId;
  /** Steps that must come first (the push that takes the number). */
  readonly steps: readonly Step[];
  /** Local ref changes that belong into the record's own transaction. */
  readonly changes: readonly RefChange[];
  /** Why the id is an offline one; null for a numbered id. */
  readonly offline: string | null;
}

export const idsRef = (prefix: string): string => `refs/gitcrq/ids/${prefix}`;

/** Brings the chain and the base here; answers whether the remote has a chain at all. */
async function fetchChain(repo: Repo, basis: Basis, remote: string, ref: string): Promise<Result<boolean>> {
  const refs = await remoteRefs(repo, remote, [ref]);
  if (!refs.ok) return refs;
  const base = `+${branchRef(basis.base)}*:${trackingRef(remote, basis.base)}*`;
  const fetched = await fetchRefs(repo, remote, ['+refs/gitcrq/ids/*:refs/gitcrq/ids/*', base]);
  return fetched.ok ? ok(refs.value.has(ref)) : fetched;
}

/** Ids that branches here or on the remote are named or noted for: begun, and perhaps on no base yet. */
async function branchIds(repo: Repo, basis: Basis): Promise<readonly (CrqId | null)[]> {
  const tracking = basis.remote === null ? [] : [trackingRef(basis.remote, '')];
  const [refs, notes] = await Promise.all([listRefs(repo, [HEADS, ...tracking]), branchNotes(repo, basis)]);
  const named = refs.ok ? [...refs.value.keys()].map((ref) => branchCrq(ref, basis.policy.crq.prefixes)) : [];
  if (!notes.ok) return named;
  return [...named, ...notedBranches(notes.value).map((branch) => notedCrq(basis, notes.value, branch))];
}

/** The highest number among ids of a prefix; 0 if there is none. */
export const highestOf = (ids: Iterable<CrqId | null>, prefix: string): number => {
  let most = 0;
  for (const id of ids) if (id !== null && idPrefix(id) === prefix) most = Math.max(most, idNumber(id) ?? 0);
  return most;
};

/** Ids of the files on the base's tips, and of branches. */
async function idsOnTips(repo: Repo, basis: Basis): Promise<readonly (CrqId | null)[]> {
  const { directory, prefixes } = basis.policy.crq;
  const revisions = [branchRef(basis.base), ...(basis.remote === null ? [] : [trackingRef(basis.remote, basis.base)])];
  const trees = await Promise.all(revisions.map((revision) => readTree(repo, `${revision}:${directory}`)));
  const ids = trees.flatMap((tree) =>
    (tree ?? []).map((entry) => parseWrittenId(entryName(entry).replace(/\.md$/, ''), prefixes)),
  );
  return [...ids, ...(await branchIds(repo, basis))];
}

/** The number the ref stands at: the subject of its commit is the last id given. */
async function lastGiven(repo: Repo, at: Oid | null, prefixes: readonly string[]): Promise<number> {
  const commit = at === null ? null : await readCommit(repo, at);
  const id = commit === null ? null : parseWrittenId(commit.message.split('\n')[0] ?? '', prefixes);
  return id === null ? 0 : (idNumber(id) ?? 0);
}

/**
 * Plans the next id. With `offline` given, or a remote that does not answer, the id needs no ref. `above`: a number that
 * is taken elsewhere. `prefix`: the first one, unless another is asked for.
 */
export async function planAllocation(
  repo: Repo,
  basis: Basis,
  offline: string | null,
  above = 0,
  prefix = basis.policy.crq.prefixes[0] ?? 'CRQ',
): Promise<Result<Allocation>> {
  const { remote } = basis;
  const withoutRef = (why: string): Allocation => ({
    id: offlineId(prefix, repo.ports.random),
    steps: [],
    changes: [],
    offline: why,
  });
  if (offline !== null) return ok(withoutRef(offline));
  const ref = idsRef(prefix);
  const shared = remote === null ? ok(true) : await fetchChain(repo, basis, remote, ref);
  if (!shared.ok) return ok(withoutRef(shared.error.message));
  const at = (await repo.reader.info(ref))?.oid ?? null;
  const [given, seen] = await Promise.all([lastGiven(repo, at, basis.policy.crq.prefixes), idsOnTips(repo, basis)]);
  const id = numberedId(prefix, Math.max(given, highestOf(seen, prefix), above) + 1);
  const linked = await planLink(repo, basis, { ref, at, shared: shared.value }, id);
  return linked.ok ? ok({ id, ...linked.value, offline: null }) : linked;
}

/** Where the chain of a prefix ends; `shared`: the remote has it, too. */
interface Chain {
  readonly ref: string;
  readonly at: Oid | null;
  readonly shared: boolean;
}

/** The next commit of a chain: `id` is the last one given from here on. */
async function planLink(
  repo: Repo,
  { remote }: Basis,
  { ref, at, shared }: Chain,
  id: CrqId,
  trailers: readonly string[] = [],
): Promise<Result<Pick<Allocation, 'steps' | 'changes'>>> {
  // The nonce makes two racers' commits differ: pushing the very same oid would succeed for both.
  const nonce = Buffer.from(repo.ports.random.bytes(12)).toString('hex');
  const commit = await writeCommit(repo, {
    tree: emptyTree(repo),
    parents: at === null ? [] : [at],
    message: `${id}\n\n${[...trailers, `Nonce: ${nonce}`].join('\n')}\n`,
  });
  if (!commit.ok) return commit;
  // A remote that was added later has no chain yet: the one that was begun here goes on there.
  const change = { ref, from: shared ? at : null, to: commit.value };
  if (remote === null) return ok({ steps: [], changes: [change] });
  return ok({ steps: [{ kind: 'push', remote, changes: [change] }], changes: [] });
}

/** What is known of the numbers of one prefix, and where its chain stood then. */
export interface TakenNumbers extends Chain {
  readonly prefix: string;
  /** Ids that were given one by one. A chain that was raised past others has not given those. */
  readonly given: ReadonlySet<CrqId>;
  readonly highest: number;
}

const RAISED = 'Raised-By: crq import';

/** Fails if the remote does not answer: numbers that others chose cannot be kept without knowing which are taken. */
export async function takenNumbers(repo: Repo, basis: Basis, prefix: string): Promise<Result<TakenNumbers>> {
  const { prefixes } = basis.policy.crq;
  const ref = idsRef(prefix);
  const shared = basis.remote === null ? ok(true) : await fetchChain(repo, basis, basis.remote, ref);
  if (!shared.ok) return shared;
  const at = (await repo.reader.info(ref))?.oid ?? null;
  const [last, seen] = await Promise.all([lastGiven(repo, at, prefixes), idsOnTips(repo, basis)]);
  const log = at === null ? ok('') : await repo.output('reading the chain of ids', ['log', '--format=%B%x00', at]);
  if (!log.ok) return log;
  const messages = log.value.split('\0').filter((message) => !message.includes(RAISED));
  const given = messages.map((message) => parseWrittenId(message.trim().split('\n')[0] ?? '', prefixes));
  const known = [...given, ...seen];
  return ok({
    prefix,
    ref,
    at,
    shared: shared.value,
    given: new Set(known.filter((id) => id !== null)),
    highest: Math.max(last, highestOf(known, prefix)),
  });
}

/** Raises a chain to `number`, so that no later request gets a number up to it. */
export const planRaise = (
  repo: Repo,
  basis: Basis,
  taken: TakenNumbers,
  number: number,
): Promise<Result<Pick<Allocation, 'steps' | 'changes'>>> =>
  planLink(repo, basis, taken, numberedId(taken.prefix, Math.max(number, taken.highest)), [RAISED]);
