/** `link add` and `link prune`: which lines of the notes come and go. */
import { revisionOid } from '../crq/branch-new.ts';
import { askedId, findCrq } from '../crq/find.ts';
import type { CrqId, Oid } from '../domain/brand.ts';
import { fail, ok, type Result } from '../domain/result.ts';
import { formatPerson, identity } from '../git/config.ts';
import type { Repo } from '../git/repo.ts';
import type { Plan } from '../plan/step.ts';
import type { Basis } from '../store/basis.ts';
import { NOTHING_TO_CHANGE } from '../store/errors.ts';
import type { UnreadableNote } from '../store/note-lines.ts';
import { LINKS_REF, type LinkNote, linkLine, readLinkNotes } from '../store/notes.ts';
import { LINKS_EMPTY_RANGE, SHALLOW } from './errors.ts';
import { type NotesChange, notesBefore, notesSteps } from './notes-plan.ts';
import { fetchLinkNotes } from './notes-read.ts';
import { shallowCommits } from './shallow.ts';

export interface LinkChange {
  /** The request of an added link; null for a prune. */
  readonly crq: CrqId | null;
  readonly commits: readonly Oid[];
  /** The lines that came or went, for undo. */
  readonly lines: readonly { readonly commit: Oid; readonly line: string }[];
  /** Lines that went where others came. */
  readonly removed?: LinkChange['lines'];
}

/** Commits that a word names: one, or those of a range. */
async function commitsOf(repo: Repo, word: string): Promise<Result<readonly Oid[]>> {
  if (!word.includes('..')) {
    const one = await revisionOid(repo, word);
    return one.ok ? ok([one.value]) : one;
  }
  const [from = '', to = '', ...more] = word.split('..');
  const side = (text: string): string => (text === '' ? 'HEAD' : text);
  const start = await revisionOid(repo, more.length > 0 ? word : side(from));
  const end = await revisionOid(repo, side(to));
  if (!start.ok) return start;
  if (!end.ok) return end;
  const list = await repo.output('listing a range', ['rev-list', end.value, '--not', start.value]);
  if (!list.ok) return list;
  const found = list.value.split('\n').filter((line) => line !== '') as Oid[]; // git's own rev-list
  return found.length > 0
    ? ok(found)
    : fail(LINKS_EMPTY_RANGE, `there is no commit in ${word}`, ['git log --oneline', 'gitcrq trace --gaps']);
}

const linesOf = (lines: LinkChange['lines']): ReadonlyMap<Oid, readonly string[]> => {
  const found = new Map<Oid, string[]>();
  for (const { commit, line } of lines) found.set(commit, [...(found.get(commit) ?? []), line]);
  return found;
};

export const adding = ({ lines, removed = [] }: LinkChange): NotesChange => ({
  add: linesOf(lines),
  remove: linesOf(removed),
});
export const removing = ({ lines, removed = [] }: LinkChange): NotesChange => ({
  add: linesOf(removed),
  remove: linesOf(lines),
});

/** Who is written into the note, and when: as the committer of a commit. */
export async function signature(repo: Repo): Promise<Result<Pick<LinkNote, 'by' | 'at'>>> {
  const who = await identity(repo, 'COMMITTER');
  if (!who.ok) return who;
  return ok({
    by: formatPerson(who.value),
    at: repo.ports.clock
      .now()
      .toISOString()
      .replace(/\.\d+Z$/, 'Z'),
  });
}

/** Links these commits to a request. Fails: CRQ_NOT_FOUND, REVISION_UNKNOWN, NOTHING_TO_CHANGE. */
export async function planLinkAdd(
  repo: Repo,
  basis: Basis,
  words: readonly string[],
  insteadOf: string | undefined,
): Promise<Result<Plan>> {
  const crq = await findCrq(repo, basis, words.at(-1) ?? '');
  if (!crq.ok) return crq;
  const instead = insteadOf === undefined ? ok(null) : askedId(basis, insteadOf);
  if (!instead.ok) return instead;
  const commits = new Set<Oid>();
  for (const word of words.slice(0, -1)) {
    const named = await commitsOf(repo, word);
    if (!named.ok) return named;
    for (const commit of named.value) commits.add(commit);
  }
  if (commits.size === 0)
    return fail(LINKS_EMPTY_RANGE, 'no commit is named before the id', [`gitcrq link add HEAD ${crq.value.id}`]);
  const before = await notesBefore(repo, basis, LINKS_REF);
  if (!before.ok) return before;
  const signed = await signature(repo);
  if (!signed.ok) return signed;
  const note: LinkNote = {
    crq: crq.value.id,
    ...(instead.value === null ? {} : { instead_of: instead.value }),
    ...signed.value,
  };
  const known = (commit: Oid): boolean =>
    (before.value.texts.get(commit)?.toString('utf8').split('\n') ?? []).some(
      (line) => line.slice(0, line.lastIndexOf('"by"')) === linkLine(note).slice(0, linkLine(note).lastIndexOf('"by"')),
    );
  const fresh = [...commits].filter((commit) => !known(commit));
  if (fresh.length === 0) return fail(NOTHING_TO_CHANGE, `the notes say so already`, ['gitcrq link list']);
  const lines = fresh.map((commit) => ({ commit, line: linkLine(note) }));
  const answer: LinkChange = { crq: note.crq, commits: fresh, lines };
  const title = `Link ${fresh.length === 1 ? (fresh[0] ?? '').slice(0, 12) : `${fresh.length} commits`} to ${note.crq}`;
  const steps = await notesSteps(repo, basis, before.value, adding(answer), title);
  return steps.ok ? ok({ op: 'link add', title, steps: steps.value, answer }) : steps;
}

/** A commit that is not here may be in another clone and not pushed yet; nobody keeps one back for longer than this. */
const UNPUSHED_MS = 90 * 86_400_000;

/** May another clone still have the commit of this note? */
function isYoung(repo: Repo, basis: Basis, note: Buffer | undefined): boolean {
  const now_ms = repo.ports.clock.now().getTime();
  const times = (note?.toString('utf8') ?? '').matchAll(/"at":"([^"]*)"/g);
  return basis.remote !== null && [...times].some(([, at]) => now_ms - Date.parse(at ?? '') < UNPUSHED_MS);
}

/** Removes the notes about commits that are nowhere any more. Fails: SHALLOW. */
export async function planLinkPrune(repo: Repo, basis: Basis): Promise<Result<Plan>> {
  if (shallowCommits(repo).size > 0)
    return fail(SHALLOW, 'this clone lacks commits that others have', ['git fetch --unshallow']);
  const before = await notesBefore(repo, basis, LINKS_REF);
  if (!before.ok) return before;
  const names = [...before.value.texts.keys()];
  const found = await Promise.all(names.map((name) => repo.reader.info(name)));
  const { texts } = before.value;
  const gone = names.filter((name, index) => found[index] === null && !isYoung(repo, basis, texts.get(name)));
  const lines = gone.flatMap((commit) =>
    (before.value.texts.get(commit)?.toString('utf8') ?? '')
      .split('\n')
      .filter((line) => line !== '')
      .map((line) => ({ commit, line })),
  );
  const answer: LinkChange = { crq: null, commits: gone, lines };
  const title =
    gone.length === 1
      ? 'Remove the note of a commit that is gone'
      : `Remove the notes of ${gone.length} commits that are gone`;
  if (gone.length === 0) return ok({ op: 'link prune', title, steps: [], answer });
  const steps = await notesSteps(repo, basis, before.value, removing(answer), title);
  return steps.ok ? ok({ op: 'link prune', title, steps: steps.value, answer }) : steps;
}

export interface ListedLink extends LinkNote {
  readonly commit: Oid;
  /** False: there is no such commit here. */
  readonly exists: boolean;
}

export interface LinkList {
  readonly links: readonly ListedLink[];
  readonly unreadable: readonly UnreadableNote[];
}

/** Fails: RECORDS_NOT_FETCHED, where there are none here and the remote cannot be asked. */
export async function listLinks(repo: Repo, basis: Basis): Promise<Result<LinkList>> {
  if ((await repo.reader.info(LINKS_REF)) === null) {
    const fetched = await fetchLinkNotes(repo, basis);
    if (!fetched.ok) return fetched;
  }
  const { links, unreadable } = await readLinkNotes(repo, basis.policy.crq.prefixes);
  const listed = [...links].map(async ([commit, notes]) => {
    const exists = (await repo.reader.info(commit))?.type === 'commit';
    return notes.map((note) => ({ commit, ...note, exists }));
  });
  return ok({ links: (await Promise.all(listed)).flat(), unreadable });
}

/** The steps that take a pushed change of the notes back, by a new commit of notes. */
export async function undoLinks(repo: Repo, basis: Basis, op: string, answer: LinkChange) {
  const before = await notesBefore(repo, basis, LINKS_REF);
  if (!before.ok) return before;
  const change = op === 'link prune' ? adding(answer) : removing(answer);
  return notesSteps(repo, basis, before.value, change, `Take back: ${op}`);
}
