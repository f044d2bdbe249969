/** Which requests `crq list` shows, and in which order. Words that can mean nothing here are refused, not answered with nothing. */
import { PRIORITIES } from '../domain/crq.ts';
import { nearest } from '../domain/distance.ts';
import { compareIds } from '../domain/id.ts';
import { CLOSING, statuses } from '../domain/lifecycle.ts';
import { fail, ok, type Result } from '../domain/result.ts';
import { identity } from '../git/config.ts';
import type { Repo } from '../git/repo.ts';
import type { Basis } from '../store/basis.ts';
import { FILTER_UNKNOWN } from './errors.ts';
import { textsHolding } from './filter-text.ts';
import type { CrqList, ListedCrq } from './list.ts';
import { type NotReady, notReady } from './ready.ts';

export const SORT_KEYS = ['id', 'status', 'priority', 'type', 'owner', 'created'] as const;
export type SortKey = (typeof SORT_KEYS)[number];

export interface Filter {
  readonly status: readonly string[];
  readonly type: string | null;
  readonly owner: string | null;
  readonly mine: boolean;
  readonly search: string | null;
  readonly ready: boolean;
  /** null: by id; what is ready by priority. */
  readonly sort: SortKey | null;
}

export interface FilteredList extends CrqList {
  /** How many requests there are without the filter. */
  readonly total: number;
  /** With `ready`: the others that passed the filter, each with its reason. */
  readonly not_ready?: readonly NotReady[];
}

/** Whose requests: an address as given, or the user's own; null for everybody's. */
async function ownerOf(repo: Repo, { owner, mine }: Filter): Promise<Result<string | null>> {
  if (!mine) return ok(owner?.toLowerCase() ?? null);
  const me = await identity(repo, 'AUTHOR');
  return me.ok ? ok(me.value.email.toLowerCase()) : me;
}

/** An owner may be written with a name, or as the part before the @. */
const owns = (owner: string, wanted: string): boolean => {
  const text = owner.toLowerCase();
  const address = /<([^>]*)>/.exec(text)?.[1] ?? text;
  return address === wanted || text === wanted || address.split('@')[0] === wanted;
};

/** All that `crq list` may show as a state, in order. */
const shownStatuses = ({ policy }: Basis): readonly string[] => [...statuses(policy.crq.workflow), CLOSING];

function checkStatus(basis: Basis, wanted: readonly string[]): Result<void> {
  const known = shownStatuses(basis);
  const bad = wanted.find((status) => !known.includes(status));
  if (bad === undefined) return ok(undefined);
  const near = nearest(bad, known)[0] ?? basis.policy.crq.workflow.new;
  return fail(FILTER_UNKNOWN, `--status ${JSON.stringify(bad.slice(0, 60))}: allowed: ${known.join(', ')}`, [
    `gitcrq crq list --status ${near}`,
  ]);
}

/** A type is known if the policy allows it or a record has it. */
function checkType(basis: Basis, crqs: readonly ListedCrq[], type: string | null): Result<void> {
  const known = [...new Set([...basis.policy.branches.types, ...crqs.map((crq) => crq.type)])];
  if (type === null || known.includes(type)) return ok(undefined);
  const [near = known[0] ?? 'feature'] = nearest(type, known);
  return fail(FILTER_UNKNOWN, `--type ${JSON.stringify(type.slice(0, 60))}: allowed: ${known.join(', ')}`, [
    `gitcrq crq list --type ${near}`,
  ]);
}

const rank = (order: readonly string[], value: string): number => {
  const at = order.indexOf(value);
  return at === -1 ? order.length : at;
};
const text = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

type Order = (a: ListedCrq, b: ListedCrq) => number;

const orders = (shown: readonly string[]): Readonly<Record<SortKey, Order>> => ({
  id: () => 0,
  status: (a, b) => rank(shown, a.status) - rank(shown, b.status),
  priority: (a, b) => rank(PRIORITIES, a.priority) - rank(PRIORITIES, b.priority),
  type: (a, b) => text(a.type, b.type),
  owner: (a, b) => text(a.owner, b.owner),
  created: (a, b) => text(a.created, b.created),
});

/** Same key: by id. */
function sorted(basis: Basis, crqs: readonly ListedCrq[], key: SortKey): readonly ListedCrq[] {
  const order = orders(shownStatuses(basis))[key];
  return crqs.toSorted((a, b) => order(a, b) || compareIds(a.id, b.id));
}

export async function filterCrqs(
  repo: Repo,
  basis: Basis,
  list: CrqList,
  filter: Filter,
  /** Who works on what, by the claims of others. */
  claimed: ReadonlyMap<string, string> = new Map(),
): Promise<Result<FilteredList>> {
  for (const known of [checkStatus(basis, filter.status), checkType(basis, list.crqs, filter.type)])
    if (!known.ok) return known;
  const owner = await ownerOf(repo, filter);
  if (!owner.ok) return owner;
  const found = list.crqs.filter(
    (crq) =>
      (filter.status.length === 0 || filter.status.includes(crq.status)) &&
      (filter.type === null || crq.type === filter.type) &&
      (owner.value === null || owns(crq.owner, owner.value)),
  );
  const holding = filter.search === null ? null : await textsHolding(repo, basis, found, filter.search);
  const passed = holding === null ? found : found.filter(({ id }) => holding.has(id));
  const total = list.crqs.length;
  if (!filter.ready) return ok({ ...list, crqs: sorted(basis, passed, filter.sort ?? 'id'), total });
  const blocked = await notReady(repo, basis, passed, list.crqs, claimed);
  if (!blocked.ok) return blocked;
  const ids = new Set(blocked.value.map(({ id }) => id));
  const ready = passed.filter(({ id }) => !ids.has(id));
  return ok({ ...list, crqs: sorted(basis, ready, filter.sort ?? 'priority'), total, not_ready: blocked.value });
}
