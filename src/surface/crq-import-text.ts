/** An import for people: a line a document, what could not be read, numbers that changed, and how it goes on. */
import type { Imported } from '../crq/import.ts';
import type { Paint } from './paint.ts';
import { counted } from './plural.ts';
import { table } from './table.ts';

const MOST = 40;

const first = (lines: readonly string[], what: string): readonly string[] =>
  lines.length <= MOST
    ? lines
    : [...lines.slice(0, MOST), `and ${lines.length - MOST} more ${what}; --json has them all`];

export function importText({ read, failed, mapping, skipped, branch }: Imported, dry: boolean, paint: Paint): string {
  const rows = table(
    read.map(({ id, status, title, source }) => [
      { text: id, paint: paint.id },
      status,
      title,
      { text: source, paint: paint.dim },
    ]),
  );
  const bad = failed.map(
    ({ source, line, reason }) =>
      `${paint.bad('unreadable')} ${source}${line === undefined ? '' : `:${line}`}: ${reason}`,
  );
  const mapped = mapping.map(({ from, to, reason }) => `${from} → ${to}: ${reason}`);
  const before = skipped.filter(({ id }) => id !== undefined).length;
  const total = `${counted(read.length, 'document')} ${dry ? 'would be imported' : 'imported'}${branch === null ? '' : ` on ${branch}`}`;
  const none =
    before > 0
      ? `Nothing to import: ${counted(before, 'document')} ${before === 1 ? 'is' : 'are'} here already`
      : 'Nothing to import: no document among the *.md files there. Name a file, or another folder: gitcrq crq import FILE';
  return [...rows, ...bad, ...mapped, read.length > 0 ? total : none].join('\n');
}

export function importNotes({ read, skipped, own }: Imported, dry: boolean): readonly string[] {
  const usual = /^it states no status, so it is (.*)$/;
  const plain = read.flatMap(({ warnings }) => warnings.flatMap((warning) => usual.exec(warning)?.[1] ?? []));
  const warned = read.flatMap(({ id, warnings }) =>
    warnings.filter((warning) => !usual.test(warning)).map((warning) => `${id}: ${warning}`),
  );
  return [
    ...first(
      skipped.map(({ source, reason }) => `left out: ${source}: ${reason}`),
      'that were left out',
    ),
    ...first(warned, 'warnings'),
    ...(plain.length === 0 ? [] : [`${counted(plain.length, 'document')} without a status: ${plain[0]}`]),
    ...(own === undefined || dry ? [] : [`they are on the base once ${own} has landed: gitcrq close ${own}`]),
  ];
}
