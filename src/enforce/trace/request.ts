/** From the words of `trace` to a request, and what had to be assumed on a repository that never adopted gitcrq. */
import { parseWrittenId } from '../../domain/id.ts';
import { fail, ok, type Result } from '../../domain/result.ts';
import type { Repo } from '../../git/repo.ts';
import { type Basis, POLICY_FILE } from '../../store/basis.ts';
import { SHALLOW, TRACE_UNKNOWN } from '../errors.ts';
import { prefixesOf } from '../range.ts';
import { shallowCommits } from '../shallow.ts';
import { gitDate } from './dates.ts';
import { detectPrefixes } from './prefixes.ts';
import { select } from './select.ts';
import type { TraceRequest } from './trace.ts';

export interface TraceWords {
  readonly words: readonly string[];
  /** Paths behind `--`. */
  readonly paths: readonly string[];
  readonly since: string | undefined;
  readonly until: string | undefined;
  readonly author: string | undefined;
  readonly gaps: boolean;
  readonly prefixes: readonly string[];
  readonly external: boolean;
}

export interface Understood {
  readonly request: TraceRequest;
  /** What was assumed, for people; empty if nothing. */
  readonly assumed: readonly string[];
}

interface Prefixes {
  readonly prefixes: readonly string[];
  readonly assumed: readonly string[];
}

/** The prefixes given, else the policy's, else those the subjects show. */
async function prefixesFor(repo: Repo, basis: Basis, head: string, words: TraceWords): Promise<Result<Prefixes>> {
  const given = prefixesOf(words.prefixes);
  if (!given.ok) return given;
  if (given.value.length > 0) return ok({ prefixes: given.value, assumed: [] });
  if (basis.adopted && !words.external) return ok({ prefixes: basis.policy.crq.prefixes, assumed: [] });
  const found = await detectPrefixes(repo, head);
  if (!found.ok) return found;
  // Ids that the words ask for count as well, found or not.
  const asked = words.words
    .map((word) => /^([A-Za-z][A-Za-z0-9_]*)-\d+$/.exec(word)?.[1]?.toUpperCase())
    .filter((prefix) => prefix !== undefined);
  const prefixes = [
    ...new Set([
      ...found.value.map(({ prefix }) => prefix),
      ...asked.filter((prefix) => parseWrittenId(`${prefix}-1`, [prefix]) !== null),
    ]),
  ];
  const where = `${basis.base} has no ${POLICY_FILE}`;
  if (prefixes.length === 0)
    return ok({
      prefixes: basis.policy.crq.prefixes,
      assumed: [
        `${where} and the last 1,000 subjects show no id key; looking for ${basis.policy.crq.prefixes.join(', ')}- (--prefix KEY for another)`,
      ],
    });
  const said = found.value.map(({ prefix, subjects }) => `${prefix}- (leads ${subjects} of the last 1,000 subjects)`);
  return ok({
    prefixes,
    assumed: [
      `${basis.adopted ? 'with --external' : where}; taken as ids: ${said.length > 0 ? said.join(', ') : `${prefixes.join(', ')}-`}`,
    ],
  });
}

function filters(words: TraceWords): Result<readonly string[]> {
  const args: string[] = [];
  for (const side of ['since', 'until'] as const) {
    const text = words[side];
    const date = text === undefined ? null : gitDate(text, side);
    if (date?.ok === false) return date;
    if (date !== null) args.push(`--${side}=${date.value}`);
  }
  if (words.author !== undefined) args.push('--fixed-strings', '--regexp-ignore-case', `--author=${words.author}`);
  return ok(args);
}

/** Fails: TRACE_AMBIGUOUS, TRACE_UNKNOWN, DATE_INVALID, PREFIX_INVALID, SHALLOW. */
export async function understand(repo: Repo, basis: Basis, words: TraceWords): Promise<Result<Understood>> {
  const head = repo.head.oid ?? basis.seen;
  if (head === null)
    return fail(
      TRACE_UNKNOWN,
      'there is no commit yet',
      ['git commit --allow-empty -m "First commit"'],
      'Only commits can be traced.',
    );
  if (shallowCommits(repo).size > 0)
    return fail(SHALLOW, 'this clone does not have the whole history', ['git fetch --unshallow']);
  const narrowed = filters(words);
  if (!narrowed.ok) return narrowed;
  const prefixes = await prefixesFor(repo, basis, head, words);
  if (!prefixes.ok) return prefixes;
  const selection = await select(repo, words.words, words.paths, prefixes.value.prefixes);
  if (!selection.ok) return selection;
  const adopted = basis.adopted && !words.external;
  return ok({
    request: {
      selection: selection.value,
      prefixes: prefixes.value.prefixes,
      adopted,
      head,
      filters: narrowed.value,
      gapsOnly: words.gaps,
    },
    assumed: prefixes.value.assumed,
  });
}
