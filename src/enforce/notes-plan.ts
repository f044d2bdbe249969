/** Changes of notes (links, reviews), as plans: made on top of what the remote has, pushed by compare-and-swap. */
import type { Oid } from '../domain/brand.ts';
import { ok, type Result } from '../domain/result.ts';
import { writeCommit } from '../git/commit.ts';
import { catSortUniq, readNotes, writeNotes } from '../git/notes.ts';
import { isAncestor, readRef } from '../git/refs.ts';
import { fetchRefs, remoteRefs } from '../git/remote.ts';
import type { Repo } from '../git/repo.ts';
import type { TreeEntry } from '../git/tree.ts';
import type { Step } from '../plan/step.ts';
import type { Basis } from '../store/basis.ts';

export interface NotesBefore {
  readonly ref: string;
  readonly local: Oid | null;
  /** null: the remote has none, or there is no remote. */
  readonly shared: Oid | null;
  /** The bytes of each note, of both sides together. */
  readonly texts: ReadonlyMap<Oid, Buffer>;
  readonly strange: ReadonlyMap<string, TreeEntry>;
  /** What the next commit of notes stands on. */
  readonly parents: readonly Oid[];
}

/** What the remote has now, with its objects. */
async function sharedTip(repo: Repo, remote: string | null, ref: string): Promise<Result<Oid | null>> {
  if (remote === null) return ok(null);
  const refs = await remoteRefs(repo, remote, [ref]);
  if (!refs.ok) return refs;
  const tip = refs.value.get(ref) ?? null;
  if (tip === null || (await repo.reader.info(tip)) !== null) return ok(tip);
  const fetched = await fetchRefs(repo, remote, [ref]);
  return fetched.ok ? ok(tip) : fetched;
}

async function parentsOf(repo: Repo, local: Oid | null, shared: Oid | null): Promise<Result<readonly Oid[]>> {
  if (local === null || shared === null || local === shared) return ok([local ?? shared].filter((tip) => tip !== null));
  const [behind, ahead] = await Promise.all([isAncestor(repo, local, shared), isAncestor(repo, shared, local)]);
  if (!behind.ok) return behind;
  if (!ahead.ok) return ahead;
  return ok(behind.value ? [shared] : ahead.value ? [local] : [shared, local]);
}

/** Notes of this clone and of the remote, merged; planning again after a lost race merges what the other one pushed. */
export async function notesBefore(repo: Repo, basis: Basis, ref: string): Promise<Result<NotesBefore>> {
  const shared = await sharedTip(repo, basis.remote, ref);
  if (!shared.ok) return shared;
  const local = await readRef(repo, ref);
  const parents = await parentsOf(repo, local, shared.value);
  if (!parents.ok) return parents;
  const texts = new Map<Oid, Buffer>();
  const strange = new Map<string, TreeEntry>();
  for (const parent of parents.value) {
    const notes = await readNotes(repo, parent);
    for (const [path, entry] of notes.strange) strange.set(path, entry);
    const names = [...notes.blobs];
    await repo.reader.readEach(
      names.map(([, blob]) => blob),
      (object, index) => {
        const [name, blob] = names[index] ?? [];
        if (name === undefined || blob === undefined) return;
        // Not a file, or not here: it stays as it is.
        if (object?.type !== 'blob') return void strange.set(name, { mode: '100644', name, oid: blob });
        const before = texts.get(name);
        texts.set(name, before === undefined ? object.bytes : catSortUniq([before, object.bytes]));
      },
    );
  }
  return ok({ ref, local, shared: shared.value, texts, strange, parents: parents.value });
}

/** Lines to add to the note of each commit, and lines to take away. */
export interface NotesChange {
  readonly add: ReadonlyMap<Oid, readonly string[]>;
  readonly remove: ReadonlyMap<Oid, readonly string[]>;
}

function applied(texts: ReadonlyMap<Oid, Buffer>, { add, remove }: NotesChange): ReadonlyMap<Oid, Buffer> {
  const after = new Map(texts);
  for (const [name, lines] of add)
    after.set(name, catSortUniq([after.get(name) ?? Buffer.alloc(0), Buffer.from(lines.join('\n'))]));
  for (const [name, lines] of remove) {
    // Latin-1 keeps bytes that are no UTF-8 as they are.
    const gone = new Set(lines.map((line) => Buffer.from(line, 'utf8').toString('latin1')));
    const kept = (after.get(name)?.toString('latin1') ?? '')
      .split('\n')
      .filter((line) => line !== '' && !gone.has(line));
    if (kept.length === 0) after.delete(name);
    else after.set(name, Buffer.from(`${kept.join('\n')}\n`, 'latin1'));
  }
  return after;
}

/** `refs/notes/gitcrq/links` holds links. */
const noun = (ref: string): string => ref.slice(ref.lastIndexOf('/') + 1, -1);
const shown = (line: string): string => line.replace(/,"sig":"[^"]*"/, '').slice(0, 200);

const said = (ref: string, { add, remove }: NotesChange): readonly string[] =>
  [
    ...[...add].map((some) => ['add', ...some] as const),
    ...[...remove].map((some) => ['remove', ...some] as const),
  ].flatMap(([verb, commit, lines]) =>
    lines.map((line) => `${verb} the ${noun(ref)} of ${commit.slice(0, 12)}: ${shown(line)}`),
  );

/** The steps to a new commit of notes with this change. */
export async function notesSteps(
  repo: Repo,
  basis: Basis,
  before: NotesBefore,
  change: NotesChange,
  title: string,
): Promise<Result<readonly Step[]>> {
  const blobs = new Map<Oid, Oid>();
  for (const [name, text] of applied(before.texts, change)) blobs.set(name, repo.writer.write('blob', text));
  const tree = await writeNotes(repo, { blobs, strange: before.strange });
  const written = await writeCommit(repo, { tree, parents: before.parents, message: `${title}\n` });
  if (!written.ok) return written;
  const to = written.value;
  const { remote } = basis;
  const { ref, local, shared } = before;
  const within = said(ref, change);
  if (remote === null) return ok([{ kind: 'refs', changes: [{ ref, from: local, to }], reason: title, within }]);
  return ok([
    { kind: 'push', remote, changes: [{ ref, from: shared, to }], within },
    { kind: 'advance', ref, from: local, to, dirs: [] },
  ]);
}
