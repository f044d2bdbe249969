/**
 * Where this clone's claims are worked on. Nobody can close what was begun in a worktree that is gone, so its claims are
 * given back by whoever looks next, rather than lasting their day.
 */
import { join } from 'node:path';
import { hasCoordRepo } from '../coord/coord-repo.ts';
import { textAt, writeNote } from '../coord/coord-store.ts';
import { LEASE_NOT_HELD } from '../coord/errors.ts';
import type { Desk } from '../coord/lease-desk.ts';
import { knownLeases } from '../coord/lease-list.ts';
import { release } from '../coord/lease-release.ts';
import type { Result } from '../domain/result.ts';
import type { Repo } from '../git/repo.ts';
import type { Clone } from './clone.ts';
import { deskOf } from './lease.ts';

const folderOf = ({ commonDir }: Repo): string => join(commonDir, 'gitcrq', 'coord.git', 'gitcrq', 'trees');

/** A claim was made for this worktree. */
export function noteTree({ coord, who }: Desk, tree: string): void {
  const text = JSON.stringify({ tree, holder: who.holder });
  writeNote(coord.repo.ports.files, join(coord.dir, 'gitcrq', 'trees', who.session), text);
}

function noted(repo: Repo, session: string): { readonly tree: string; readonly holder: string } | null {
  try {
    const { tree, holder }: { tree?: unknown; holder?: unknown } = JSON.parse(
      textAt(repo.ports.files, join(folderOf(repo), session)) ?? '{}',
    );
    return typeof tree === 'string' && typeof holder === 'string' ? { tree, holder } : null;
  } catch {
    return null;
  }
}

/** The desk of whoever claimed in that session from this clone; null where nobody is known to have. */
export function deskOfSession({ repo, basis }: Clone, session: string): Result<Desk> | null {
  const note = noted(repo, session);
  if (note === null) return null;
  const env = { ...repo.ports.env, GITCRQ_AGENT: note.holder };
  return deskOf({ repo: { ...repo, ports: { ...repo.ports, env } }, basis }, { session, tree: note.tree });
}

/** Gives back the claims of worktrees that are gone. One that cannot be given back now is tried again by the next. */
export async function dropStranded(clone: Clone): Promise<void> {
  const { repo } = clone;
  if (!hasCoordRepo(repo)) return;
  const { files } = repo.ports;
  for (const session of files.list(folderOf(repo))) {
    const note = noted(repo, session);
    if (note !== null && files.stat(note.tree) !== null) continue;
    const desk = deskOfSession(clone, session);
    if (desk !== null && !(desk.ok && (await givenBack(desk.value)))) continue;
    files.removeTree(join(folderOf(repo), session));
  }
}

async function givenBack(desk: Desk): Promise<boolean> {
  const keys = (await knownLeases(desk)).flatMap(({ standing }) =>
    standing.kind === 'mine' && standing.lease.type === 'crq'
      ? [{ type: standing.lease.type, key: standing.lease.key }]
      : [],
  );
  if (keys.length === 0) return true;
  const done = await release(desk, keys);
  if (!done.ok) desk.coord.repo.ports.out.verbose(done.error.message);
  return done.ok || done.error.code === LEASE_NOT_HELD.code;
}
