/**
 * The short way to read a request whose front matter stands as gitcrq writes it, with nothing quoted, commented or
 * added: one expression instead of a scan by lines, which is what makes a list of ten thousand quick. Whatever differs
 * answers null and is scanned. Invariant (a property test): an answer here is the answer of the scan.
 */
import type { CrqId } from '../domain/brand.ts';
import type { Crq } from '../domain/crq.ts';
import { parseWrittenId } from '../domain/id.ts';
import { isStatus } from '../domain/lifecycle.ts';
import type { ReadRules } from './crq-read.ts';

// A value that means itself: no quote, bracket or other sign of YAML in front, no comment, no blank at the end.
const VALUE = '([\\p{L}\\p{N}](?:[^\\n\\r#\\0]*[^\\s#\\0])?)';
const LIST = '\\[([A-Za-z0-9, -]*)\\]';
const LAYOUT = new RegExp(
  `^---\\nid: ([A-Za-z0-9_-]+)\\ntitle: ${VALUE}\\ncreated: ${VALUE}\\nstatus: ([a-z][a-z0-9-]*)\\nauthor: ${VALUE}\\nowner: ${VALUE}\\n\\nbase: ${VALUE}\\n\\npriority: ${VALUE}\\n\\ntype: ${VALUE}\\n\\nlabels: ${LIST}\\n\\ndepends_on: ${LIST}\\n---\\n`,
  'u',
);

const items = (text: string): readonly string[] =>
  text === ''
    ? []
    : text
        .split(',')
        .map((item) => item.trim())
        .filter((item) => item !== '');

export function readPlainCrq(text: string, stem: string, { prefixes, workflow }: ReadRules): Crq | null {
  const match = LAYOUT.exec(text);
  if (match === null) return null;
  const [
    ,
    id = '',
    title = '',
    created = '',
    status = '',
    author = '',
    owner = '',
    base = '',
    priority = '',
    type = '',
    labels = '',
    depends = '',
  ] = match;
  if (id !== stem || !isStatus(workflow, status)) return null;
  const needs = depends === '' ? [] : items(depends).map((item) => parseWrittenId(item, prefixes));
  if (needs.includes(null)) return null;
  // `stem` is a canonical id by the caller's check.
  return {
    id: id as CrqId,
    title,
    status,
    created,
    author,
    owner,
    base,
    priority,
    type,
    labels: items(labels),
    depends_on: needs.filter((item) => item !== null),
  };
}
