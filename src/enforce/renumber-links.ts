/** The notes by which commits of a request stay linked when it gets another id: their messages cannot be rewritten. */
import type { OwnRecord } from '../crq/renumber-place.ts';
import type { CrqId, Oid } from '../domain/brand.ts';
import { isLinked, linksOf, parseMessage } from '../domain/message.ts';
import { ok, type Result } from '../domain/result.ts';
import { logCommits } from '../git/log.ts';
import type { Repo } from '../git/repo.ts';
import { type LinkNote, linkLine, parseLink } from '../store/notes.ts';
import type { LinkChange } from './link.ts';
import type { NotesBefore } from './notes-plan.ts';

/** The lines for one commit: what its message says, and what notes said before. */
function linesFor(links: readonly CrqId[], note: string, was: CrqId, fresh: LinkNote, prefixes: readonly string[]) {
  const replaced = new Set<CrqId | undefined>(links.includes(was) ? [was] : []);
  const gone: string[] = [];
  for (const line of note.split('\n')) {
    const link = line === '' ? '' : parseLink(line, prefixes);
    if (typeof link === 'string' || link.crq !== was) continue;
    gone.push(line);
    replaced.add(link.instead_of);
  }
  const added = [...replaced].map((old) => linkLine({ ...fresh, ...(old === undefined ? {} : { instead_of: old }) }));
  return { added, gone };
}

/** Over the branch's own commits. What is older than the request means another one by its id, unless a note says otherwise. */
export async function relink(
  repo: Repo,
  before: NotesBefore,
  { tip, made, bases, stored }: OwnRecord,
  fresh: LinkNote,
  prefixes: readonly string[],
): Promise<Result<LinkChange>> {
  const was = stored.crq.id;
  const not = bases.map((oid) => `^${oid}`);
  const listed = await repo.output('listing commits', ['rev-list', `${made}^@`, ...not, '--']);
  if (!listed.ok) return listed;
  const older = new Set(listed.value.split('\n'));
  const commits: Oid[] = [];
  const lines: { commit: Oid; line: string }[] = [];
  const removed: { commit: Oid; line: string }[] = [];
  for await (const { oid, message } of logCommits(repo, [tip, ...not, '--'])) {
    const links = linksOf(parseMessage(message), prefixes);
    const note = before.texts.get(oid)?.toString('utf8') ?? '';
    const { added, gone } = linesFor(isLinked(links) && !older.has(oid) ? links.crqs : [], note, was, fresh, prefixes);
    if (added.length > 0) commits.push(oid);
    lines.push(...added.map((line) => ({ commit: oid, line })));
    removed.push(...gone.map((line) => ({ commit: oid, line })));
  }
  return ok({ crq: fresh.crq, commits, lines, removed });
}
