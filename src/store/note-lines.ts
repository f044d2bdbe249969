/**
 * Notes that hold one record a line, sorted and unique, so that two clones' notes merge without a question. What is no
 * record is named with its line and the reason; a note that is too long is not read.
 */
import type { Oid } from '../domain/brand.ts';
import { readNotes } from '../git/notes.ts';
import type { Repo } from '../git/repo.ts';

export interface UnreadableNote {
  /** The commit the note is about, or the path of what is no note. */
  readonly about: string;
  readonly line: number;
  readonly reason: string;
  /** The command that shows or mends it. */
  readonly next: string;
}

export interface NoteLines<T> {
  /** The commit of notes this was read from; null if there is none. */
  readonly tip: Oid | null;
  readonly found: ReadonlyMap<Oid, readonly T[]>;
  readonly unreadable: readonly UnreadableNote[];
}

/** A thousand links of one commit would be less, and so would two hundred reviews. */
const MOST_BYTES = 1 << 18;

export interface NoteReading<T> {
  readonly ref: string;
  /** The commit of notes; without it, what the ref says. */
  readonly at?: Oid | null | undefined;
  /** One line, or why it is no record. */
  readonly parse: (line: string, about: Oid, number: number) => T | string;
}

/** Reads every record there is. */
export async function readNoteLines<T>(repo: Repo, { ref, at, parse }: NoteReading<T>): Promise<NoteLines<T>> {
  const tip = at === undefined ? ((await repo.reader.info(`${ref}^{commit}`))?.oid ?? null) : at;
  const { blobs, strange } = await readNotes(repo, tip);
  const list = `git ls-tree -r ${ref}`;
  const edit = (about: Oid): string => `git notes --ref=${ref.replace('refs/notes/', '')} edit ${about}`;
  const found = new Map<Oid, readonly T[]>();
  const unreadable: UnreadableNote[] = [...strange.keys()].map((about) => ({
    about,
    line: 1,
    reason: 'it is no note about a commit',
    next: list,
  }));
  const names = [...blobs];
  const readOne = (about: Oid, bytes: Buffer): void => {
    const records: T[] = [];
    for (const [index, line] of bytes.toString('utf8').split('\n').entries()) {
      if (line === '') continue;
      const record = parse(line, about, index + 1);
      if (typeof record === 'string') unreadable.push({ about, line: index + 1, reason: record, next: edit(about) });
      else records.push(record);
    }
    if (records.length > 0) found.set(about, records);
  };
  const sizes = await Promise.all(names.map(([, blob]) => repo.reader.info(blob)));
  const small = names.filter(([about], index) => {
    const size = sizes[index]?.size ?? 0;
    if (size > MOST_BYTES) unreadable.push({ about, line: 1, reason: `it is ${size} bytes long`, next: edit(about) });
    return size <= MOST_BYTES;
  });
  await repo.reader.readEach(
    small.map(([, blob]) => blob),
    (object, index) => {
      const about = small[index]?.[0];
      if (about === undefined) return;
      if (object?.type === 'blob') readOne(about, object.bytes);
      else unreadable.push({ about, line: 1, reason: 'it is no file', next: list });
    },
  );
  return { tip, found, unreadable };
}
