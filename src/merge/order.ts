/** The order of the queue: dependencies first, then priority, then who closed first. */
import type { CrqId } from '../domain/brand.ts';
import { PRIORITIES } from '../domain/crq.ts';
import { compareIds } from '../domain/id.ts';
import { ok, type Result } from '../domain/result.ts';
import { isAncestor } from '../git/refs.ts';
import type { Repo } from '../git/repo.ts';
import { requestOf, type Waiting } from './waiting.ts';

/** An unknown priority counts as medium. */
function rank(entry: Waiting): number {
  const at = (PRIORITIES as readonly string[]).indexOf(requestOf(entry)?.priority ?? 'medium');
  return at === -1 ? PRIORITIES.indexOf('medium') : at;
}

const compare = (a: Waiting, b: Waiting): number =>
  rank(a) - rank(b) ||
  (a.asked_s ?? Infinity) - (b.asked_s ?? Infinity) ||
  compareIds(a.id, b.id) ||
  (a.branch < b.branch ? -1 : 1);

/**
 * Each entry after those it depends on, as far as they wait too; a circle keeps the plain order, and its requirement
 * tells of it.
 */
function ordered(entries: readonly Waiting[]): readonly Waiting[] {
  const plain = entries.toSorted(compare);
  const byId = new Map<CrqId, Waiting[]>();
  for (const entry of plain) byId.set(entry.id, [...(byId.get(entry.id) ?? []), entry]);
  const placed = new Set<Waiting>();
  const visit = (entry: Waiting, above: ReadonlySet<CrqId>): void => {
    if (placed.has(entry) || above.has(entry.id)) return;
    const on = new Set(above).add(entry.id);
    for (const id of requestOf(entry)?.depends_on ?? []) for (const first of byId.get(id) ?? []) visit(first, on);
    placed.add(entry);
  };
  for (const entry of plain) visit(entry, new Set());
  return [...placed];
}

/** Does another branch of its request wait behind it, with work that its own landing does not bring along? */
async function isLast(repo: Repo, { id, head }: Waiting, behind: readonly Waiting[]): Promise<Result<boolean>> {
  for (const other of behind) {
    if (other.id !== id || other.asked_s === null) continue;
    const brought = await isAncestor(repo, other.head, head);
    if (!brought.ok || !brought.value) return brought.ok ? ok(false) : brought;
  }
  return ok(true);
}

/** The queue in its order. Of several branches of one request that ask, all but the last are marked as such. */
export async function queued(repo: Repo, entries: readonly Waiting[]): Promise<Result<readonly Waiting[]>> {
  const order = ordered(entries);
  const places: Waiting[] = [];
  for (const [at, entry] of order.entries()) {
    const last = await isLast(repo, entry, order.slice(at + 1));
    if (!last.ok) return last;
    places.push({ ...entry, last: last.value });
  }
  return ok(places);
}
