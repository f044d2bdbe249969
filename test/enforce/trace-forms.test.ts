/** A trace for a spreadsheet and for a browser: nothing of a message acts there. */
import { createHash } from 'node:crypto';
import { expect, test } from 'vitest';
import { traceCsv } from '../../src/enforce/trace/csv.ts';
import { traceHtml } from '../../src/enforce/trace/html.ts';
import { hostile } from './hostile.ts';
import { raw, scene, traced } from './scene.ts';

/** RFC 4180, read by the book. */
function records(text: string): readonly (readonly string[])[] {
  expect(text.endsWith('\r\n')).toBe(true);
  const found: string[][] = [[]];
  for (const [, separator = '', quoted, plain = ''] of text
    .slice(0, -2)
    .matchAll(/(^|,|\r\n)(?:"((?:[^"]|"")*)"|([^",\r\n]*))/g)) {
    if (separator === '\r\n') found.push([]);
    found.at(-1)?.push(quoted === undefined ? plain : quoted.replaceAll('""', '"'));
  }
  return found;
}

test('csv: a line a commit, whatever a message holds, and no cell is a formula', async () => {
  const { fx } = hostile();
  for (const subject of ['=1+1', '+1', '-1', '@SUM(A1)', '\t=1', ' =1', 'a, "b"', '＝1'])
    raw(fx, Buffer.from(`${subject}\n\nCRQ: CRQ-2\n`));
  const trace = await traced(fx);
  const [head, ...rows] = records(traceCsv(trace));
  expect(head?.slice(0, 6)).toEqual(['oid', 'date', 'author', 'subject', 'crqs', 'via']);
  expect(rows.map(([oid]) => oid)).toEqual(trace.commits.map(({ oid }) => oid));
  expect(new Set(rows.map(({ length }) => length))).toEqual(new Set([head?.length]));
  expect(rows.flat().filter((cell) => /^[\s\p{Cf}]*[=+\-@|%＝]/u.test(cell))).toEqual([]);
  const subjects = rows.map((row) => row[3]);
  expect(subjects).toContain("'=1+1");
  expect(subjects).toContain('a, "b"');
});

test('html: one page whose policy allows its own style and script, and nothing of a message is markup', async () => {
  const { fx } = hostile();
  raw(fx, Buffer.from('</td></tr></table><script>alert(1)</script>"\' onclick=x\n'));
  const page = traceHtml(await traced(fx), '2026-01-02T03:04:05Z');
  expect(page.match(/<script>/g)).toHaveLength(1);
  const tags = (page.match(/<[^>]*>/g) ?? []).join('\n');
  expect(tags).not.toMatch(/<(?:img|a|link|iframe|object)\b|\son[a-z]+=|\b(?:src|href|style)=/);
  expect(page).not.toMatch(/url\(|@import/);
  expect(page.match(/<tr(?: data-gap)?><td><code/g)).toHaveLength((await traced(fx)).commits.length);
  const policy = /Content-Security-Policy" content="([^"]*)"/.exec(page)?.[1] ?? '';
  expect(policy).not.toContain('unsafe');
  for (const part of ['style', 'script'] as const) {
    const text = new RegExp(`<${part}>([\\s\\S]*?)</${part}>`).exec(page)?.[1] ?? '';
    expect(policy).toContain(createHash('sha256').update(text).digest('base64'));
  }
});

test('html: a trace of nothing is a page, too', async () => {
  expect(traceHtml(await traced(scene(), { author: 'nobody' }), 'now')).toContain('<b>0</b>commits');
});
