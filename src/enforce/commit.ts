/**
 * Commits made ready for the rules: message read, links found, and the reason why an unlinked one may be unlinked. A
 * merge is never judged by its words, only by its tree: `commit-tree -p main -p main~1` can hold anything.
 */

import type { CrqId } from '../domain/brand.ts';
import { matches } from '../domain/glob.ts';
import { isLinked, type Links, linksOf, type Message, parseMessage } from '../domain/message.ts';
import type { Exemption } from '../domain/policy.ts';
import type { LogCommit } from '../git/log.ts';
import { mergeTrees } from '../git/merge-tree.ts';
import type { Repo } from '../git/repo.ts';
import { type LinkNotes, withNotes } from '../store/notes.ts';
import type { RecordChange } from './record-changes.ts';

export interface JudgedCommit extends LogCommit {
  readonly text: Message;
  readonly links: Links;
  readonly linked: boolean;
  /** Why the commit needs no link: `merge`, or the reason the policy gives its author; null if it needs one. */
  readonly exempt: string | null;
  readonly changes: readonly RecordChange[];
  /** Requests that a note links the commit to. */
  readonly noted: readonly CrqId[];
}

/** The address of `Name <address>`. */
export const authorAddress = (author: string): string => /<([^>]*)>$/.exec(author)?.[1] ?? author;

/** The policy's reason for this author on this day, or null. */
export function authorExemption(author: string, date: string, exemptions: readonly Exemption[]): string | null {
  const found = exemptions.find(
    (entry) =>
      matches(entry.author, authorAddress(author)) && (entry.until === undefined || date.slice(0, 10) <= entry.until),
  );
  return found?.reason ?? null;
}

/** Which of these commits are merges of two parents whose tree is exactly what git makes of them without conflict. */
async function cleanMerges(repo: Repo, commits: readonly LogCommit[]): Promise<ReadonlySet<string>> {
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
  await judge(commits.filter(({ parents }) => parents.length === 2));
  return clean;
}

export interface LinkRules {
  readonly prefixes: readonly string[];
  readonly exemptions: readonly Exemption[];
  readonly notes: LinkNotes['links'];
}

const NONE: readonly CrqId[] = [];

const NO_CHANGES: readonly RecordChange[] = [];

/** Reads a batch of commits; the batch costs at most one process, for its unlinked merges. */
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
    const exempt =
      linked || rules.exemptions.length === 0 ? null : authorExemption(commit.author, commit.date, rules.exemptions);
    const { oid, parents, tree, author, date, message } = commit;
    // Written out: copying unknown keys a hundred thousand times takes longer than reading the messages.
    return {
      oid,
      parents,
      tree,
      author,
      date,
      message,
      text,
      links,
      linked,
      exempt,
      changes: changes.get(oid) ?? NO_CHANGES,
      noted: notes === undefined ? NONE : notes.map(({ crq }) => crq),
    };
  });
  const clean = await cleanMerges(
    repo,
    read.filter(({ linked, exempt }) => !linked && exempt === null),
  );
  return clean.size === 0
    ? read
    : read.map((commit) => (clean.has(commit.oid) ? { ...commit, exempt: 'merge' } : commit));
}
