/** No two branches differ in capitals alone. */
import { HEADS } from '../../domain/branch-name.ts';
import { branchRef, listRefs, trackingRef } from '../../git/refs.ts';
import { isBaseBranch } from '../../store/basis.ts';
import { quoted } from '../quote.ts';
import type { TipRule } from '../rule.ts';
import type { Scope } from '../scope.ts';

async function twinOf(name: string, { repo, basis }: Scope): Promise<string | undefined> {
  const folders = [HEADS, ...(basis.remote === null ? [] : [trackingRef(basis.remote, '')])];
  const refs = await listRefs(repo, folders);
  if (!refs.ok) throw refs.error;
  return [...refs.value.keys()]
    .map((ref) => ref.slice((folders.find((folder) => ref.startsWith(folder)) ?? '').length))
    .find((other) => other !== name && other.toLowerCase() === name.toLowerCase());
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
