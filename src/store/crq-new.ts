/**
 * The text of a new request. Fields that people edit are kept apart by a line that does not change (measured with stock
 * git: then any two edits on two branches merge clean).
 */
import type { Crq } from '../domain/crq.ts';
import { fail, ok, type Result } from '../domain/result.ts';
import type { Template } from '../domain/template.ts';
import { TITLE_INVALID } from './errors.ts';
import { formatScalar, formatValue } from './front-matter.ts';

const MAX_TITLE = 200;

/** The front matter with both its `---`. `more`: further fields, each as its lines. */
export const frontText = (crq: Crq, more: readonly (readonly string[])[] = []): string =>
  [
    '---',
    `id: ${crq.id}`,
    `title: ${formatScalar(crq.title)}`,
    `created: ${crq.created}`,
    `status: ${crq.status}`,
    `author: ${formatValue(crq.author)}`,
    `owner: ${formatValue(crq.owner)}`,
    '',
    `base: ${formatValue(crq.base)}`,
    '',
    `priority: ${formatValue(crq.priority)}`,
    '',
    `type: ${formatValue(crq.type)}`,
    '',
    `labels: ${formatValue(crq.labels)}`,
    '',
    `depends_on: ${formatValue(crq.depends_on)}`,
    ...more.flatMap((lines) => ['', ...lines]),
    '---',
    '',
  ].join('\n');

/** Keys that every record has; those of a template come behind them. */
const USUAL: readonly string[] = [
  ...['id', 'title', 'created', 'status', 'author', 'owner'],
  ...['base', 'priority', 'type', 'labels', 'depends_on'],
];

/** The whole file. `more`: further keys with their values; the usual ones among them are in `crq` already. */
export function newCrqText(crq: Crq, body: string, more: Template['keys'] = {}): string {
  const further = Object.entries(more)
    .filter(([key]) => !USUAL.includes(key))
    .map(([key, value]) => [value === '' ? `${key}:` : `${key}: ${formatValue(value)}`]);
  return `${frontText(crq, further)}\n# ${crq.id}: ${crq.title}\n\n${body.trimEnd()}\n`;
}

/** The title as it will be stored. Fails TITLE_INVALID: empty, longer than 200 characters, or more than one line. */
export function checkTitle(text: string): Result<string> {
  const title = text.trim();
  const one = title
    .replace(/[\s\p{Cc}]+/gu, ' ')
    .slice(0, MAX_TITLE)
    .trim();
  const next = one === '' ? [] : [`gitcrq crq new -- '${one.slice(0, 60).replaceAll("'", "'\\''")}'`];
  if (title === '') return fail(TITLE_INVALID, 'the title is empty', ['gitcrq crq new "Add login"']);
  if (/\p{Cc}|\u2028|\u2029/u.test(title))
    return fail(TITLE_INVALID, 'the title holds a line break or another control character', next);
  if ([...title].length > MAX_TITLE)
    return fail(TITLE_INVALID, `the title has ${[...title].length} characters, more than ${MAX_TITLE}`, next);
  return ok(title);
}
