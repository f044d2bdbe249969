/** Where the mailboxes of a clone are. A file of its own, so that whoever only asks whether there are any loads nothing else. */
import { join, resolve } from 'node:path';
import type { Repo } from '../git/repo.ts';
import type { Basis } from '../store/basis.ts';

export const commsDir = (repo: Repo, { policy }: Basis): string =>
  resolve(repo.commonDir, policy.comms.dir ?? join('gitcrq', 'comms'));

/** Names of the mailboxes; none where nothing can be read. */
export function mailboxNames(repo: Repo, basis: Basis): readonly string[] {
  try {
    return repo.ports.files.list(commsDir(repo, basis));
  } catch {
    return [];
  }
}
