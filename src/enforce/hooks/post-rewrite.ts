/**
 * Links by notes, and the notes of runs, follow a commit that was amended or rebased, in this clone: git tells which commit
 * took the place of which (githooks(5)). The next `gitcrq link add` publishes links. Nothing here can refuse: the rewriting
 * is done.
 */
import { isOid, type Oid } from '../../domain/brand.ts';
import { ok, type Result } from '../../domain/result.ts';
import { writeCommit } from '../../git/commit.ts';
import { LOST_RACE, REF_LOCKED } from '../../git/errors.ts';
import { catSortUniq, readNotes, writeNotes } from '../../git/notes.ts';
import { moveRefs, readRef } from '../../git/refs.ts';
import type { Repo } from '../../git/repo.ts';
import { LINKS_REF, RUNS_REF } from '../../store/notes.ts';
import { type Hook, PASS, told } from './hook.ts';

const TRIES = 5;

interface Notes {
  readonly ref: string;
  /** For the log of the ref. */
  readonly what: string;
}

/** `<old> <new>[ <more>]` a line; several old ones may have become one. */
function rewritten(input: Uint8Array): readonly (readonly [Oid, Oid])[] {
  return Buffer.from(input)
    .toString('latin1')
    .split('\n')
    .flatMap((line) => {
      const [from = '', to = ''] = line.split(' ');
      return isOid(from) && isOid(to) && from !== to ? [[from, to] as const] : [];
    });
}

/** Gives the new commits the notes of the old ones; answers how many got one. */
async function carried(
  repo: Repo,
  { ref, what }: Notes,
  pairs: readonly (readonly [Oid, Oid])[],
): Promise<Result<number>> {
  const tip = await readRef(repo, ref);
  const { blobs, strange } = await readNotes(repo, tip);
  const after = new Map(blobs);
  for (const [from, to] of pairs) {
    const named = [after.get(to), blobs.get(from)].filter((blob) => blob !== undefined);
    const texts = await Promise.all(
      named.map(async (blob) => (await repo.reader.read(blob))?.bytes ?? Buffer.alloc(0)),
    );
    if (blobs.has(from)) after.set(to, repo.writer.write('blob', catSortUniq(texts)));
  }
  const count = [...after].filter(([about, blob]) => blobs.get(about) !== blob).length;
  if (tip === null || count === 0) return ok(0);
  const tree = await writeNotes(repo, { blobs: after, strange });
  const commit = await writeCommit(repo, { tree, parents: [tip], message: `${what} follow rewritten commits\n` });
  if (!commit.ok) return commit;
  const moved = await moveRefs(repo, [{ ref, from: tip, to: commit.value }], `${what} follow rewritten commits`);
  return moved.ok ? ok(count) : moved;
}

async function tried(repo: Repo, notes: Notes, pairs: readonly (readonly [Oid, Oid])[]): Promise<Result<number>> {
  for (let tries = 1; ; tries++) {
    const done = await carried(repo, notes, pairs);
    if (done.ok || tries === TRIES || ![LOST_RACE.code, REF_LOCKED.code].includes(done.error.code)) return done;
  }
}

export const postRewrite: Hook = async (repo, _basis, { input }) => {
  const pairs = rewritten(input);
  if (pairs.length === 0) return ok(PASS);
  const links = await tried(repo, { ref: LINKS_REF, what: 'Links' }, pairs);
  const runs = await tried(repo, { ref: RUNS_REF, what: 'Notes of runs' }, pairs);
  if (!links.ok) return links;
  if (!runs.ok) return runs;
  const { value: count } = links;
  return ok(count === 0 ? PASS : told(`gitcrq: ${count === 1 ? 'a link' : `${count} links`} by note kept`));
};
