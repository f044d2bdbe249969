/**
 * Between the rules and whoever takes their findings: only where a link is missing can a note that is not here yet change
 * the verdict. The first such finding asks the remote; until then findings are held back, so that none is told that newer
 * notes would take away.
 */
import type { Repo } from '../git/repo.ts';
import type { Basis } from '../store/basis.ts';
import { fetchLinkNotes } from './notes-read.ts';
import type { Finding } from './rule.ts';
import type { Range } from './scope.ts';

/** Is given findings as they are made. */
export type Take = (findings: readonly Finding[]) => void | Promise<void>;

/** Answers false if newer notes have come, and everything has to be judged anew. Throws GitcrqError. */
export type Hold = (findings: readonly Finding[]) => Promise<boolean>;

/** `flush` gives what is still held when everything has been judged. */
export function holding(
  repo: Repo,
  basis: Basis,
  range: Range,
  take: Take,
): { readonly hold: Hold; readonly flush: () => Promise<void> } {
  let asked = range.external !== undefined;
  let held: Finding[] = [];
  const flush = async (): Promise<void> => {
    const some = held;
    held = [];
    if (some.length > 0) await take(some);
  };
  const hold: Hold = async (findings) => {
    for (const finding of findings) held.push(finding);
    if (!asked && findings.some(({ rule }) => /^(?:link|merge)\//.test(rule))) {
      asked = true;
      const fetched = await fetchLinkNotes(repo, basis);
      if (!fetched.ok) throw fetched.error;
      if (fetched.value) {
        held = [];
        return false;
      }
    }
    if (asked) await flush();
    return true;
  };
  return { hold, flush };
}
