/**
 * Commits that need not be asked for states again. In a history judged as a whole, what a lasting rule says follows from
 * the commit, its parents and the policy: a clean verdict stays. Kept are the end of the history that was judged and the
 * commits of it that are still open; never a verdict on a range, which also depends on where its target stands now.
 */
import { isOid, type Oid } from '../domain/brand.ts';
import { isAltered } from '../git/altered.ts';
import { isAncestor } from '../git/refs.ts';
import type { Repo } from '../git/repo.ts';
import type { Basis } from '../store/basis.ts';
import { type Keeping, keep, recallJson } from '../store/kept.ts';
import type { Adoption } from './adoption.ts';
import type { JudgedCommit } from './commit.ts';
import { isRecordEdit, linkStates } from './link-state.ts';
import { type RecordChange, recordChanges } from './record-changes.ts';
import type { Range, Scope } from './scope.ts';

export interface Settled {
  readonly tip: Oid;
  /** Commits of its history that are judged each time. */
  readonly open: readonly Oid[];
}

/** More are not kept: a history that is wrong from end to end is judged from end to end. */
const MAX_OPEN = 20_000;

const keeping = (basis: Basis, adoption: Adoption): Keeping => ({
  name: 'settled.json',
  from: [basis.policy, basis.base, adoption.oid],
});

function settledIn(value: unknown): Settled | null {
  const { tip, open } = value as { readonly tip: unknown; readonly open: unknown }; // checked in the next lines
  const isName = (name: unknown): name is Oid => typeof name === 'string' && isOid(name);
  return isName(tip) && Array.isArray(open) && open.every(isName) ? { tip, open } : null;
}

export const isWhole = ({ all, base, external, exclude = [] }: Range): boolean =>
  all === true && base === null && external === undefined && exclude.length === 0;

/** What is known of this history; null if nothing is. */
export async function recallSettled(
  repo: Repo,
  basis: Basis,
  range: Range,
  adoption: Adoption | null,
): Promise<Settled | null> {
  if (adoption === null || !isWhole(range)) return null;
  const kept = recallJson(repo, keeping(basis, adoption), settledIn);
  if (kept === null || (await isAltered(repo))) return null;
  const reached = await isAncestor(repo, kept.tip, range.head);
  return reached.ok && reached.value ? kept : null;
}

export interface Unsettled {
  /** Has this commit of the range to be asked for states? */
  readonly asks: (commit: string) => boolean;
  /** What the commits changed that are asked, as `recordChanges` answers it. */
  readonly changes: ReadonlyMap<Oid, readonly RecordChange[]>;
}

/** The part of the range that is not settled. A commit with a note is asked each time: notes come and go. */
export async function unsettledPart(
  repo: Repo,
  revisions: readonly string[],
  paths: readonly string[],
  settled: Settled,
  noted: ReadonlyMap<Oid, unknown>,
): Promise<Unsettled> {
  const since = revisions.includes('--not') ? [...revisions, settled.tip] : [...revisions, '--not', settled.tip];
  const list = await repo.output('listing new commits', ['rev-list', ...since]);
  if (!list.ok) throw list.error;
  const asked = new Set<string>([...list.value.split('\n'), ...settled.open, ...noted.keys()]);
  asked.delete('');
  // Named one by one: a walk leaves a merge out that is like the one parent which the walk is told not to go to.
  const named = ['--no-walk=unsorted', '--ignore-missing', '--stdin'];
  return {
    asks: (commit) => asked.has(commit),
    changes: asked.size === 0 ? new Map() : await recordChanges(repo, named, paths, [...asked].join('\n')),
  };
}

/** Will the lasting rules, which found nothing here, find nothing for ever? */
export async function isSettled(commit: JudgedCommit, scope: Scope): Promise<boolean> {
  // Whether a deletion is one depends on what the end of the history holds.
  if (commit.noted.length > 0 || commit.changes.some(({ to }) => to === null)) return false;
  if (!commit.linked) return true;
  const states = await linkStates(commit, scope);
  // What is accepted for a merge of the target depends on what the target went through.
  return states.some(({ state }) => state === 'accepting') || isRecordEdit(commit, scope);
}

/** Keeps what this judgement of a whole history found, unless it is what was known. */
export async function keepSettled(
  repo: Repo,
  basis: Basis,
  range: Range,
  adoption: Adoption | null,
  found: { readonly before: Settled | null; readonly open: readonly Oid[] },
): Promise<void> {
  const { before, open } = found;
  if (adoption === null || !isWhole(range) || adoption.isBefore(range.head) || open.length > MAX_OPEN) return;
  if (before?.tip === range.head && before.open.join() === open.join()) return;
  if (!(await isAltered(repo)))
    keep(repo, keeping(basis, adoption), JSON.stringify({ tip: range.head, open } satisfies Settled));
}
