/** A legacy document as a record: front matter above, and below it the document as it was, byte for byte. */
import type { CrqId } from '../domain/brand.ts';
import type { Crq } from '../domain/crq.ts';
import type { Basis } from '../store/basis.ts';
import type { Legacy } from '../store/crq-legacy.ts';
import { readRules } from '../store/crq-load.ts';
import { frontText } from '../store/crq-new.ts';
import { bodyOf, readCrq } from '../store/crq-read.ts';
import { formatValue } from '../store/front-matter.ts';
import type { Born } from './import-born.ts';
import type { Resolved } from './import-relations.ts';

export interface Surroundings {
  readonly basis: Basis;
  /** Who imports: `Name <address>`. */
  readonly person: string;
  /** YYYY-MM-DD. */
  readonly today: string;
}

const addressOf = (person: string): string | null => /<([^<>\s]+@[^<>\s]+)>/.exec(person)?.[1] ?? null;

/** One line of visible text: what stands in a document may hold anything. */
const line = (text: string): string =>
  [...text.replace(/[\p{Cc}\u2028\u2029\s]+/gu, ' ').trim()].slice(0, 200).join('');

/** The record as a value: what the document says, else its first commit, else the person who imports. */
export function recordOf(
  { basis, person, today }: Surroundings,
  id: CrqId,
  legacy: Legacy,
  { needs }: Resolved,
  born: Born | undefined,
): Crq {
  const author = line(legacy.author ?? '') || born?.author || person;
  const owner = line(legacy.owner ?? '') || addressOf(author) || addressOf(born?.author ?? person) || author;
  return {
    id,
    title: legacy.title,
    status: legacy.status,
    created: legacy.created ?? born?.day ?? today,
    author,
    owner,
    base: basis.base,
    priority: legacy.priority ?? 'medium',
    type: legacy.type ?? basis.policy.branches.types[0] ?? 'feature',
    labels: legacy.labels.map(line),
    depends_on: needs,
  };
}

/** The whole file, or why what its front matter keeps cannot be read back. */
export function recordBytes(
  basis: Basis,
  crq: Crq,
  legacy: Legacy,
  { relations }: Resolved,
  source: string,
): Buffer | string {
  const related = relations.filter((id) => !crq.depends_on.includes(id));
  const front = frontText(crq, [
    ...(related.length === 0 ? [] : [[`relations: ${formatValue(related)}`]]),
    [`imported_from: ${formatValue(line(source))}`],
    ...legacy.kept,
  ]);
  const bytes = Buffer.concat([Buffer.from(front), legacy.body]);
  const read = readCrq(bytes.toString('utf8'), crq.id, readRules(basis));
  if ('reason' in read) return `its front matter cannot be kept: ${read.reason}`;
  if (!Buffer.from(bodyOf(read.front)).equals(legacy.body)) throw new Error(`the import of ${source} changes its text`);
  return bytes;
}
