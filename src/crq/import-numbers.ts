/**
 * Ids for imported documents. A document keeps its number where that is free; of two with one number the one that writes
 * the id as gitcrq does keeps it, else the first. Everybody else gets the next numbers. Pure.
 */
import type { CrqId } from '../domain/brand.ts';
import { numberedId } from '../domain/id.ts';
import type { LegacyName, LegacyNumber } from '../store/crq-legacy-name.ts';

export interface Numbered {
  readonly source: string;
  readonly name: LegacyName;
  /** What the text says of its own number. */
  readonly said: LegacyName | null;
  /** The request whose file the document is itself, without front matter. */
  readonly inPlace: CrqId | null;
}

export interface MappedId {
  readonly from: string;
  readonly to: CrqId;
  readonly reason: string;
}

export interface TakenIds {
  readonly prefixes: readonly string[];
  isTaken(id: CrqId): boolean;
  /** The highest number of a prefix that was ever given. */
  highest(prefix: string): number;
}

export interface GivenIds {
  /** In the order of the documents. */
  readonly ids: readonly CrqId[];
  readonly mapping: readonly MappedId[];
  /** The highest number of each prefix that the import needs. */
  readonly tops: ReadonlyMap<string, number>;
}

const numberOf = ({ name, said }: Numbered): LegacyNumber | null => name.number ?? said?.number ?? null;
const datedOf = ({ name, said }: Numbered): string | null => name.dated ?? said?.dated ?? null;

/** The id that a document's number means; a prefix that the policy does not have becomes its first. */
function wanted(one: Numbered, { prefixes }: TakenIds): CrqId | null {
  const number = numberOf(one);
  const [first = 'CRQ'] = prefixes;
  if (one.inPlace !== null) return one.inPlace;
  if (number === null) return null;
  return numberedId(prefixes.find((prefix) => prefix === number.prefix) ?? first, number.number);
}

/** Who keeps each id: index of the document. */
function keepers(all: readonly Numbered[], wants: readonly (CrqId | null)[], taken: TakenIds): Map<CrqId, number> {
  const kept = new Map<CrqId, number>();
  const rank = (at: number): number =>
    all[at]?.inPlace !== null ? 0 : numberOf(all[at] as Numbered)?.written === wants[at] ? 1 : 2; // `at` is an index of `all`
  for (const [at, id] of wants.entries()) {
    if (id === null || (taken.isTaken(id) && all[at]?.inPlace === null)) continue;
    const other = kept.get(id);
    if (other === undefined || rank(at) < rank(other)) kept.set(id, at);
  }
  return kept;
}

/** Why the id is not the one that the document says; null if it is. */
function reasonFor(one: Numbered, id: CrqId, want: CrqId | null, holder: Numbered | undefined): MappedId | null {
  const number = numberOf(one);
  const dated = datedOf(one);
  if (want === null) {
    if (dated === null) return null;
    return { from: dated, to: id, reason: 'a date with a count is no number; the document gets the next one' };
  }
  const from = number?.written ?? want;
  if (id !== want && holder !== undefined)
    return { from, to: id, reason: `${holder.source} has this number too, and keeps it as ${want}` };
  if (id !== want) return { from, to: id, reason: `${want} is another request already` };
  if (from === want) return null;
  if (number?.prefix === null) return { from, to: id, reason: 'its name begins with this number' };
  const other = number !== null && !want.startsWith(`${number.prefix}-`);
  return {
    from,
    to: id,
    reason: other ? `${number.prefix} is no prefix here` : 'an id is written without zeros in front',
  };
}

/** A further number that a document has: of an older count, or of its own text. */
function further({ name, said }: Numbered, id: CrqId): readonly MappedId[] {
  const more: MappedId[] = [];
  if (name.number !== null && name.inner !== null)
    more.push({
      from: name.inner.written,
      to: id,
      reason: `the name says ${name.number.written} and ${name.inner.written}; the first one counts`,
    });
  if (name.number !== null && said !== null && said.number?.number !== name.number.number) {
    const from = said.number?.written ?? said.dated;
    if (from !== null && from !== undefined)
      more.push({ from, to: id, reason: `the text says ${from}, the name ${name.number.written}; the name counts` });
  }
  return more;
}

export function giveIds(all: readonly Numbered[], taken: TakenIds): GivenIds {
  const wants = all.map((one) => wanted(one, taken));
  const kept = keepers(all, wants, taken);
  const tops = new Map<string, number>();
  const raise = (id: CrqId): void => {
    const cut = id.lastIndexOf('-');
    const [prefix, number] = [id.slice(0, cut), Number(id.slice(cut + 1))];
    if (Number.isInteger(number)) tops.set(prefix, Math.max(tops.get(prefix) ?? 0, number));
  };
  for (const id of kept.keys()) raise(id);
  const ids = all.map((_one, at): CrqId => {
    const want = wants[at];
    if (want != null && kept.get(want) === at) return want;
    const prefix = want?.slice(0, want.lastIndexOf('-')) ?? taken.prefixes[0] ?? 'CRQ';
    const next = numberedId(prefix, Math.max(taken.highest(prefix), tops.get(prefix) ?? 0) + 1);
    raise(next);
    return next;
  });
  const mapping = all.flatMap((one, at) => {
    const [id, want = null] = [ids[at], wants[at]];
    if (id === undefined) return [];
    const reason = reasonFor(one, id, want, want === null ? undefined : all[kept.get(want) ?? -1]);
    return [...(reason === null ? [] : [reason]), ...further(one, id)];
  });
  return { ids, mapping, tops };
}
