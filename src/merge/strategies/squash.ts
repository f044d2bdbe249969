/**
 * `squash`: one commit with the change of the whole branch. What its commits said in trailers is said here, each once, and
 * whoever wrote most of them stays the author.
 */

import { revertedBy } from '../../crq/landed/reverted.ts';
import type { Oid } from '../../domain/brand.ts';
import { formatTransition } from '../../domain/lifecycle.ts';
import { isLinked, linesOf, linksOf, type Message, parseMessage } from '../../domain/message.ts';
import { ok, type Result } from '../../domain/result.ts';
import { type Authored, readAuthored } from '../../git/commit.ts';
import { formatPerson, type Ident } from '../../git/config.ts';
import type { Repo } from '../../git/repo.ts';
import { readLinkNotes, withNotes } from '../../store/notes.ts';
import { landedStatus } from '../landed-status.ts';
import { requestOf, type Waiting } from '../waiting.ts';
import { joined, landedTrailer } from './joined.ts';
import type { Strategist } from './strategist.ts';

interface Own extends Pick<Authored, 'author'> {
  readonly oid: Oid;
  readonly message: Message;
  /** What it says it reverts. */
  readonly reverts: readonly string[];
  readonly isMerge: boolean;
}

/** The commits of the branch, oldest first. */
async function commitsOf(repo: Repo, { tip, head }: Waiting): Promise<Result<readonly Own[]>> {
  const walk = ['rev-list', '--reverse', '--topo-order', '--parents', head, '--not', tip];
  const list = await repo.output('listing the commits', walk);
  if (!list.ok) return list;
  const rows = list.value.split('\n').filter((row) => row !== '');
  const commits = rows.map(async (row) => {
    const [oid, ...parents] = row.split(' ') as [Oid, ...Oid[]]; // rev-list's own
    const { author, message } = await readAuthored(repo, oid);
    return { oid, author, message: parseMessage(message), reverts: revertedBy(message), isMerge: parents.length > 1 };
  });
  return ok(await Promise.all(commits));
}

/** Who wrote the most commits, with the time of the last of them; null where there are merges alone. */
function mainAuthor(commits: readonly Own[]): Ident | null {
  const last = new Map<string, { author: Ident; commits: number }>();
  for (const { author, isMerge } of commits) {
    const person = formatPerson(author);
    if (!isMerge) last.set(person, { author, commits: (last.get(person)?.commits ?? 0) + 1 });
  }
  const [most] = [...last.values()].toSorted((a, b) => b.commits - a.commits);
  return most?.author ?? null;
}

/** The links of all commits first, then every other trailer in the order in which it was given. */
async function trailersOf(repo: Repo, entry: Waiting, commits: readonly Own[]): Promise<readonly string[]> {
  const { prefixes } = entry.basis.policy.crq;
  const notes = await readLinkNotes(repo, prefixes);
  const links = commits.flatMap(({ oid, message }) => {
    const found = withNotes(linksOf(message, prefixes), notes.links.get(oid));
    return isLinked(found) ? found.crqs : [];
  });
  const others = commits.flatMap(({ message }) => [
    ...linesOf(message, 'CRQ-Transition').map((step) => `CRQ-Transition: ${step}`),
    ...message.trailers
      .filter(({ key }) => !/^CRQ(?:-Transition|-Landed)?$/i.test(key))
      .map(({ key, value }) => `${key}: ${value}`),
  ]);
  return [...new Set([...[...new Set([entry.id, ...links])].map((id) => `CRQ: ${id}`), ...others])];
}

/** Who else wrote commits of it. */
const coAuthors = (commits: readonly Own[], main: Ident | null): readonly string[] =>
  commits
    .filter(({ author, isMerge }) => !isMerge && main !== null && formatPerson(author) !== formatPerson(main))
    .map(({ author }) => `Co-authored-by: ${formatPerson(author)}`);

export const squashed: Strategist = async (repo, entry) => {
  const tree = await joined(repo, entry);
  if (!tree.ok) return tree;
  if (!tree.value.clean) return ok(tree.value);
  const commits = await commitsOf(repo, entry);
  if (!commits.ok) return commits;
  const author = mainAuthor(commits.value);
  const to = landedStatus(entry);
  const step = tree.value.from === to ? [] : [`CRQ-Transition: ${formatTransition({ from: tree.value.from, to })}`];
  const lifted = await trailersOf(repo, entry, commits.value);
  const trailers = new Set([...lifted, ...step, ...coAuthors(commits.value, author), landedTrailer(entry)]);
  const subjects = commits.value.filter(({ isMerge }) => !isMerge).map(({ message }) => `* ${message.subject}`);
  // As git-revert(1) words it: by this a pass notices a landing that was reverted.
  const reverts = new Set(commits.value.flatMap((own) => own.reverts));
  const reverted = [...reverts].map((oid) => `This reverts commit ${oid}.`);
  const title = requestOf(entry)?.title ?? entry.id;
  const message = `${[title, subjects.join('\n'), reverted.join('\n'), [...trailers].join('\n')].filter((part) => part !== '').join('\n\n')}\n`;
  const draft = { tree: tree.value.tree, message, ...(author && { author }) };
  return ok({ clean: true, start: entry.tip, drafts: [draft], tree: draft.tree });
};
