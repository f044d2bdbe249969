/** What branches have that a base does not, for any number of branches by one walk. */
import type { Oid } from '../domain/brand.ts';
import { ok, type Result } from '../domain/result.ts';
import type { Repo } from './repo.ts';

export interface Beyond {
  /** Commits that the base does not have; none: the tip is on the base. */
  readonly own: readonly Oid[];
  /** Is one of them a merge? */
  readonly merged: boolean;
  /** Where the tip left the base, the tip itself where it did not; null where they share nothing. */
  readonly fork: Oid | null;
}

/** Rows of `rev-list --parents`. */
export function parseGraph(text: string): ReadonlyMap<Oid, readonly Oid[]> {
  const graph = new Map<Oid, readonly Oid[]>();
  for (const row of text.split('\n')) {
    const [oid, ...parents] = row.split(' ') as Oid[]; // rev-list's own
    if (oid !== undefined && row !== '') graph.set(oid, parents);
  }
  return graph;
}

/** Commits from `tip` on whose parents are told, and the first ones of each line for which they are not. */
export function walk(
  parentsOf: (oid: Oid) => readonly Oid[] | undefined,
  tip: Oid,
): { own: readonly Oid[]; border: readonly Oid[] } {
  const own = new Set<Oid>();
  const border = new Set<Oid>();
  const open = [tip];
  for (let oid = open.pop(); oid !== undefined; oid = open.pop()) {
    if (own.has(oid)) continue;
    const parents = parentsOf(oid);
    if (parents === undefined) border.add(oid);
    else {
      own.add(oid);
      open.push(...parents);
    }
  }
  return { own: [...own], border: [...border] };
}

/** The best common ancestor, by git's choice where there are several; null if there is none. */
export async function mergeBase(repo: Repo, one: Oid, other: Oid): Promise<Result<Oid | null>> {
  const run = await repo.git(['merge-base', one, other]);
  if (!run.ok) return run;
  const text = run.value.stdout.toString('utf8').trim();
  return ok(text === '' ? null : (text as Oid)); // merge-base's own
}

export async function beyond(repo: Repo, base: Oid, tips: readonly Oid[]): Promise<Result<ReadonlyMap<Oid, Beyond>>> {
  const input = [...new Set(tips), `^${base}`].join('\n');
  const text = await repo.output('walking branches', ['rev-list', '--parents', '--stdin'], { input: `${input}\n` });
  if (!text.ok) return text;
  const graph = parseGraph(text.value);
  const found = new Map<Oid, Beyond>();
  for (const tip of tips) {
    const { own, border } = walk((oid) => graph.get(oid), tip);
    const fork = border.length > 1 ? await mergeBase(repo, tip, base) : ok(border[0] ?? null);
    if (!fork.ok) return fork;
    found.set(tip, { own, merged: own.some((oid) => (graph.get(oid) ?? []).length > 1), fork: fork.value });
  }
  return ok(found);
}
