/**
 * A commit that is made inside a run bears a note that says which: `refs/notes/gitcrq/runs`, one JSON object a line. It is
 * kept in this clone, and judges nothing. Nothing here can refuse: the commit is made.
 */
import type { Oid } from '../../domain/brand.ts';
import { ok, type Result } from '../../domain/result.ts';
import { writeCommit } from '../../git/commit.ts';
import { LOST_RACE, REF_LOCKED } from '../../git/errors.ts';
import { catSortUniq, readNotes, writeNotes } from '../../git/notes.ts';
import { moveRefs, readRef } from '../../git/refs.ts';
import type { Repo } from '../../git/repo.ts';
import { RUNS_REF } from '../../store/notes.ts';
import { type Hook, PASS } from './hook.ts';

const TRIES = 20;
const RUN = /^[0-9a-f-]{36}$/;

async function noted(repo: Repo, about: Oid, line: string): Promise<Result<void>> {
  const tip = await readRef(repo, RUNS_REF);
  const { blobs, strange } = await readNotes(repo, tip);
  const before = blobs.get(about);
  const text = before === undefined ? undefined : (await repo.reader.read(before))?.bytes;
  const texts = [...(text === undefined ? [] : [text]), Buffer.from(line)];
  const after = new Map(blobs).set(about, repo.writer.write('blob', catSortUniq(texts)));
  if (after.get(about) === before) return ok(undefined);
  const tree = await writeNotes(repo, { blobs: after, strange });
  const parents = tip === null ? [] : [tip];
  const commit = await writeCommit(repo, { tree, parents, message: 'A commit of a run\n' });
  if (!commit.ok) return commit;
  return moveRefs(repo, [{ ref: RUNS_REF, from: tip, to: commit.value }], 'a commit of a run');
}

export const postCommit: Hook = async (repo) => {
  const { env, clock } = repo.ports;
  const run = env['GITCRQ_RUN'] ?? '';
  const head = await readRef(repo, 'HEAD');
  if (head === null || !RUN.test(run)) return ok(PASS);
  const line = JSON.stringify({ run, crq: env['GITCRQ_CRQ'] ?? null, agent: env['GITCRQ_AGENT'] ?? null });
  // Agents that work side by side move one ref.
  for (let tries = 1; ; tries++) {
    const done = await noted(repo, head, `${line}\n`);
    if (done.ok) return ok(PASS);
    if (tries === TRIES || ![LOST_RACE.code, REF_LOCKED.code].includes(done.error.code)) return done;
    await clock.sleep(tries);
  }
};
