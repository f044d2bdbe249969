/** Branch names: `<type>/<ID>-<slug>`, made from a request and read back to one. */
import type { BranchName, CrqId } from './brand.ts';
import { nearest } from './distance.ts';
import { parseWrittenId } from './id.ts';

export const HEADS = 'refs/heads/';

/** The branch a ref is, without `refs/heads/`; null for every other ref. */
export const branchOfRef = (ref: string): string | null => (ref.startsWith(HEADS) ? ref.slice(HEADS.length) : null);

export interface NamingRule {
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

/** The branch of a request; a title without ASCII letters gives `<type>/<ID>`. */
export function branchFor(type: string, id: CrqId, title: string, rule: NamingRule): BranchName {
  const head = `${type}/${id}`;
  const tail = slug(title, Math.min(40, rule.max_length - head.length - 1));
  return (tail === '' ? head : `${head}-${tail}`) as BranchName; // by construction
}

const NAME = /^([a-z][a-z0-9-]*)\/([A-Za-z][A-Za-z0-9_]*-[A-Za-z0-9]+)(?:-([a-z0-9]+(?:-[a-z0-9]+)*))?$/;

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
  const match = NAME.exec(name);
  const type = match?.[1] ?? '';
  if (crq === null)
    return bad(
      `it names no change request; the form is <type>/<ID>-<slug>, as ${rule.types[0]}/${rule.prefixes[0]}-42-add-login`,
    );
  if (match === null)
    return bad('it is not of the form <type>/<ID>-<slug> in lower-case letters, digits and hyphens', fixed);
  if (!rule.types.includes(type)) return bad(`its type is not one of ${rule.types.join(', ')}`, fixed);
  if (match[2] !== crq) return bad(`the id is written ${crq}`, fixed);
  return { valid: true, crq, why: '' };
}

/** The nearest valid name for a name that carries an id. */
function repaired(name: string, crq: CrqId, rule: NamingRule): string {
  const folder = name.includes('/') ? name.slice(0, name.indexOf('/')).toLowerCase() : '';
  const type = rule.types.includes(folder) ? folder : (nearest(folder, rule.types)[0] ?? rule.types[0] ?? 'feature');
  const last = name.slice(name.lastIndexOf('/') + 1);
  return branchFor(type, crq, last.slice(crq.length), rule);
}
