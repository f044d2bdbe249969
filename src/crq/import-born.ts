/** Who committed a file first, and when: the author and the day of a document that names neither. One `git log` for all. */
import { ok, type Result } from '../domain/result.ts';
import type { Repo } from '../git/repo.ts';

export interface Born {
  /** `Name <address>` */
  readonly author: string;
  /** YYYY-MM-DD, where the author was. */
  readonly day: string;
}

/** Few folders are told from a history much sooner than a thousand files. */
const folders = (paths: readonly string[]): readonly string[] => [
  ...new Set(paths.map((path) => (path.includes('/') ? path.slice(0, path.lastIndexOf('/')) : path))),
];

/** By path below the top of the checkout; a path that HEAD has no history of is left out. */
export async function bornOf(repo: Repo, paths: readonly string[]): Promise<Result<ReadonlyMap<string, Born>>> {
  const born = new Map<string, Born>();
  if (paths.length === 0 || repo.head.oid === null) return ok(born);
  const log = await repo.output('finding who wrote the documents', [
    '-c',
    'log.showRoot=true',
    'log',
    '-z',
    '--format=%x01%an <%ae>%x02%aI',
    '--name-only',
    '--no-renames',
    '--no-relative',
    '--no-follow',
    '--diff-filter=A',
    '--no-show-signature',
    'HEAD',
    '--',
    ...folders(paths).map((path) => `:(top,literal)${path}`),
  ]);
  if (!log.ok) return log;
  let commit: Born | null = null;
  for (const field of log.value.split('\0')) {
    const row = field.replace(/^\n/, '');
    if (row.startsWith('\x01')) {
      const [author = '', date = ''] = row.slice(1).split('\x02');
      commit = { author, day: date.slice(0, 10) };
      // The last one to be told of is the oldest.
    } else if (row !== '' && commit !== null) born.set(row, commit);
  }
  return ok(born);
}
