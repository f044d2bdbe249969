/**
 * Which landing brought a commit to its base. A commit belongs to the oldest commit of the base's first-parent chain that
 * reaches it; one walk over the base, children before parents, answers that for all commits.
 */

import { queueEvents } from '../../coord/queue-log.ts';
import type { Oid } from '../../domain/brand.ts';
import { ok, type Result } from '../../domain/result.ts';
import { branchRef, trackingRef } from '../../git/refs.ts';
import type { Repo } from '../../git/repo.ts';
import { type Basis, turnedTo } from '../../store/basis.ts';
import type { QueueEvent } from '../../store/queue-log.ts';
import { overrideText, shownOverride } from '../overrides.ts';

export interface Landings {
  /** The landing that brought this commit to a base; null if none is recorded. */
  of(commit: Oid): QueueEvent | null;
  /** Has that landing been taken back since? */
  isUndone(landing: QueueEvent): boolean;
  /** What it went against, in words. */
  overridesOf(landing: QueueEvent): readonly string[];
}

const none: Landings = { of: () => null, isUndone: () => false, overridesOf: () => [] };

/** Bases with a name of their own; a glob names no queue. */
const targets = (basis: Basis): readonly string[] => [
  ...new Set([basis.base, ...basis.policy.branches.base.filter((name) => !/[*?]/.test(name))]),
];

async function tipOf(repo: Repo, basis: Basis, target: string): Promise<Oid | null> {
  const shared = basis.remote === null ? null : await repo.reader.info(trackingRef(basis.remote, target));
  return (shared ?? (await repo.reader.info(branchRef(target))))?.oid ?? null;
}

interface Carried {
  /** For every commit that the walk meets: the chain commit that brought it. */
  readonly carrier: ReadonlyMap<string, string>;
  /** The base's first parents, newest first. */
  readonly chain: readonly string[];
}

async function carriers(repo: Repo, tip: Oid, oldest: Oid | null): Promise<Result<Carried>> {
  const list = await repo.output('walking the base', [
    'rev-list',
    '--topo-order',
    '--parents',
    tip,
    ...(oldest === null ? [] : ['--not', oldest]),
  ]);
  if (!list.ok) return list;
  const position = new Map<string, number>();
  const chain: string[] = [];
  const carrier = new Map<string, string>();
  let next: string = tip;
  for (const line of list.value.split('\n')) {
    const [name = '', first, ...others] = line.split(' ');
    if (name === '') continue;
    if (name === next) {
      position.set(name, chain.push(name) - 1);
      next = first ?? '';
    }
    const own = position.get(name) ?? 0;
    carrier.set(name, chain[own] ?? '');
    // An older chain commit has the greater position; the first parent of a chain commit gets its own in its turn.
    for (const parent of name === chain[own] ? others : [first ?? '', ...others])
      position.set(parent, Math.max(position.get(parent) ?? 0, own));
  }
  return ok({ carrier, chain });
}

/** The landing of each commit of the chain; one landing may have moved the base by several. */
function byCommit(events: readonly QueueEvent[], chain: readonly string[]): ReadonlyMap<string, QueueEvent> {
  const last = new Map(events.filter(({ event }) => event === 'landed').map((event) => [String(event.landing), event]));
  const found = new Map<string, QueueEvent>();
  let current: QueueEvent | undefined;
  for (const commit of chain) {
    if (commit === current?.onto) current = undefined;
    const landing = last.get(commit);
    if (landing !== undefined) current = landing;
    if (current === undefined) continue;
    found.set(commit, current);
    if (current.onto === undefined) current = undefined;
  }
  return found;
}

async function landingsOn(
  repo: Repo,
  basis: Basis,
  target: string,
  prefixes: readonly string[],
): Promise<Result<Landings>> {
  const tip = await tipOf(repo, basis, target);
  const own = await turnedTo(repo, basis, target);
  if (!own.ok) return own;
  const events = tip === null ? [] : await queueEvents(repo, own.value, prefixes);
  const first = events.find(({ event }) => event === 'landed');
  if (tip === null || first === undefined) return ok(none);
  const before = first.onto ?? (await repo.reader.info(`${first.landing}^1`))?.oid ?? null;
  const carried = await carriers(repo, tip, before);
  if (!carried.ok) return carried;
  const { carrier, chain } = carried.value;
  const landed = byCommit(events, chain);
  const overrides = new Map<Oid, string>();
  for (const event of new Set(landed.values())) {
    const shown = await shownOverride(repo, basis, event);
    if (!shown.ok) return shown;
    if (shown.value !== null) overrides.set(event.landing, overrideText(shown.value));
  }
  const undone = new Set(events.filter(({ event }) => event === 'undone').map(({ landing }) => landing));
  return ok({
    of: (commit) => landed.get(carrier.get(commit) ?? '') ?? null,
    isUndone: ({ landing }) => undone.has(landing),
    overridesOf: ({ landing }) => [overrides.get(landing) ?? []].flat(),
  });
}

/** The recorded landings on every base. */
export async function readLandings(repo: Repo, basis: Basis, prefixes: readonly string[]): Promise<Result<Landings>> {
  const all: Landings[] = [];
  for (const target of targets(basis)) {
    const landings = await landingsOn(repo, basis, target, prefixes);
    if (!landings.ok) return landings;
    all.push(landings.value);
  }
  return ok({
    of: (commit) => all.map((landings) => landings.of(commit)).find((landing) => landing !== null) ?? null,
    isUndone: (landing) => all.some((landings) => landings.isUndone(landing)),
    overridesOf: (landing) => all.flatMap((landings) => landings.overridesOf(landing)),
  });
}
