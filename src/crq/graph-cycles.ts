/** Circles in a graph of ids: for each id that is in one, one of the shortest through it is told, unless told already. */
import type { CrqId } from '../domain/brand.ts';

interface Arrow {
  readonly from: CrqId;
  readonly to: CrqId;
}

function byStart(arrows: readonly Arrow[]): ReadonlyMap<CrqId, readonly CrqId[]> {
  const found = new Map<CrqId, CrqId[]>();
  for (const { from, to } of arrows) {
    const list = found.get(from);
    if (list === undefined) found.set(from, [to]);
    else list.push(to);
  }
  return found;
}

/** Arrows without those that end where nothing starts: what is left leads into a circle. */
function circular(arrows: readonly Arrow[]): readonly Arrow[] {
  const back = byStart(arrows.map(({ from, to }) => ({ from: to, to: from })));
  const out = new Map<CrqId, number>();
  for (const { from } of arrows) out.set(from, (out.get(from) ?? 0) + 1);
  const ends = new Set([...back.keys()].filter((id) => !out.has(id)));
  // A set gives what is added while it is walked.
  for (const end of ends) {
    for (const id of back.get(end) ?? []) {
      const left = (out.get(id) ?? 0) - 1;
      out.set(id, left);
      if (left === 0) ends.add(id);
    }
  }
  return arrows.filter(({ from, to }) => !ends.has(from) && !ends.has(to));
}

/** From `start` back to it, breadth first; null if no way leads back. */
function around(start: CrqId, next: ReadonlyMap<CrqId, readonly CrqId[]>): readonly CrqId[] | null {
  const before = new Map<CrqId, CrqId>();
  const walked = new Set([start]);
  for (const id of walked) {
    for (const to of next.get(id) ?? []) {
      if (to === start) {
        const way = [id];
        for (let at = before.get(id); at !== undefined; at = before.get(at)) way.unshift(at);
        return way;
      }
      if (walked.has(to)) continue;
      walked.add(to);
      before.set(to, id);
    }
  }
  return null;
}

export function cyclesIn(arrows: readonly Arrow[]): readonly (readonly CrqId[])[] {
  const next = byStart(circular(arrows));
  const told = new Set<CrqId>();
  const found: (readonly CrqId[])[] = [];
  for (const id of next.keys()) {
    const way = told.has(id) ? null : around(id, next);
    if (way === null) continue;
    found.push(way);
    for (const one of way) told.add(one);
  }
  return found;
}
