/** `ff`: the branch as it is. It has to stand on the target's tip, which stays on the first-parent line. */

import { quoted } from '../../domain/quote.ts';
import { ok } from '../../domain/result.ts';
import type { Repo } from '../../git/repo.ts';
import type { Waiting } from '../waiting.ts';
import { closing } from './closing.ts';
import type { Strategist } from './strategist.ts';

/** Would the target go on along its own line? A merge of the target into the branch turns that round. */
async function standsOn(repo: Repo, { tip, head }: Waiting) {
  const line = await repo.output('walking the branch', ['rev-list', '--first-parent', '--parents', head, '--not', tip]);
  if (!line.ok) return line;
  const oldest = line.value.trimEnd().split('\n').at(-1) ?? '';
  return ok(oldest.split(' ')[1] === tip);
}

export const forwarded: Strategist = async (repo, entry) => {
  const { head, branch, basis } = entry;
  const stands = await standsOn(repo, entry);
  if (!stands.ok) return stands;
  if (!stands.value) {
    const onto = basis.remote === null ? basis.base : `${basis.remote}/${basis.base}`;
    const push = basis.remote === null ? '' : ` && git push --force-with-lease ${basis.remote} ${quoted(branch)}`;
    const reason = `${branch} does not stand on the tip of ${basis.base}; git rebase ${quoted(onto)} ${quoted(branch)}${push}`;
    return ok({ clean: false, needs: 'needs-rebase', reason, paths: [] });
  }
  const tree = await repo.reader.info(`${head}^{tree}`);
  if (tree === null) throw new Error(`no tree at ${head}`);
  return closing(repo, entry, { start: head, drafts: [], tree: tree.oid });
};
