/** How requests hang together: what each needs (`depends_on`), what its text names, circles, and ids that are nowhere. */
import type { CrqId } from '../domain/brand.ts';
import type { Unreadable } from '../domain/crq.ts';
import { ok, type Result } from '../domain/result.ts';
import type { Repo } from '../git/repo.ts';
import type { Basis } from '../store/basis.ts';
import { scanFrontMatter } from '../store/front-matter.ts';
import { eachText } from './filter-text.ts';
import { findCrq, type ShownStatus } from './find.ts';
import { cyclesIn } from './graph-cycles.ts';
import { type ListedCrq, listCrqs } from './list.ts';
import { type Relation, type RelationKind, relationsIn } from './mentions.ts';

export interface GraphEdge {
  readonly from: CrqId;
  readonly to: CrqId;
  readonly kind: 'depends' | RelationKind;
}

export interface CrqGraph {
  readonly nodes: readonly { readonly id: CrqId; readonly title: string; readonly status: ShownStatus }[];
  /** Between nodes; a request that both needs and names another has one edge, `depends`. */
  readonly edges: readonly GraphEdge[];
  /** Requests that wait for each other: each needs the next, the last needs the first. */
  readonly cycles: readonly (readonly CrqId[])[];
  /** Ids that are needed or named and that no request has. */
  readonly dangling: readonly { readonly from: CrqId; readonly to: CrqId }[];
  readonly unreadable: readonly Unreadable[];
}

/** What each text names. Of several copies the first counts: the base's, or else this clone's branch. */
async function mentions(repo: Repo, basis: Basis, crqs: readonly ListedCrq[]) {
  const found = new Map<CrqId, readonly Relation[]>();
  await eachText(repo, basis, crqs, (id, text) => {
    if (found.has(id)) return;
    const front = scanFrontMatter(text);
    found.set(id, 'reason' in front ? [] : relationsIn(front, id, basis.policy.crq.prefixes));
  });
  return found;
}

/** Everything that edges connect with `start`, whatever their direction. */
function connected(start: CrqId, edges: readonly GraphEdge[]): ReadonlySet<CrqId> {
  const near = new Map<CrqId, CrqId[]>();
  for (const { from, to } of edges)
    for (const [a, b] of [[from, to] as const, [to, from] as const]) {
      const list = near.get(a);
      if (list === undefined) near.set(a, [b]);
      else list.push(b);
    }
  const reached = new Set([start]);
  // A set gives what is added while it is walked.
  for (const id of reached) for (const next of near.get(id) ?? []) reached.add(next);
  return reached;
}

/** All requests, or those connected with `text`. Fails as findCrq does. */
export async function crqGraph(repo: Repo, basis: Basis, text: string | null): Promise<Result<CrqGraph>> {
  const asked = text === null ? null : await findCrq(repo, basis, text);
  if (asked?.ok === false) return asked;
  const list = await listCrqs(repo, basis);
  if (!list.ok) return list;
  const { crqs, unreadable } = list.value;
  const named = await mentions(repo, basis, crqs);
  const all = crqs.flatMap(({ id: from, depends_on }): GraphEdge[] => {
    const needs = new Set(depends_on);
    const others = (named.get(from) ?? []).filter(({ to }) => !needs.has(to));
    return [
      ...[...needs].map((to) => ({ from, to, kind: 'depends' as const })),
      ...others.map(({ to, kind }) => ({ from, to, kind })),
    ];
  });
  const known = new Set(crqs.map(({ id }) => id));
  const inner = all.filter(({ to }) => known.has(to));
  const shown = asked === null ? known : connected(asked.value.id, inner);
  const edges = inner.filter(({ from }) => shown.has(from));
  return ok({
    nodes: crqs.filter(({ id }) => shown.has(id)).map(({ id, title, status }) => ({ id, title, status })),
    edges,
    cycles: cyclesIn(edges.filter(({ kind }) => kind === 'depends')),
    dangling: all.filter(({ from, to }) => shown.has(from) && !known.has(to)).map(({ from, to }) => ({ from, to })),
    unreadable,
  });
}
