/**
 * Comments on a request: one file each, `<directory>/<ID>/comments/<uuidv7>.md`, so that two people who comment at once
 * never touch the same file. Names sort by time. What cannot be read is shown whole, with the reason.
 */
import type { CrqId, Oid } from '../domain/brand.ts';
import type { Unreadable } from '../domain/crq.ts';
import type { Repo } from '../git/repo.ts';
import { entryName, readTree } from '../git/tree.ts';
import type { Basis } from '../store/basis.ts';
import { formatScalar, scanFrontMatter } from '../store/front-matter.ts';

export interface Comment {
  /** RFC 3339; empty where the file cannot be read. */
  readonly at: string;
  readonly by: string;
  readonly text: string;
  readonly unreadable?: Unreadable;
}

export const commentFolder = (basis: Basis, id: CrqId): string => `${basis.policy.crq.directory}/${id}/comments`;

export const commentText = ({ at, by, text }: Comment): string =>
  `---\nat: ${formatScalar(at)}\nby: ${formatScalar(by)}\n---\n\n${text}\n`;

function readComment(path: string, source: string): Comment {
  const bad = (line: number, reason: string): Comment => ({
    at: '',
    by: '',
    text: source.trim(),
    unreadable: { path, line, reason },
  });
  const front = scanFrontMatter(source);
  if ('reason' in front) return bad(front.line, front.reason);
  const value = (key: string): string | undefined => {
    const found = front.fields.find((field) => field.key === key)?.value;
    return typeof found === 'string' && found !== '' ? found : undefined;
  };
  const [at, by] = [value('at'), value('by')];
  if (at === undefined || by === undefined) return bad(front.end + 1, 'it has no `at:` or no `by:`');
  return { at, by, text: front.body.trim() };
}

/** The comments that any of these commits holds, oldest first; one that several hold counts once. */
export async function commentsAt(
  repo: Repo,
  basis: Basis,
  id: CrqId,
  commits: readonly Oid[],
): Promise<readonly Comment[]> {
  const folder = commentFolder(basis, id);
  const trees = await Promise.all([...new Set(commits)].map((commit) => readTree(repo, `${commit}:${folder}`)));
  const files = new Map(trees.flatMap((tree) => (tree ?? []).map((entry) => [entryName(entry), entry] as const)));
  const names = [...files.keys()].filter((name) => name.endsWith('.md')).sort();
  return Promise.all(
    names.map(async (name) => {
      const entry = files.get(name);
      const blob = entry?.mode.startsWith('100') === true ? await repo.reader.read(entry.oid) : null;
      const path = `${folder}/${name}`;
      if (blob?.type === 'blob') return readComment(path, blob.bytes.toString('utf8'));
      return { at: '', by: '', text: '', unreadable: { path, line: 1, reason: 'it is no plain file' } };
    }),
  );
}
