/**
 * Branch names: by default `<type>/<ID>-<slug>`, made from a request and read back to one. A team's pattern is a list of
 * segments, compared one by one: there is nothing in it that could be made slow.
 */
import type { BranchName, CrqId } from './brand.ts';
import { nearest } from './distance.ts';
import { parseWrittenId } from './id.ts';

export const HEADS = 'refs/heads/';

/** The branch a ref is, without `refs/heads/`; null for every other ref. */
export const branchOfRef = (ref: string): string | null => (ref.startsWith(HEADS) ? ref.slice(HEADS.length) : null);

export interface NamingRule {
  /** Segments joined by `/`: `<type>` or fixed words, and last `<ID>-<slug>` or `<ID>`. See isPattern. */
  readonly pattern: string;
  readonly types: readonly string[];
  readonly prefixes: readonly string[];
  readonly max_length: number;
}

/** Lower-case ASCII words joined by hyphens; letters with marks lose the marks, everything else separates words. */
export function slug(title: string, limit: number): string {
  const words = title
    .slice(0, 400)
    .normalize('NFKD')
    .replace(/\p{M}+/gu, '')
    .toLowerCase()
    .split(/[^a-z0-9]+/)
    .filter((word) => word !== '');
  let text = '';
  for (const word of words) {
    const longer = text === '' ? word.slice(0, Math.max(0, limit)) : `${text}-${word}`;
    if (longer.length > limit) break;
    text = longer;
  }
  return text;
}

const TYPE = '<type>';
const FIXED = /^[a-z0-9][a-z0-9._-]*$/;

/** May a policy ask for this form? The id heads the last segment, where `branchCrq` looks for it. */
export function isPattern(text: string): boolean {
  const segments = text.split('/');
  const last = segments.pop();
  const types = segments.filter((segment) => segment === TYPE).length;
  const fixed = segments.every(
    (segment) => segment === TYPE || (FIXED.test(segment) && !/\.\.|\.lock$|\.$/.test(segment)),
  );
  return text.length <= 60 && types <= 1 && fixed && (last === '<ID>-<slug>' || last === '<ID>');
}

const foldersOf = ({ pattern }: NamingRule): readonly string[] => pattern.split('/').slice(0, -1);

/** The branch of a request; a title without ASCII letters gives a name that ends in the id. */
export function branchFor(type: string, id: CrqId, title: string, rule: NamingRule): BranchName {
  const head = [...foldersOf(rule).map((folder) => (folder === TYPE ? type : folder)), id].join('/');
  if (!rule.pattern.endsWith('-<slug>')) return head as BranchName; // by construction
  const tail = slug(title, Math.min(40, rule.max_length - head.length - 1));
  return (tail === '' ? head : `${head}-${tail}`) as BranchName; // by construction
}

const LAST = /^([A-Za-z][A-Za-z0-9_]*-[A-Za-z0-9]+)(?:-([a-z0-9]+(?:-[a-z0-9]+)*))?$/;

/** The id a branch name carries, canonical or not, in any folder; null if none. */
export function branchCrq(name: string, prefixes: readonly string[]): CrqId | null {
  const last = name.slice(name.lastIndexOf('/') + 1);
  const match = /^([A-Za-z][A-Za-z0-9_]*-[A-Za-z0-9]+)(?![A-Za-z0-9])/.exec(last);
  return match?.[1] === undefined ? null : parseWrittenId(match[1], prefixes);
}

export interface NameVerdict {
  readonly valid: boolean;
  readonly crq: CrqId | null;
  /** What is wrong, for people; empty if valid. */
  readonly why: string;
  readonly suggestion?: string;
}

/** Judges a name by the pattern alone; whether the request exists is for others to say. */
export function judgeName(name: string, rule: NamingRule): NameVerdict {
  const crq = branchCrq(name, rule.prefixes);
  const fixed = crq === null ? undefined : repaired(name, crq, rule);
  const bad = (why: string, suggestion?: string): NameVerdict =>
    suggestion === undefined || suggestion === name || suggestion.length > rule.max_length
      ? { valid: false, crq, why }
      : { valid: false, crq, why, suggestion };
  if (name.length > rule.max_length) return bad(`it is longer than ${rule.max_length} characters`, fixed);
  if (crq === null) {
    const example = branchFor(rule.types[0] ?? 'feature', `${rule.prefixes[0]}-42` as CrqId, 'Add login', rule); // an id by its form
    return bad(`it names no change request; the form is ${rule.pattern}, as ${example}`);
  }
  const why = faultOf(name, crq, rule);
  return why === null ? { valid: true, crq, why: '' } : bad(why, fixed);
}

/** What keeps a name that carries an id from being of the pattern's form; null if nothing does. */
function faultOf(name: string, crq: CrqId, rule: NamingRule): string | null {
  const folders = name.split('/');
  const [, id, tail] = LAST.exec(folders.pop() ?? '') ?? [];
  const wanted = foldersOf(rule);
  const form = `it is not of the form ${rule.pattern} in lower-case letters, digits and hyphens`;
  const extra = tail !== undefined && !rule.pattern.endsWith('-<slug>');
  const type = folders[wanted.indexOf(TYPE)];
  const odd = wanted.some((folder, at) => folder !== TYPE && folder !== folders[at]);
  if (id === undefined || extra || folders.length !== wanted.length || odd) return form;
  if (type !== undefined && !rule.types.includes(type))
    return /^[a-z][a-z0-9-]*$/.test(type) ? `its type is not one of ${rule.types.join(', ')}` : form;
  return id === crq ? null : `the id is written ${crq}`;
}

/** The nearest valid name for a name that carries an id. */
function repaired(name: string, crq: CrqId, rule: NamingRule): string {
  const folders = name
    .split('/')
    .slice(0, -1)
    .map((folder) => folder.toLowerCase());
  const asked = folders[foldersOf(rule).indexOf(TYPE)] ?? folders[0] ?? '';
  const folder = folders.find((one) => rule.types.includes(one)) ?? asked;
  const type = rule.types.includes(folder) ? folder : (nearest(folder, rule.types)[0] ?? rule.types[0] ?? 'feature');
  const last = name.slice(name.lastIndexOf('/') + 1);
  return branchFor(type, crq, last.slice(crq.length), rule);
}
