/** Random edits of a record, by gitcrq's own editor and by hand, and what must be left of them after a merge. */
import fc from 'fast-check';
import type { Sides } from '../../src/domain/merge.ts';
import { formatValue, scanFrontMatter } from '../../src/store/front-matter.ts';
import { BASE, set as setKeys } from './merge-cases.ts';

/** What one side does to one key. The value tells the sides apart. */
export interface Edit {
  readonly key: string;
  /** `set`: by gitcrq. The others by hand. */
  readonly how: 'set' | 'quoted' | 'comment' | 'above' | 'remove' | 'spread';
  readonly value: string;
}

const SETS = ['labels', 'depends_on'];
export const KEYS = [
  'title',
  'status',
  'author',
  'owner',
  'base',
  'priority',
  'type',
  'labels',
  'depends_on',
  'risk',
  'x-own',
];
export const STATES = ['draft', 'open', 'approved', 'closed', 'rejected', 'deferred'];

const written = ({ key, value }: Edit): string | readonly string[] => {
  if (key === 'status') return STATES[Number(value) % STATES.length] ?? '';
  if (key === 'labels') return ['old', `l${value}`];
  return key === 'depends_on' ? [`CRQ-${value}`] : `${key} ${value}`;
};

export const set = (text: string, key: string, value: string | readonly string[]): string =>
  setKeys({ [key]: value }, text);

const line = (key: string): RegExp => new RegExp(`^${key}:.*(?:\\n  - .*)*\\n`, 'm');

function apply(text: string, edit: Edit): string {
  const { key, how, value } = edit;
  const there = line(key).test(text);
  switch (there ? how : 'set') {
    case 'quoted':
      return SETS.includes(key) || key === 'status'
        ? set(text, key, written(edit))
        : text.replace(line(key), `${key}: "${key} ${value}"\n`);
    case 'comment':
      return text.replace(line(key), (old) => old.replace(/\n/, ` # note ${value}\n`));
    case 'above':
      return text.replace(line(key), (old) => `# above ${key} ${value}\n${old}`);
    case 'remove':
      return ['status', 'title'].includes(key) ? set(text, key, written(edit)) : text.replace(line(key), '');
    case 'spread':
      return SETS.includes(key)
        ? text.replace(line(key), `${key}:\n  - s${value}\n  - t${value}\n`)
        : set(text, key, written(edit));
    default:
      return set(text, key, written(edit));
  }
}

const edit = (keys: readonly string[]): fc.Arbitrary<Edit> =>
  fc.record({
    key: fc.constantFrom(...keys),
    how: fc.constantFrom('set', 'set', 'quoted', 'comment', 'above', 'remove', 'spread'),
    value: fc.integer({ min: 1, max: 9 }).map(String),
  });

export const edits = (keys: readonly string[]): fc.Arbitrary<readonly Edit[]> =>
  fc.uniqueArray(edit(keys), { maxLength: 4, selector: ({ key }) => key });

/** Of the whole file: line ends, a BOM, the line end of the last line. */
export const dress = fc.record({ crlf: fc.boolean(), bom: fc.boolean(), cut: fc.boolean() });
export const dressed = (text: string, { crlf, bom, cut }: { crlf: boolean; bom: boolean; cut: boolean }): string => {
  const ended = cut ? text.replace(/\n$/, '') : text;
  return (bom ? '\uFEFF' : '') + (crlf ? ended.replaceAll('\n', '\r\n') : ended);
};

export const applied = (base: string, all: readonly Edit[]): string => all.reduce(apply, base);

/** Values by key, with the comments behind and above them; null if it is no record. */
export function meaning(text: string): ReadonlyMap<string, string> | null {
  const front = scanFrontMatter(text);
  if ('reason' in front) return null;
  return new Map(front.fields.map(({ key, value }) => [key, formatValue(value)]));
}

export const comments = (text: string): readonly string[] => text.match(/# (?:note|above) [^\r\n]*/g) ?? [];

/** Does a line of the result hold this value, merged or between markers? */
const holds = (text: string, key: string, value: string): boolean =>
  text.split('\n').some((one) => one.startsWith(`${key}: ${value}`) || one.startsWith(`${key}: "${value}"`));

const isSettled = (text: string): boolean => meaning(text) !== null;

/** Is this side's edit of one key gone from the result? */
function isLost(text: string, key: string, of: Sides<string | undefined>): boolean {
  const { base, ours, theirs } = of;
  if (ours === base) return false;
  if (ours === undefined) return theirs === base && isSettled(text) && new RegExp(`^${key}:`, 'm').test(text);
  if (SETS.includes(key)) return (ours.match(/[\w-]+/g) ?? []).some((item) => !new RegExp(`\\b${item}\\b`).test(text));
  const isEarlier = key === 'status' && theirs !== base && text.match(/^status:/gm)?.length === 1;
  return !isEarlier && !holds(text, key, ours);
}

/** Keys and comments of either side that are gone. */
export function lost(text: string, ours: string, theirs: string): readonly string[] {
  const [old, mine, other] = [BASE, ours, theirs].map(meaning);
  const keys = KEYS.filter((key) => {
    const of = { base: old?.get(key), ours: mine?.get(key), theirs: other?.get(key) };
    return isLost(text, key, of) || isLost(text, key, { ...of, ours: of.theirs, theirs: of.ours });
  });
  return [...keys, ...[...comments(ours), ...comments(theirs)].filter((note) => !text.includes(note))];
}
