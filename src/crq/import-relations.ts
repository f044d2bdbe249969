/**
 * Which request a reference of a legacy document means: by the name of its file, by a name it had before, by its number,
 * by its topic, by the words of a link. Pure. What means none of them is told of; nothing is guessed.
 */
import { posix } from 'node:path';
import type { CrqId } from '../domain/brand.ts';
import { numberedId } from '../domain/id.ts';
import type { Legacy } from '../store/crq-legacy.ts';
import { type LegacyName, legacyName, topicOf } from '../store/crq-legacy-name.ts';
import type { Reference } from '../store/crq-legacy-references.ts';

export interface Placed {
  readonly id: CrqId;
  readonly stem: string;
  readonly legacy: Legacy;
}

export interface Resolved {
  readonly needs: readonly CrqId[];
  readonly relations: readonly CrqId[];
  readonly warnings: readonly string[];
}

type Index = ReadonlyMap<string, CrqId | null>;

/** Keys that several documents have mean none of them. */
function indexed(placed: readonly Placed[], keys: (one: Placed) => readonly string[]): Index {
  const found = new Map<string, CrqId | null>();
  for (const one of placed)
    for (const key of new Set(keys(one))) found.set(key, found.has(key) && found.get(key) !== one.id ? null : one.id);
  return found;
}

export interface References {
  of(one: Placed): Resolved;
}

const ownNumber = ({ legacy: { name, said } }: Placed) => name.number ?? said?.number ?? null;

/** Would a reader take the name for that of a change request? A name with blanks to fill in, as `CRQ-NNN-Name.md`, is a pattern. */
const looksLikeCrq = (stem: string, name: LegacyName): boolean =>
  (name.number !== null && name.number.prefix !== null) ||
  name.dated !== null ||
  (/^(?:crq|change[-_]request)[-_]/i.test(stem) && !/[-_](?:X{2,}|N{2,}|Y{4})/.test(stem));

/** `earlier`: ids of documents that were imported before. */
export function references(
  placed: readonly Placed[],
  prefixes: readonly string[],
  earlier: ReadonlySet<CrqId>,
): References {
  const byStem = indexed(placed, ({ stem, legacy }) => [stem, ...legacy.aliases].map((name) => name.toLowerCase()));
  const byTopic = indexed(placed, ({ legacy }) => [legacy.name.topic]);
  const byTitle = indexed(placed, ({ legacy }) => [topicOf(legacy.title)]);
  const byNumber = indexed(placed, (one) => {
    const number = ownNumber(one);
    return number === null ? [] : [String(number.number)];
  });
  const keepers = new Set(placed.flatMap((one) => (one.id.endsWith(`-${ownNumber(one)?.number}`) ? [one.id] : [])));
  const byInner = indexed(placed, ({ legacy }) =>
    legacy.name.inner === null ? [] : [String(legacy.name.inner.number)],
  );
  const byDated = indexed(placed, ({ legacy }) =>
    [legacy.name.dated, legacy.said?.dated].flatMap((id) => (id == null ? [] : [id.toUpperCase()])),
  );

  /** A document of an older count names its fellows by that count. */
  const numbered = ({ number, dated }: LegacyName, from: Placed): CrqId | null => {
    if (dated !== null) return byDated.get(dated.toUpperCase()) ?? null;
    if (number === null) return null;
    const inner = from.legacy.name.inner === null ? null : byInner.get(String(number.number));
    const found = inner ?? byNumber.get(String(number.number)) ?? null;
    if (found !== null) return found;
    const id = numberedId(number.prefix ?? prefixes[0] ?? 'CRQ', number.number);
    // Of two documents with one number, the one that kept it is meant.
    return keepers.has(id) || earlier.has(id) ? id : null;
  };

  const meant = (reference: Reference, from: Placed): CrqId | null => {
    const { kind, text, label } = reference;
    if (kind === 'id') return numbered(legacyName(text.replace('#', ''), prefixes), from);
    const stem = posix.basename(text).replace(/\.md$/i, '');
    const name = legacyName(stem, prefixes);
    return (
      byStem.get(stem.toLowerCase()) ??
      numbered(name, from) ??
      (name.topic === '' ? null : byTopic.get(name.topic)) ??
      (label === null ? null : byTitle.get(topicOf(label))) ??
      null
    );
  };

  return {
    of(one) {
      const needs = new Set<CrqId>();
      const relations = new Set<CrqId>();
      const warnings: string[] = [];
      for (const reference of one.legacy.references) {
        const id = meant(reference, one);
        const stem = posix.basename(reference.text).replace(/\.md$/i, '');
        if (id === null && (reference.kind === 'id' || looksLikeCrq(stem, legacyName(stem, prefixes))))
          warnings.push(`line ${reference.line} names ${reference.text}, which is not among the documents`);
        if (id === null || id === one.id) continue;
        relations.add(id);
        if (reference.needed) needs.add(id);
      }
      return { needs: [...needs], relations: [...relations], warnings };
    },
  };
}
