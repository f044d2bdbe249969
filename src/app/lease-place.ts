/** Where a commit is made, as hooks and leases name it alike. Apart from both: a hook that is asked must not load the leases. */
import { join } from 'node:path';
import type { Repo } from '../git/repo.ts';

/** Set for a command that runs while a lease is held. */
export const WITHIN = 'GITCRQ_SESSION';

/** The sessions whose leases are ours in there: this one's, and those around it. */
export const within = (env: Repo['ports']['env'], session: string): string =>
  [session, env[WITHIN]].filter(Boolean).join(' ');

/** What the stub can tell of it, too. git names the directory of the main worktree as `.git`. */
export function placeOf({ gitDir, workTree, ports: { env } }: Repo, session = ''): string {
  const dir = workTree !== null && gitDir === join(workTree, '.git') ? '.git' : gitDir;
  return [dir, session, env['TMUX_PANE'] ?? ''].join('|');
}
