/**
 * Commits made ready for the rules: message read, links found, and the reason why an unlinked one may be unlinked. A
 * merge is never judged by its words, only by its tree: `commit-tree -p main -p main~1` can hold anything.
 */

import type { CrqId } from '../domain/brand.ts';
import { asksForPaths, type Exemption, exemptionReason } from '../domain/exemption.ts';
import { isLinked, type Links, linksOf, type Message, parseMessage } from '../domain/message.ts';
import type { Policy } from '../domain/policy.ts';
import { changedPaths } from '../git/changes.ts';
import type { LogCommit } from '../git/log.ts';
import { mergeTrees } from '../git/merge-tree.ts';
import type { Repo } from '../git/repo.ts';
import { isDriversMerge, type RecordRules, recordRules } from '../store/merge-commits.ts';
import { type LinkNotes, withNotes } from '../store/notes.ts';
import { isOwnFile } from './own-files.ts';
import type { RecordChange } from './record-changes.ts';

export interface JudgedCommit extends LogCommit {
  readonly text: Message;
  readonly links: Links;
  readonly linked: boolean;
  /** Why the commit needs no link: `merge`, or the policy's reason; null if it needs one. */
  readonly exempt: string | null;
  readonly changes: readonly RecordChange[];
  /** Paths that may free it from a link; null where they were not asked for, or do not count. */
  readonly paths: readonly string[] | null;
  /** Requests that a note links the commit to. */
  readonly noted: readonly CrqId[];
}

/**
 * Which of these commits are merges of two parents whose tree is exactly what git makes of them without conflict, by
 * itself or with the merge driver for records.
 */
async function cleanMerges(
  repo: Repo,
  commits: readonly LogCommit[],
  rules: RecordRules,
): Promise<ReadonlySet<string>> {
  const clean = new Set<string>();
  const judge = async (some: readonly LogCommit[]): Promise<void> => {
    if (some.length === 0) return;
    const pairs = some.flatMap(({ parents: [ours, theirs] }) =>
      ours === undefined || theirs === undefined ? [] : [[ours, theirs] as const],
    );
    const trees = await mergeTrees(repo, pairs);
    if (trees.ok)
      for (const [index, tree] of trees.value.entries())
        if (tree === some[index]?.tree) clean.add(some[index]?.oid ?? '');
    // git gives up on a whole batch for one merge it cannot do; alone, that one counts as not clean.
    if (!trees.ok && some.length > 1) for (const commit of some) await judge([commit]);
  };
  const merges = commits.filter(({ parents }) => parents.length === 2);
  await judge(merges);
  for (const { oid, tree, parents } of merges) {
    const [ours, theirs] = parents;
    if (clean.has(oid) || ours === undefined || theirs === undefined) continue;
    if (await isDriversMerge(repo, rules, { ours, theirs }, tree)) clean.add(oid);
  }
  return clean;
}

export interface LinkRules {
  readonly prefixes: readonly string[];
  readonly exemptions: readonly Exemption[];
  readonly policy: Policy;
  readonly notes: LinkNotes['links'];
}

const NONE: readonly CrqId[] = [];

const NO_CHANGES: readonly RecordChange[] = [];

/** These commits with what the exemptions say of them. */
async function byExemptions(
  repo: Repo,
  commits: readonly JudgedCommit[],
  { exemptions, policy }: LinkRules,
): Promise<ReadonlyMap<string, JudgedCommit>> {
  const freed = new Map<string, JudgedCommit>();
  if (exemptions.length === 0) return freed;
  // A merge is judged by its tree.
  const asked = asksForPaths(exemptions) ? commits.filter(({ parents }) => parents.length < 2) : [];
  const changed = await changedPaths(
    repo,
    asked.map(({ oid }) => ({ to: oid })),
  );
  const pathsOf = new Map(asked.map(({ oid }, index) => [oid, (changed[index] ?? []).map(({ path }) => path)]));
  for (const commit of commits) {
    const all = pathsOf.get(commit.oid) ?? null;
    // A commit that touches requests is not freed by paths.
    const paths = all?.some((path) => isOwnFile(path, policy.crq.directory)) === true ? null : all;
    const known = { ...commit, paths };
    freed.set(commit.oid, { ...known, exempt: exemptionReason(known, exemptions) });
  }
  return freed;
}

/** Reads a batch of commits; the batch costs at most two processes, for its unlinked merges and for exempt paths. */
export async function readCommits(
  repo: Repo,
  commits: readonly LogCommit[],
  rules: LinkRules,
  changes: ReadonlyMap<string, readonly RecordChange[]>,
): Promise<readonly JudgedCommit[]> {
  const read = commits.map((commit) => {
    const text = parseMessage(commit.message);
    const notes = rules.notes.get(commit.oid);
    const links = withNotes(linksOf(text, rules.prefixes), notes);
    const linked = isLinked(links);
    const { oid, parents, tree, author, committer, date, message } = commit;
    // Written out: copying unknown keys a hundred thousand times takes longer than reading the messages.
    return {
      oid,
      parents,
      tree,
      author,
      committer,
      date,
      message,
      text,
      links,
      linked,
      exempt: null,
      paths: null,
      changes: changes.get(oid) ?? NO_CHANGES,
      noted: notes === undefined ? NONE : notes.map(({ crq }) => crq),
    };
  });
  const unlinked = read.filter(({ linked }) => !linked);
  if (unlinked.length === 0) return read;
  const freed = await byExemptions(repo, unlinked, rules);
  const clean = await cleanMerges(
    repo,
    unlinked.filter(({ oid }) => freed.get(oid)?.exempt == null),
    recordRules(rules.policy),
  );
  return read.map((commit) =>
    clean.has(commit.oid) ? { ...commit, exempt: 'merge' } : (freed.get(commit.oid) ?? commit),
  );
}
