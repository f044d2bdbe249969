/**
 * Proof that git starts the hooks, in every worktree: git itself runs commit-msg (git-hook(1)) on a scratch message that
 * names a request nobody has, and gitcrq must refuse it. Not a `git commit`, which would start the team's pre-commit hooks
 * on files that are no commit. No ref, index or object is written; the message lies in the directory for temporary files.
 */
import { join } from 'node:path';
import { listWorktrees } from '../../../git/worktrees.ts';
import { uuidv7 } from '../../../sys/uuid.ts';
import { type Adopted, type AdoptedCheck, asks, type Found } from '../problem.ts';

/** No tracker counts that far. */
const NOBODYS = '999999999';

/** Whether the rules let a hook refuse the scratch message at all. */
const canRefuse = ({ policy }: Adopted['basis']): boolean =>
  policy.commits.link !== 'off' && policy.rules['link/unknown'] !== 'off';

async function silentIn({ repo, basis }: Adopted, dir: string, file: string): Promise<Found | null> {
  repo.ports.files.writeAtomic(
    file,
    `Scratch commit of gitcrq doctor\n\nCRQ: ${basis.policy.crq.prefixes[0]}-${NOBODYS}\n`,
  );
  const run = await repo.git(['hook', 'run', 'commit-msg', '--', file], { cwd: dir, env: { GITCRQ: undefined } });
  if (!run.ok) return asks('hooks/not-run', run.error.message, run.error.next.join('\n'));
  const { stderr, stdout } = run.value;
  if (`${stderr}${stdout}`.includes('link/unknown')) return null;
  const why = stderr.split('\n').find((line) => line !== '') ?? 'it let a commit pass that names an unknown request';
  return asks('hooks/not-run', `in ${dir} commit-msg does not reach gitcrq: ${why}`, 'gitcrq hooks status');
}

export const hooksRun: AdoptedCheck = async (patient) => {
  const { repo, basis } = patient;
  if (repo.bare || !canRefuse(basis))
    return {
      found: [],
      skipped: repo.bare ? [] : ['running hooks: the policy lets no hook refuse a link'],
    };
  const trees = await listWorktrees(repo);
  if (!trees.ok) return { found: [asks('hooks/not-run', trees.error.message, trees.error.next.join('\n'))] };
  const scratch = join(repo.ports.env['TMPDIR'] || '/tmp', `gitcrq-doctor-${uuidv7(repo.ports)}`);
  const found: Found[] = [];
  try {
    for (const { dir, bare } of trees.value) {
      if (bare || dir.startsWith(`${repo.commonDir}/`) || repo.ports.files.stat(dir) === null) continue;
      const silent = await silentIn(patient, dir, join(scratch, 'COMMIT_EDITMSG'));
      if (silent !== null) found.push(silent);
    }
  } finally {
    repo.ports.files.removeTree(scratch);
  }
  return { found };
};
