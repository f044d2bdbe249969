/**
 * Links by notes, for commits that cannot be rewritten: `refs/notes/gitcrq/links`, one JSON object a line in the note
 * of each commit. Lines are sorted and unique, so that two clones' notes merge without a question.
 */
import type { CrqId, Oid } from '../domain/brand.ts';
import { parseWrittenId } from '../domain/id.ts';
import { isLinked, type Links } from '../domain/message.ts';
import type { Repo } from '../git/repo.ts';
import { readNoteLines, type UnreadableNote } from './note-lines.ts';

export const LINKS_REF = 'refs/notes/gitcrq/links';

/** Which runs made a commit: kept in one clone, and judging nothing. */
export const RUNS_REF = 'refs/notes/gitcrq/runs';

export interface LinkNote {
  readonly crq: CrqId;
  /** The id in the message that this one takes the place of. */
  readonly instead_of?: CrqId;
  /** `Name <address>` */
  readonly by: string;
  /** RFC 3339. */
  readonly at: string;
}

export interface LinkNotes {
  /** The commit of notes this was read from; null if there is none. */
  readonly tip: Oid | null;
  readonly links: ReadonlyMap<Oid, readonly LinkNote[]>;
  readonly unreadable: readonly UnreadableNote[];
}

const SCHEMA = 1;

export const linkLine = ({ crq, instead_of, by, at }: LinkNote): string =>
  JSON.stringify({ schema: SCHEMA, crq, ...(instead_of === undefined ? {} : { instead_of }), by, at });

const own = (value: object, key: string): unknown => Object.getOwnPropertyDescriptor(value, key)?.value;

/** One line, or why it is no link. */
export function parseLink(line: string, prefixes: readonly string[]): LinkNote | string {
  let value: unknown;
  try {
    value = JSON.parse(line);
  } catch {
    return 'it is no JSON';
  }
  if (typeof value !== 'object' || value === null) return 'it is no JSON object';
  if (own(value, 'schema') !== SCHEMA) return `its schema is not ${SCHEMA}`;
  const id = (key: string): CrqId | null => {
    const text = own(value, key);
    return typeof text === 'string' ? parseWrittenId(text, prefixes) : null;
  };
  const text = (key: string): string => {
    const found = own(value, key);
    return typeof found === 'string' ? found.replace(/\p{Cc}/gu, ' ').slice(0, 200) : '';
  };
  const [crq, instead] = [id('crq'), id('instead_of')];
  if (crq === null) return `its crq is no id with a prefix of ${prefixes.join(', ')}`;
  if (own(value, 'instead_of') !== undefined && instead === null) return 'its instead_of is no id';
  return { crq, ...(instead === null ? {} : { instead_of: instead }), by: text('by'), at: text('at') };
}

/** Reads every link there is; what is none is named with its line and the reason, and links nothing. */
export async function readLinkNotes(repo: Repo, prefixes: readonly string[], at?: Oid | null): Promise<LinkNotes> {
  const parse = (line: string): LinkNote | string => parseLink(line, prefixes);
  const { tip, found, unreadable } = await readNoteLines(repo, { ref: LINKS_REF, at, parse });
  return { tip, links: found, unreadable };
}

/** What the message says, and what the notes say in its place or beside it. */
export function withNotes(links: Links, notes: readonly LinkNote[] | undefined): Links {
  if (notes === undefined) return links;
  const replaced = new Set(notes.map(({ instead_of }) => instead_of));
  const own = isLinked(links) ? links.crqs.filter((id) => !replaced.has(id)) : [];
  const crqs = [...new Set([...own, ...notes.map(({ crq }) => crq)])];
  return { via: own.length > 0 ? links.via : 'note', crqs };
}

/** The commits that a note links to this request. */
export const notedFor = (links: LinkNotes['links'], id: CrqId): readonly Oid[] =>
  [...links].filter(([, notes]) => notes.some(({ crq }) => crq === id)).map(([oid]) => oid);
