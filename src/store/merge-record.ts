/**
 * Three versions of a record → one, key by key. What git merges well by lines is left as git merges it; the keys are
 * looked at where that conflicts or leaves no readable front matter. Invariant (a property test): no side's edit is lost
 * without a conflict, but for the earlier of two states.
 */
import { bySide, pick, type Sides } from '../domain/merge.ts';
import { MAX_CRQ_BYTES } from './crq-read.ts';
import { scanFrontMatter } from './front-matter.ts';
import { mergeField, type Steps, type Versions } from './merge-field.ts';
import { type Parts, partsOf, withOneLineEnd } from './record-parts.ts';

export interface MergedText {
  readonly bytes: Uint8Array;
  /** False: there are conflict markers, or a file that no line can be put into is left as it was on our side. */
  readonly clean: boolean;
}

export interface MergeRules {
  readonly steps: Steps;
  readonly markerSize: number;
  /** By lines, as git-merge-file(1). */
  readonly byLines: (sides: Sides<Uint8Array>) => Promise<MergedText>;
}

/** null for what is not UTF-8; a BOM stays. */
function textOf(bytes: Uint8Array): string | null {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    return null;
  }
}

const bytesOf = (text: string): Uint8Array => Buffer.from(text, 'utf8');

/** Text of the front matter as it is put together, and whether a person has to look at it. */
interface Front {
  text: string;
  clean: boolean;
}

/** The comments among blank lines and comments: blank lines alone are nobody's edit. */
const comments = (lead: string): string =>
  lead
    .split(/\r?\n/)
    .filter((line) => line.trim() !== '')
    .join('\n');

/** Both versions between markers. */
function conflict({ ours, theirs }: { ours: string; theirs: string }, { markerSize }: MergeRules, end: string): string {
  const line = (sign: string, label = ''): string => `${sign.repeat(markerSize)}${label}${end}`;
  const ended = (text: string): string => (text === '' || text.endsWith('\n') ? text : `${text}${end}`);
  return `${line('<', ' ours')}${ended(ours)}${line('=')}${ended(theirs)}${line('>', ' theirs')}`;
}

/** Blank lines and comments above a key, or below the last one. */
function lead(front: Front, sides: Sides<string>, rules: MergeRules, end: string): void {
  const said = bySide(sides, comments);
  const picked = pick(said);
  front.clean &&= picked !== null;
  if (picked === null) front.text += conflict(sides, rules, end);
  else front.text += picked.value === said.ours ? sides.ours : sides.theirs;
}

/** Is the key gone because one side took it out and the other left it as it was? */
function isRemoved({ base, ours, theirs }: Versions): boolean {
  const left = ours ?? theirs;
  if (left === undefined) return true;
  if (base === undefined || (ours !== undefined && theirs !== undefined)) return false;
  return left.text === base.text && ['', comments(base.lead)].includes(comments(left.lead));
}

async function addField(front: Front, versions: Versions, rules: MergeRules, end: string): Promise<void> {
  const { base, ours, theirs } = versions;
  const only = ours ?? theirs;
  if (base === undefined && (ours === undefined || theirs === undefined)) {
    front.text += `${only?.lead ?? ''}${only?.text ?? ''}`;
    return;
  }
  if (ours === undefined || theirs === undefined) front.text += only?.lead ?? '';
  else lead(front, { base: base?.lead ?? '', ours: ours.lead, theirs: theirs.lead }, rules, end);
  const merged = await mergeField(versions, rules.steps);
  front.clean &&= merged !== null;
  front.text += merged ?? conflict({ ours: ours?.text ?? '', theirs: theirs?.text ?? '' }, rules, end);
}

/** The keys of the result in order; null where both sides put them into different orders. */
function order(keys: Sides<readonly string[]>): readonly string[] | null {
  const { base, ours, theirs } = keys;
  const common = base.filter((key) => ours.includes(key) && theirs.includes(key));
  const picked = pick(bySide(keys, (all) => all.filter((key) => common.includes(key)).join()));
  if (picked === null) return null;
  const [first, second] =
    ours.filter((key) => common.includes(key)).join() === picked.value ? [ours, theirs] : [theirs, ours];
  const all = [...first];
  for (const [index, key] of second.entries()) {
    if (all.includes(key)) continue;
    let at = index === 0 ? 0 : all.indexOf(second[index - 1] ?? '') + 1;
    // What the first side added in the same place stands before it.
    while (index > 0 && at < all.length && !second.includes(all[at] ?? '')) at++;
    all.splice(at, 0, key);
  }
  return all;
}

async function mergeFront(parts: Sides<Parts>, rules: MergeRules): Promise<Front | null> {
  const bom = pick(bySide(parts, (one) => one.bom));
  const open = pick(bySide(parts, (one) => one.open));
  const close = pick(bySide(parts, (one) => one.close));
  const keys = order(bySide(parts, ({ fields }) => [...fields.keys()]));
  if (bom === null || open === null || close === null || keys === null) return null;
  const end = open.value.endsWith('\r\n') ? '\r\n' : '\n';
  const front: Front = { text: `${bom.value}${open.value}`, clean: true };
  for (const key of keys) {
    const versions = bySide(parts, ({ fields }) => fields.get(key));
    if (!isRemoved(versions)) await addField(front, versions, rules, end);
  }
  const tails = bySide(parts, ({ tail }) => tail);
  lead(front, tails, rules, end);
  front.text += close.value;
  return front.clean && 'reason' in scanFrontMatter(front.text) ? null : front;
}

async function byKeys(sides: Sides<string>, rules: MergeRules): Promise<MergedText | null> {
  const { base, ours, theirs } = bySide(withOneLineEnd(sides), partsOf);
  if (base === null || ours === null || theirs === null) return null;
  const parts = { base, ours, theirs };
  const front = await mergeFront(parts, rules);
  if (front === null) return null;
  const bodies = bySide(parts, ({ body }) => body);
  const alone = pick(bodies);
  const body = alone === null ? await rules.byLines(bySide(bodies, bytesOf)) : null;
  return {
    bytes: Buffer.concat([bytesOf(front.text), body?.bytes ?? bytesOf(alone?.value ?? '')]),
    clean: front.clean && body?.clean !== false,
  };
}

const isReadable = (text: string | null): boolean => text !== null && !('reason' in scanFrontMatter(text));

/** Anything that is no record is merged by lines alone. */
export async function mergeRecord(sides: Sides<Uint8Array>, rules: MergeRules): Promise<MergedText> {
  const lines = await rules.byLines(sides);
  if (Object.values(sides).some(({ length }) => length > MAX_CRQ_BYTES)) return lines;
  if (lines.clean && isReadable(textOf(lines.bytes))) return lines;
  const { base, ours, theirs } = bySide(sides, textOf);
  if (base === null || ours === null || theirs === null) return lines;
  const texts = { base, ours, theirs };
  const keyed = await byKeys(texts, rules);
  if (keyed !== null || !lines.clean || !Object.values(texts).every(isReadable)) return keyed ?? lines;
  // Clean by lines, and no record any more: both versions as they are, for a person to choose.
  return { bytes: bytesOf(conflict(texts, rules, '\n')), clean: false };
}
