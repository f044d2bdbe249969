/** What a word of `trace` means: a request, a revision, or a path; never a guess between two. */
import { join } from 'node:path';
import type { CrqId } from '../../domain/brand.ts';
import { parseId } from '../../domain/id.ts';
import { quoted } from '../../domain/quote.ts';
import { fail, ok, type Result } from '../../domain/result.ts';
import type { Repo } from '../../git/repo.ts';
import { TRACE_AMBIGUOUS, TRACE_UNKNOWN } from '../errors.ts';

export type Selection =
  | { readonly kind: 'all' }
  | { readonly kind: 'crq'; readonly id: CrqId }
  /** As `git log` takes them; `one` stops after the commit itself. */
  | { readonly kind: 'revision'; readonly revision: string; readonly one: boolean }
  | { readonly kind: 'paths'; readonly paths: readonly string[] };

type Meaning = Exclude<Selection, { kind: 'all' }>;

async function asRevision(repo: Repo, word: string): Promise<Meaning | null> {
  if (word.startsWith('-')) return null;
  const sides = word.split(/\.{2,3}/);
  const found = await Promise.all(sides.map((side) => repo.reader.info(`${side === '' ? 'HEAD' : side}^{commit}`)));
  if (sides.length > 2 || (sides.length === 2 && word === '..') || found.some((commit) => commit === null)) return null;
  return { kind: 'revision', revision: word, one: sides.length === 1 };
}

/** A path of the checkout, or of the last commit; one that is gone needs `--`. */
async function asPath(repo: Repo, word: string): Promise<Meaning | null> {
  const here = repo.ports.files.stat(join(repo.cwd, word)) !== null;
  const there =
    here || (await repo.reader.info(`HEAD:./${word}`)) !== null || (await repo.reader.info(`HEAD:${word}`)) !== null;
  return there ? { kind: 'paths', paths: [word] } : null;
}

const NAMES: Readonly<Record<Meaning['kind'], string>> = {
  crq: 'a change request',
  revision: 'a revision',
  paths: 'a path',
};

const shown = (meaning: Meaning, word: string): string =>
  meaning.kind === 'paths'
    ? `gitcrq trace -- ${quoted(word)}`
    : meaning.kind === 'crq'
      ? `gitcrq crq show ${meaning.id}`
      : `git show ${quoted(word)}`;

async function meaningOf(repo: Repo, word: string, prefixes: readonly string[]): Promise<Result<Meaning>> {
  const id = parseId(word, prefixes);
  const digits = /^\d+$/.test(word);
  // Bare digits are a request; that some of them may begin an object name is chance.
  const revision = digits ? null : await asRevision(repo, word);
  const meanings = [id === null ? null : { kind: 'crq' as const, id }, revision, await asPath(repo, word)].filter(
    (meaning) => meaning !== null,
  );
  const [first, second] = meanings;
  if (first === undefined)
    return fail(TRACE_UNKNOWN, `${JSON.stringify(word.slice(0, 80))} is no request, no revision and no path here`, [
      `gitcrq trace -- ${quoted(word)}`,
      'gitcrq crq list',
    ]);
  if (second === undefined) return ok(first);
  return fail(
    TRACE_AMBIGUOUS,
    `${word} is ${meanings.map(({ kind }) => NAMES[kind]).join(' and ')}`,
    meanings.toReversed().map((meaning) => shown(meaning, word)),
  );
}

/** `words` stand before `--`, `forced` behind it. Fails: TRACE_AMBIGUOUS, TRACE_UNKNOWN. */
export async function select(
  repo: Repo,
  words: readonly string[],
  forced: readonly string[],
  prefixes: readonly string[],
): Promise<Result<Selection>> {
  const meanings: Meaning[] = [];
  for (const word of words) {
    const meaning = await meaningOf(repo, word, prefixes);
    if (!meaning.ok) return meaning;
    meanings.push(meaning.value);
  }
  const paths = [...meanings.flatMap((meaning) => (meaning.kind === 'paths' ? meaning.paths : [])), ...forced];
  const [other, second] = meanings.filter(({ kind }) => kind !== 'paths');
  if (other === undefined) return ok(paths.length === 0 ? { kind: 'all' } : { kind: 'paths', paths });
  if (second === undefined && paths.length === 0) return ok(other);
  return fail(TRACE_AMBIGUOUS, 'a trace is about one request, one revision or range, or any number of paths', [
    'gitcrq trace CRQ-42',
    'gitcrq trace -- PATH PATH',
  ]);
}
