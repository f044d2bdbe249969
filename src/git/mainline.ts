/** The commits a base went through (its first parents), and which of them brought each other commit along. */
import type { Oid } from '../domain/brand.ts';
import { ok, type Result } from '../domain/result.ts';
import { mergeBase, parseGraph, walk } from './beyond.ts';
import type { Repo } from './repo.ts';

export interface Mainline {
  /** The commit of the mainline that brought this one: itself if it is on it; null for a commit the base does not have. */
  broughtBy(oid: Oid): Oid | null;
  /** Where the work that ends in `tip` left the base, seen from just before it came; null if it never was elsewhere. */
  forkOf(tip: Oid): Promise<Result<Oid | null>>;
  /** Did the mainline have `oid` when it was at its commit `at`? Null where this walk cannot tell. */
  had(oid: Oid, at: Oid): boolean | null;
  /** Number of commits of the base that `oid`, one of them, does not reach; null where this walk cannot tell. */
  after(oid: Oid): number | null;
}

/** `only`: the walk ends at this commit, which is then the only one that may be asked about. */
export async function mainline(repo: Repo, base: Oid, only?: Oid): Promise<Result<Mainline>> {
  const bound = only === undefined ? [] : [`^${only}^@`];
  const text = await repo.output('walking the base', ['rev-list', '--parents', base, ...bound]);
  if (!text.ok) return text;
  const graph = parseGraph(text.value);
  const chain: Oid[] = [];
  for (let at: Oid | undefined = base; at !== undefined && graph.has(at); at = graph.get(at)?.[0]) chain.push(at);
  chain.reverse();
  /** Place on the mainline of the commit that brought each one. */
  const place = new Map<Oid, number>();
  const had: number[] = [];
  for (const [n, tip] of chain.entries()) {
    const open = [tip];
    for (let oid = open.pop(); oid !== undefined; oid = open.pop()) {
      const parents = place.has(oid) ? undefined : graph.get(oid);
      if (parents === undefined) continue;
      place.set(oid, n);
      open.push(...parents);
    }
    had.push(place.size);
  }
  const isOnIt = (oid: Oid): boolean => chain[place.get(oid) ?? -1] === oid;
  return ok({
    broughtBy: (oid) => chain[place.get(oid) ?? -1] ?? null,
    async forkOf(tip) {
      const n = place.get(tip);
      const carrier = chain[n ?? -1];
      if (carrier === undefined || carrier === tip) return ok(null);
      const before = graph.get(carrier)?.[0];
      if (before === undefined) return ok(null);
      if (only !== undefined) return mergeBase(repo, before, tip);
      const { border } = walk((oid) => (place.get(oid) === n ? graph.get(oid) : undefined), tip);
      return border.length === 1 ? ok(border[0] ?? null) : mergeBase(repo, before, tip);
    },
    had(oid, at) {
      const [one, other] = [place.get(oid), place.get(at)];
      return one === undefined || other === undefined || !isOnIt(at) ? null : one <= other;
    },
    after(oid) {
      let own = 0;
      // Beside the mainline a commit reaches its own work and all that the commit reaches at which that left.
      for (let at: Oid | undefined = oid; at !== undefined && only === undefined; ) {
        const n = place.get(at);
        if (n === undefined) return null;
        if (isOnIt(at)) return place.size - (had[n] ?? 0) - own;
        const work = walk((one) => (place.get(one) === n ? graph.get(one) : undefined), at);
        if (work.border.length !== 1) return null;
        own += work.own.length;
        at = work.border[0];
      }
      return null;
    },
  });
}
