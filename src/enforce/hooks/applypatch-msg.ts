/**
 * `git am` runs none of the commit's own hooks (githooks(5)), so this one does the work of both: it adds the branch's
 * request and judges what it sees. git stores the message of a patch as it stands. `git rebase --apply` comes here, too,
 * before git notes which branch is rebased: its commits were judged when they were made, and stay as they are.
 */
import { join } from 'node:path';
import { ok } from '../../domain/result.ts';
import { commitMsg } from './commit-msg.ts';
import { type Hook, PASS, type Refusal } from './hook.ts';
import { prepareCommitMsg } from './prepare-commit-msg.ts';

/** The patch is not applied yet, so the way on leads around the series. */
const again = (refusal: Refusal): Refusal => ({
  ...refusal,
  next: ['git am --abort', ...refusal.next.filter((command) => !command.startsWith('git '))],
});

export const applypatchMsg: Hook = async (repo, basis, call) => {
  if (repo.ports.files.stat(join(repo.gitDir, 'rebase-apply', 'rebasing')) !== null) return ok(PASS);
  const verbatim = { ...call, verbatim: true };
  const prepared = await prepareCommitMsg(repo, basis, verbatim);
  if (!prepared.ok) return prepared;
  const judged = await commitMsg(repo, basis, verbatim);
  return judged.ok ? ok({ ...judged.value, refusals: judged.value.refusals.map(again) }) : judged;
};
