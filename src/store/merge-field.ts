/**
 * One key of a record that both sides changed. A value and the comment behind it are merged apart from each other;
 * labels and the like are sets; of two states the later one counts, if the workflow leads from the one to the other only.
 */

import { isLegal, type Status } from '../domain/lifecycle.ts';
import { pick, type Sides } from '../domain/merge.ts';
import type { Policy } from '../domain/policy.ts';
import { cutComment, type Field, formatValue } from './front-matter.ts';
import type { Part } from './record-parts.ts';

/** May a request go from one state to the other in one step? */
export type Steps = (from: Status, to: Status) => boolean | Promise<boolean>;

export const stepsUnder =
  ({ crq }: Policy): Steps =>
  (from, to) =>
    isLegal(crq.workflow, from, to);

/** What a side has of a key; undefined where it does not have it. */
export type Versions = Sides<Part | undefined>;

const SETS: readonly string[] = ['labels', 'depends_on', 'relations'];

interface Line {
  readonly field: Field;
  /** Key and value as written. */
  readonly head: string;
  /** With the blanks before it. */
  readonly comment: string;
  readonly end: string;
}

/** A key that stands on one line; null for a block of several. */
function lineOf({ field, text }: Part): Line | null {
  if (field.to !== field.from + 1) return null;
  const end = /\r?\n$/.exec(text)?.[0] ?? '';
  const line = text.slice(0, text.length - end.length);
  const colon = line.indexOf(':') + 1;
  const blanks = /^\s*/.exec(line.slice(colon))?.[0].length ?? 0;
  const value = line.slice(colon + blanks);
  const cut = value.startsWith('#') ? { value: '', comment: value } : cutComment(value);
  if (cut === null) return null;
  const head = cut.value === '' ? colon : colon + blanks + cut.value.length;
  return { field, head: line.slice(0, head), comment: line.slice(head), end };
}

const listOf = ({ value }: Field): readonly string[] =>
  typeof value !== 'string' ? value : value === '' ? [] : [value];

/** What is left when the removals of either side are done, then what they added. */
function mergedSet({ base, ours, theirs }: Sides<readonly string[]>): readonly string[] {
  const kept = ours.filter((item) => theirs.includes(item) || !base.includes(item));
  const added = theirs.filter((item) => !base.includes(item) && !ours.includes(item));
  return [...new Set([...kept, ...added])];
}

async function laterStatus(ours: string, theirs: string, steps: Steps): Promise<'ours' | 'theirs' | null> {
  const [there, back] = await Promise.all([steps(ours, theirs), steps(theirs, ours)]);
  if (there === back) return null;
  return there ? 'theirs' : 'ours';
}

async function mergedHead(base: Line | null, ours: Line, theirs: Line, steps: Steps): Promise<string | null> {
  const alone = pick({ base: base?.head, ours: ours.head, theirs: theirs.head })?.value;
  if (alone !== undefined) return alone;
  const { key } = ours.field;
  if (SETS.includes(key)) {
    const lists = {
      base: base === null ? [] : listOf(base.field),
      ours: listOf(ours.field),
      theirs: listOf(theirs.field),
    };
    return `${key}: ${formatValue(mergedSet(lists))}`;
  }
  const [mine, other] = [ours.field.value, theirs.field.value];
  if (formatValue(mine) === formatValue(other)) return ours.head;
  if (key !== 'status' || typeof mine !== 'string' || typeof other !== 'string') return null;
  const later = await laterStatus(mine, other, steps);
  return later === null ? null : (later === 'ours' ? ours : theirs).head;
}

/** Items of a block list by value, each with its line; null if one stands twice. */
function itemLines({ field, text }: Part): { first: string; items: Map<string, string> } | null {
  const [first = '', ...lines] = text.split(/(?<=\n)/);
  const items = new Map(listOf(field).map((item, index) => [item, lines[index] ?? '']));
  return items.size === lines.length ? { first, items } : null;
}

/** A set with one item a line keeps its lines, and with them the comments. */
function mergedBlock({ base, ours, theirs }: Sides<Part>): string | null {
  if (!SETS.includes(ours.field.key)) return null;
  const [old, mine, other] = [base, ours, theirs].map(itemLines);
  if (old == null || mine == null || other == null) return null;
  const first = pick({ base: old.first, ours: mine.first, theirs: other.first });
  const kept = mergedSet({
    base: [...old.items.keys()],
    ours: [...mine.items.keys()],
    theirs: [...other.items.keys()],
  });
  const lines = kept.map((item) => {
    const [was, here, there] = [old, mine, other].map(({ items }) => items.get(item));
    return here === undefined || there === undefined
      ? (here ?? there)
      : pick({ base: was, ours: here, theirs: there })?.value;
  });
  // A line that one side took out and the other wrote anew is for a person.
  const torn = [...old.items].some(
    ([item, was]) => !kept.includes(item) && [mine, other].some(({ items }) => (items.get(item) ?? was) !== was),
  );
  if (first === null || torn || lines.includes(undefined)) return null;
  if (lines.length === 0) return first.value.replace(/:(?=\s*(?:#.*)?$)/, ': []');
  return [first.value, ...lines].join('');
}

/** The lines of a key that both sides have; null where only a person can decide. */
export async function mergeField({ base, ours, theirs }: Versions, steps: Steps): Promise<string | null> {
  if (ours === undefined || theirs === undefined) return null;
  const alone = pick({ base: base?.text, ours: ours.text, theirs: theirs.text })?.value;
  if (alone !== undefined) return alone;
  const [was, mine, other] = [base === undefined ? null : lineOf(base), lineOf(ours), lineOf(theirs)];
  if (mine === null || other === null || (base !== undefined && was === null))
    return base === undefined || mine !== null || other !== null ? null : mergedBlock({ base, ours, theirs });
  const head = await mergedHead(was, mine, other, steps);
  const comment = pick({ base: was?.comment ?? '', ours: mine.comment, theirs: other.comment });
  return head === null || comment === null ? null : `${head}${comment.value}${mine.end}`;
}
