/** Who made a request, and in which commit: read from history, so that a rename, a rebase or an edit of a line changes nothing. */
import type { Oid } from '../domain/brand.ts';
import type { Repo } from '../git/repo.ts';

export interface Creation {
  readonly oid: Oid;
  /** `Name <address>` */
  readonly author: string;
  /** Author date, RFC 3339. */
  readonly date: string;
}

/** Does the commit bring the file? */
async function brings(repo: Repo, commit: Oid, path: string): Promise<boolean> {
  const [here, before] = await Promise.all([
    repo.reader.info(`${commit}:${path}`),
    repo.reader.info(`${commit}^:${path}`),
  ]);
  return here !== null && before === null;
}

/**
 * Null where history does not reach that far. `linked`: the request's commits, oldest first. Nearly always the first of
 * them is the one, which git need not be asked for; a file that was moved is followed to its beginning.
 */
export async function creationOf(
  repo: Repo,
  path: string,
  tips: readonly Oid[],
  linked: readonly Creation[],
): Promise<Creation | null> {
  const [first] = linked;
  if (first !== undefined && (await brings(repo, first.oid, path)))
    return { oid: first.oid, author: first.author, date: first.date };
  for (const tip of tips) {
    if ((await repo.reader.info(`${tip}:${path}`)) === null) continue;
    const args = ['log', '--follow', '--diff-filter=A', '--no-show-signature', '--format=%H%x00%an <%ae>%x00%aI'];
    const log = await repo.output('finding the commit that made a request', [
      ...args,
      tip,
      '--',
      `:(top,literal)${path}`,
    ]);
    if (!log.ok) return null;
    const [oid, author, date] = log.value.trim().split('\n').at(-1)?.split('\0') ?? [];
    if (oid && author !== undefined && date !== undefined) return { oid: oid as Oid, author, date }; // git's own %H
  }
  return null;
}
