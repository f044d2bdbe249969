/** Commits that gitcrq made because something happened name it in `CRQ-Cause:`, so that nothing is answered twice. */
import type { Oid } from '../../domain/brand.ts';
import { parseMessage, trailerValues } from '../../domain/message.ts';
import { logCommits } from '../../git/log.ts';
import type { Repo } from '../../git/repo.ts';

/** Has the base a commit about this record with this very cause? */
export async function hasCause(repo: Repo, base: Oid, path: string, cause: string): Promise<boolean> {
  for await (const { message } of logCommits(repo, ['-F', `--grep=CRQ-Cause: ${cause}`, base, '--', path]))
    if (trailerValues(parseMessage(message), 'CRQ-Cause').includes(cause)) return true;
  return false;
}
