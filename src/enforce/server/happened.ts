/** What a lander adds to a protected base without a landing: commits that say what has happened to it, each of which is true. */
import { readCommit } from '../../git/commit.ts';
import type { RefChange } from '../../git/refs.ts';
import type { Basis } from '../../store/basis.ts';
import { closesLanded } from './closes-landed.ts';
import { opensReverted } from './opens-reverted.ts';
import type { Push } from './push.ts';

/** A lander looks at the last hundred landings, and closes by one commit. */
const MOST = 101;

/** Throws GitcrqError. */
export async function saysWhatHappened(push: Push, basis: Basis, { from, to }: RefChange): Promise<boolean> {
  let at = to;
  for (let count = 0; at !== null && at !== from; count++) {
    const commit = count < MOST ? await readCommit(push.repo, at) : null;
    const [parent, ...others] = commit?.parents ?? [];
    if (commit === null || parent === undefined || others.length > 0) return false;
    const move = { from: parent, to: at, message: commit.message };
    if (!(await closesLanded(push, basis, move)) && !(await opensReverted(push, basis, move))) return false;
    at = parent;
  }
  return from !== null && at === from;
}
