/** No two branches differ in capitals alone. */
import { HEADS } from '../../domain/branch-name.ts';
import { quoted } from '../../domain/quote.ts';
import { branchRef, listRefs, trackingRef } from '../../git/refs.ts';
import type { Repo } from '../../git/repo.ts';
import { isBaseBranch } from '../../store/basis.ts';
import type { TipRule } from '../rule.ts';
import type { Scope } from '../scope.ts';

const known = new WeakMap<Repo, Promise<ReadonlyMap<string, readonly string[]>>>();

/** The branches there are, by their names without capitals: read once, however many names a push brings. */
async function branchesByName(repo: Repo, remote: string | null): Promise<ReadonlyMap<string, readonly string[]>> {
  const folders = [HEADS, ...(remote === null ? [] : [trackingRef(remote, '')])];
  const refs = await listRefs(repo, folders);
  if (!refs.ok) throw refs.error;
  const names = new Map<string, string[]>();
  for (const ref of refs.value.keys()) {
    const name = ref.slice((folders.find((folder) => ref.startsWith(folder)) ?? '').length);
    const alike = names.get(name.toLowerCase()) ?? [];
    alike.push(name);
    names.set(name.toLowerCase(), alike);
  }
  return names;
}

async function twinOf(name: string, { repo, basis }: Scope): Promise<string | undefined> {
  const reading = known.get(repo) ?? branchesByName(repo, basis.remote);
  known.set(repo, reading);
  return (await reading).get(name.toLowerCase())?.find((other) => other !== name);
}

export const branchCaseCollision: TipRule = {
  id: 'branch/case-collision',
  title: 'No other branch has this name in other capitals.',
  why: 'Where file names know no capitals (macOS, Windows), git takes two such branches for one, and one of them is lost.',
  bad: 'git branch feature/CRQ-42-ADD-login',
  good: 'git branch feature/CRQ-42-add-logout',
  level: 'error',
  judges: 'branch',
  async judge(scope) {
    const name = scope.range.branch;
    if (name === null || isBaseBranch(scope.basis, name)) return [];
    const twin = await twinOf(name, scope);
    if (twin === undefined) return [];
    const message = `branch ${name}: there is also ${twin}, which differs in capitals alone`;
    return [{ ref: branchRef(name), message, next: `git branch -m ${quoted(name)} ${quoted(`${name}-2`)}` }];
  },
};
