/**
 * A trace as one page that needs nothing else: no network, no file beside it, and a content security policy that allows
 * its own style and script by their hashes and nothing that a message could bring.
 */

import { createHash } from 'node:crypto';
import { inline } from '../../domain/printable.ts';
import { reviewText } from './approvals.ts';
import { SCRIPT, STYLE } from './page-parts.ts';
import type { Trace } from './trace.ts';
import { isGap, isLinkedCommit, type TracedCommit } from './traced-commit.ts';

const ENTITY: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

const escaped = (text: string): string => inline(text).replace(/[&<>"']/g, (sign) => ENTITY[sign] ?? sign);

const hash = (text: string): string => `'sha256-${createHash('sha256').update(text).digest('base64')}'`;

const POLICY = `default-src 'none'; style-src ${hash(STYLE)}; script-src ${hash(SCRIPT)}; base-uri 'none'; form-action 'none'`;

const code = (oid: string): string => `<code title="${escaped(oid)}">${escaped(oid.slice(0, 12))}</code>`;

/** A person by name; the address is what the pointer shows. */
const person = (text: string): string => {
  const name = text.replace(/\s*<[^>]*>$/, '');
  return `<span title="${escaped(text)}">${escaped(name === '' ? text : name)}</span>`;
};

const moment = (at: string): string => `<span title="${escaped(at)}">${escaped(at.slice(0, 10))}</span>`;

function belongsTo(commit: TracedCommit): string {
  const ids = escaped(commit.crqs.join(' '));
  if (isLinkedCommit(commit)) return `<span class="id">${ids}</span> <span class="dim">by ${commit.via}</span>`;
  if (commit.exempt !== undefined) return `<span class="dim">${escaped(commit.exempt)}</span>`;
  return `<span class="gap">gap</span>${ids === '' ? '' : ` <span class="dim">mentions ${ids}</span>`}`;
}

function proof({ landing, approvals }: TracedCommit): string {
  const landed =
    landing === undefined
      ? []
      : [
          `landed as ${code(landing.oid)} from ${escaped(landing.branch)} by ${person(landing.by)} on ${moment(landing.at)}`,
          landing.test === undefined ? 'without a test command' : `tested by <code>${escaped(landing.test)}</code>`,
          ...landing.overrides.map((text) => `<span class="gap">${escaped(text)}</span>`),
          ...(landing.undone === true ? ['<span class="gap">taken back since</span>'] : []),
        ];
  const said = approvals.map(
    (one) => `${escaped(one.crq)} approved by ${person(one.by)} on ${moment(one.at)}${escaped(reviewText(one))}`,
  );
  return [...landed, ...said].join('<br>');
}

const row = (commit: TracedCommit): string =>
  `<tr${isGap(commit) ? ' data-gap' : ''}><td>${code(commit.oid)}</td><td>${moment(commit.date)}</td><td>${belongsTo(commit)}</td><td>${escaped(commit.subject)}</td><td>${person(commit.author)}</td><td class="dim">${proof(commit)}</td></tr>`;

const table = (id: string, titles: readonly string[], rows: readonly string[]): string =>
  `<table id="${id}"><thead><tr>${titles.map((title) => `<th scope="col">${title}</th>`).join('')}</tr></thead>\n<tbody>\n${rows.join('\n')}\n</tbody></table>`;

const count = (value: number, what: string): string => `<li><b>${value}</b>${what}</li>`;

const WAYS: readonly (readonly [keyof Trace['summary']['ways'], string])[] = [
  ['trailer', 'by trailer'],
  ['subject', 'id leads the subject'],
  ['misplaced', 'trailer inside the text'],
  ['note', 'by note'],
  ['body', 'only mentioned'],
  ['none', 'no id'],
];

/** `made` is the moment the page is made, RFC 3339: evidence has a date. */
export function traceHtml({ commits, crqs, summary }: Trace, made: string): string {
  const ways = WAYS.filter(([way]) => summary.ways[way] > 0).map(([way, what]) => `${summary.ways[way]} ${what}`);
  const requests = crqs.map(
    ({ id, status, commits: own }) =>
      `<tr><td class="id">${escaped(id)}</td><td>${escaped(status ?? 'unknown here')}</td><td>${own.length}</td></tr>`,
  );
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${POLICY}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Trace of commits</title>
<style>${STYLE}</style>
</head>
<body>
<h1>Trace of commits</h1>
<p class="dim">made by gitcrq at ${escaped(made)}</p>
<ul class="counts">${count(summary.commits, 'commits')}${count(summary.linked, 'linked')}${count(summary.exempt, 'exempt')}${count(summary.gaps, 'gaps')}${count(crqs.length, 'requests')}</ul>
<p>${ways.join(', ')}</p>
<h2>Commits</h2>
<div class="bar" id="bar" hidden><input type="search" id="words" placeholder="Filter: words, an id, an author" aria-label="Filter"><label><input type="checkbox" id="gaps"> gaps only</label><output id="shown"></output></div>
${table('commits', ['commit', 'date', 'belongs to', 'subject', 'author', 'proof'], commits.map(row))}
<h2>Requests</h2>
${table('requests', ['request', 'status', 'commits'], requests)}
<script>${SCRIPT}</script>
</body>
</html>
`;
}
