/** The commands that mend a commit; each can be pasted as it is. */
import type { CrqId } from '../domain/brand.ts';
import { parseMessage, trailerValues } from '../domain/message.ts';
import { quoted } from '../domain/quote.ts';
import type { JudgedCommit } from './commit.ts';
import type { Scope } from './scope.ts';

/** What the trailers of the commit being mended are, as the shell sees them. */
const TRAILERS = '$(git log -1 --format="%(trailers:key=CRQ,valueonly,separator=%x2C)")';

/**
 * Runs `amend` on the commit: directly if it is the last one. Else a rebase comes by it and all after it, and `amend`
 * acts only on those whose trailers are what this one's are: the links of the others are right.
 */
function onCommit(commit: JudgedCommit, scope: Scope, amend: string): string {
  if (commit.oid === scope.range.head) return amend;
  const onto = commit.parents[0] === undefined ? '--root' : commit.parents[0].slice(0, 12);
  const own = trailerValues(parseMessage(commit.message), 'CRQ').join(',');
  return `git rebase --rebase-merges --exec 'test "${TRAILERS}" != "${own.replace(/[^A-Za-z0-9_,. -]/g, '')}" || ${amend}' ${onto}`;
}

/** The id a person most likely wants: the branch's own, else one the message mentions, else a place to fill in. */
export const likelyId = (commit: JudgedCommit, scope: Scope): string =>
  scope.own ?? commit.links.crqs[0] ?? `${scope.prefixes[0] ?? 'CRQ'}-<n>`;

/** The command for a message that is not committed yet; null for a commit. */
function inFile({ range: { message } }: Scope, flags: string, id: string): string | null {
  if (message === undefined) return null;
  const place = message === '-' ? '' : ` ${quoted(message)}`;
  return `git interpret-trailers${message === '-' ? '' : ' --in-place'}${flags} --trailer "CRQ: ${id}"${place}`;
}

export const addLink = (commit: JudgedCommit, scope: Scope, id: string = likelyId(commit, scope)): string =>
  inFile(scope, '', id) ?? onCommit(commit, scope, `git commit --amend --no-edit --trailer "CRQ: ${id}"`);

export const replaceLink = (commit: JudgedCommit, scope: Scope, id: CrqId): string =>
  inFile(scope, ' --if-exists replace', id) ??
  onCommit(commit, scope, `git -c trailer.ifexists=replace commit --amend --no-edit --trailer "CRQ: ${id}"`);

export const reword = (commit: JudgedCommit, scope: Scope): string => {
  if (scope.range.message !== undefined) return 'git commit --edit';
  if (commit.oid === scope.range.head) return 'git commit --amend';
  return `git rebase --interactive --rebase-merges ${commit.parents[0] === undefined ? '--root' : commit.parents[0].slice(0, 12)}`;
};

export const short = (oid: string): string => oid.slice(0, 12);
