/** Links by notes for a verdict: brought here from the remote where one could be missing, and what cannot be read. */
import { fail, ok, type Result } from '../domain/result.ts';
import { isAncestor, readRef } from '../git/refs.ts';
import { fetchRefs, remoteRefs } from '../git/remote.ts';
import type { Repo } from '../git/repo.ts';
import type { Basis } from '../store/basis.ts';
import { LINKS_REF, type LinkNotes } from '../store/notes.ts';
import { RECORDS_NOT_FETCHED } from './errors.ts';
import type { Finding } from './rule.ts';

/**
 * Brings newer notes from the remote; answers whether there were any. A remote that cannot be asked changes nothing: what
 * this clone knows is then judged, and a link that is missing here stays a finding.
 */
export async function fetchLinkNotes(repo: Repo, basis: Basis): Promise<Result<boolean>> {
  const { remote } = basis;
  if (remote === null) return ok(false);
  const refs = await remoteRefs(repo, remote, [LINKS_REF]);
  const there = refs.ok ? (refs.value.get(LINKS_REF) ?? null) : null;
  const here = await readRef(repo, LINKS_REF);
  if (there === null || there === here) return ok(false);
  const known = here !== null && (await repo.reader.info(there)) !== null && (await isAncestor(repo, there, here));
  if (known !== false && known.ok && known.value) return ok(false);
  // Without `+`: links that only this clone has are not thrown away.
  const fetched = await fetchRefs(repo, remote, [`${LINKS_REF}:${LINKS_REF}`]);
  if (fetched.ok) return ok(true);
  return fail(RECORDS_NOT_FETCHED, `the links by notes of ${remote} cannot be fetched: ${fetched.error.message}`, [
    `git fetch ${remote} ${LINKS_REF}:${LINKS_REF}`,
  ]);
}

/** What is in the notes and is no link, as warnings: it links nothing, and nobody should believe that it does. */
export const unreadableNotes = ({ unreadable }: LinkNotes): readonly Finding[] =>
  unreadable.slice(0, 20).map(({ about, line, reason }) => ({
    rule: 'link/missing',
    level: 'warning',
    ref: LINKS_REF,
    line,
    message: `the note of ${about.slice(0, 40)} links nothing; line ${line}: ${reason}`,
    next: 'gitcrq link list',
  }));
