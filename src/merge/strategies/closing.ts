/** The commit that sets the request's status on top of commits that are left as they are; made before the test. */

import { transitionMessage } from '../../crq/message.ts';
import type { Oid } from '../../domain/brand.ts';
import { ok, type Result } from '../../domain/result.ts';
import type { Repo } from '../../git/repo.ts';
import { landedStatus, withStatus } from '../landed-status.ts';
import { requestOf, type Waiting } from '../waiting.ts';
import { noRecord } from './joined.ts';
import type { Candidate, Draft } from './strategist.ts';

/** `drafts` on `start`, whose last tree is `tree`, closed. */
export async function closing(
  repo: Repo,
  entry: Waiting,
  { start, drafts, tree }: { readonly start: Oid; readonly drafts: readonly Draft[]; readonly tree: Oid },
): Promise<Result<Candidate>> {
  const to = landedStatus(entry);
  const made = await withStatus(repo, entry, tree, to);
  if (typeof made === 'string') return ok(noRecord(entry, made));
  const title = requestOf(entry)?.title ?? entry.id;
  const last: Draft[] = [];
  if (made.tree !== tree)
    last.push({ tree: made.tree, message: transitionMessage(entry.id, title, { from: made.from, to }) });
  // The target has all of it already: a landing is a commit nevertheless.
  else if (start === entry.tip && drafts.length === 0)
    last.push({ tree, message: `Land ${entry.branch}: ${title}\n\nCRQ: ${entry.id}\n` });
  return ok({ clean: true, start, drafts: [...drafts, ...last], tree: made.tree });
}
