/** The refs of the server as they are before the push: one process, however many there are. */
import { type Oid, oid } from '../../domain/brand.ts';
import { ok, type Result } from '../../domain/result.ts';
import type { Repo } from '../../git/repo.ts';

export const HEADS = 'refs/heads/';

export interface ServerRefs {
  at(ref: string): Oid | null;
  /** The ref that a push to this name moves: another one where the name is a symbolic ref. */
  moved(ref: string): string;
  /** Branches and their tips, symbolic ones left out. */
  readonly branches: ReadonlyMap<string, Oid>;
}

export async function serverRefs(repo: Repo): Promise<Result<ServerRefs>> {
  const list = await repo.output('listing refs', ['for-each-ref', '--format=%(objectname) %(refname) %(symref)']);
  if (!list.ok) return list;
  const tips = new Map<string, Oid>();
  const links = new Map<string, string>();
  if (repo.head.ref !== null) links.set('HEAD', repo.head.ref);
  for (const row of list.value.split('\n')) {
    const [tip, ref, target] = row.split(' ');
    if (tip === undefined || ref === undefined) continue;
    if (target) links.set(ref, target);
    else tips.set(ref, oid(tip));
  }
  const branches = [...tips].flatMap(([ref, tip]) =>
    ref.startsWith(HEADS) ? [[ref.slice(HEADS.length), tip] as const] : [],
  );
  return ok({
    at: (ref) => tips.get(ref) ?? null,
    moved: (ref) => links.get(ref) ?? ref,
    branches: new Map(branches),
  });
}
