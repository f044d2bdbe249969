/** An id is given once. */
import type { CrqId, Oid } from '../../domain/brand.ts';
import { pathStem } from '../../domain/crq.ts';
import { parseWrittenId } from '../../domain/id.ts';
import { isAncestor } from '../../git/refs.ts';
import type { Repo } from '../../git/repo.ts';
import { recordChanges } from '../record-changes.ts';
import type { Fault, TipRule } from '../rule.ts';
import type { Scope } from '../scope.ts';

interface Birth {
  readonly commit: Oid;
  readonly path: string;
  readonly blob: Oid;
}

/** A file that went again, as when the request got another number, is no second one. */
async function standing(repo: Repo, made: readonly Birth[], ends: readonly Oid[]): Promise<Birth[]> {
  const left: Birth[] = [];
  for (const birth of made) {
    const gone = await Promise.all(ends.map((end) => isAncestor(repo, birth.commit, end)));
    if (!gone.some((answer) => answer.ok && answer.value)) left.push(birth);
  }
  return left;
}

/** Commits of these revisions that bring a file of a request, by path; a merge brings nothing of its own. */
async function births({ repo }: Scope, revisions: readonly string[], paths: readonly string[]) {
  const found = new Map<string, Birth[]>();
  const ends = new Map<string, Oid[]>();
  const args = ['--no-merges', '--diff-filter=AD', ...revisions];
  for (const [commit, changes] of await recordChanges(repo, args, paths))
    for (const { path, to } of changes)
      if (to !== null) found.set(path, [...(found.get(path) ?? []), { commit, path, blob: to }]);
      else ends.set(path, [...(ends.get(path) ?? []), commit]);
  for (const [path, some] of found) found.set(path, await standing(repo, some, ends.get(path) ?? []));
  return found;
}

/** Paths that may have been made twice: those that the range makes and the target has. */
async function suspects({ repo, changes }: Scope, base: Oid): Promise<readonly string[]> {
  const made = new Set<string>();
  for (const some of changes.values())
    for (const { path, from } of some)
      if (from === null && !made.has(path) && (await repo.reader.info(`${base}:${path}`)) !== null) made.add(path);
  return [...made];
}

/** What a request was when it was made: a copy by a squash or a cherry-pick is the same one. */
async function isSame(scope: Scope, id: CrqId, one: Birth, other: Birth): Promise<boolean> {
  if (one.blob === other.blob) return true;
  const [left, right] = await Promise.all([scope.states.of(one.blob, id), scope.states.of(other.blob, id)]);
  if (left.kind !== 'read' || right.kind !== 'read') return false;
  const facts = ({ crq: { created, author, title } }: typeof left): string => [created, author, title].join('\0');
  return facts(left) === facts(right);
}

/** The second of two births, if they are of two requests: neither came after the other. */
async function twin(scope: Scope, id: CrqId, found: readonly Birth[]): Promise<readonly [Birth, Birth] | null> {
  for (const [index, one] of found.entries())
    for (const other of found.slice(index + 1)) {
      if (await isSame(scope, id, one, other)) continue;
      const [before, after] = await Promise.all([
        isAncestor(scope.repo, one.commit, other.commit),
        isAncestor(scope.repo, other.commit, one.commit),
      ]);
      if (before.ok && after.ok && !before.value && !after.value) return [one, other];
    }
  return null;
}

export const crqDuplicateId: TipRule = {
  id: 'crq/duplicate-id',
  title: 'An id is given to one request.',
  why: 'Two requests under one id are one file: the second cannot land, or takes the place of the first.',
  bad: `sed 's/CRQ-42/CRQ-44/; s/^title: .*/title: Add logout/' crqs/CRQ-42.md >crqs/CRQ-44.md
git add crqs
git commit -m "Open CRQ-44" -m "CRQ: CRQ-44"        # which the base has meanwhile`,
  good: 'gitcrq start "Add logout"',
  level: 'error',
  judges: 'tip',
  async judge(scope) {
    const { range, basis, prefixes } = scope;
    // Where all history is judged nothing waits to land, and what landed cannot be mended here: gitcrq doctor names it.
    const paths = range.base === null ? [] : await suspects(scope, range.base);
    if (range.base === null || paths.length === 0) return [];
    const faults: Fault[] = [];
    for (const [path, found] of await births(scope, [range.head, range.base], paths)) {
      const stem = pathStem(basis.policy.crq.directory, path);
      const id = stem === null ? null : parseWrittenId(stem, prefixes);
      const two = id === null || found.length < 2 ? null : await twin(scope, id, found);
      if (id === null || two === null) continue;
      const [one, other] = two.map(({ commit }) => commit.slice(0, 12));
      faults.push({
        crq: id,
        path,
        message: `${id} was made twice, by ${one} and by ${other}`,
        next: `gitcrq crq renumber ${id}`,
      });
    }
    return faults;
  },
};
