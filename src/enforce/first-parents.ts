/** The commits that the head itself went through: its first-parent chain, walked once and only if a rule asks. */
import type { Scope } from './scope.ts';

const walked = new WeakMap<Scope, Promise<ReadonlySet<string>>>();

async function walk({ repo, range }: Scope): Promise<ReadonlySet<string>> {
  const list = await repo.output('walking the first parents', ['rev-list', '--first-parent', range.head]);
  if (!list.ok) throw list.error;
  return new Set(list.value.split('\n'));
}

/** Throws GitcrqError GIT_FAILED. */
export function onFirstParents(scope: Scope): Promise<ReadonlySet<string>> {
  const before = walked.get(scope) ?? walk(scope);
  walked.set(scope, before);
  return before;
}
