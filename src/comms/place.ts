/** Where the mailboxes of a clone are. A file of its own, so that whoever only asks whether there are any loads nothing else. */
import { join } from 'node:path';
import type { Repo } from '../git/repo.ts';

export const commsDir = (repo: Repo): string => join(repo.commonDir, 'gitcrq', 'comms');

/** Names of the mailboxes; none where nothing can be read. */
export function mailboxNames(repo: Repo): readonly string[] {
  try {
    return repo.ports.files.list(commsDir(repo));
  } catch {
    return [];
  }
}
