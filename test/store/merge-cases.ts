/** What two branches may do to the records of one base, and what becomes of it without and with the merge driver. */

import type { Oid } from '../../src/domain/brand.ts';
import { unwrap } from '../../src/domain/result.ts';
import { writeCommit } from '../../src/git/commit.ts';
import type { Repo } from '../../src/git/repo.ts';
import { changedTree } from '../../src/git/tree.ts';
import { setField } from '../../src/store/crq-edit.ts';

/** Files by path; null takes one away. */
export type Files = Readonly<Record<string, string | null>>;
/** `unreadable`: clean for git, but no record any more. */
export type Ends = 'clean' | 'conflict' | 'unreadable';

export interface MergeCase {
  /** As the table of the guide says it. */
  readonly does: string;
  readonly ours: Files;
  readonly theirs: Files;
  readonly stock: Ends;
  readonly driver: Ends;
  /** Lines that the record of the driver's merge must hold; null: a line of which there must be none. */
  readonly holds?: readonly string[];
  readonly lacks?: readonly string[];
}

export const PATH = 'crqs/CRQ-7.md';

export const BASE = `---
id: CRQ-7
title: Add login
created: 2026-01-01
status: open
author: Ada Lovelace <ada@example.com>
owner: ada@example.com

base: main

priority: medium

type: feature

labels: [old]

depends_on: []
---

# CRQ-7: Add login

## Purpose
One line.

## Scope
Another line.

## Verification
A third.
`;

export function set(changes: Readonly<Record<string, string | readonly string[]>>, source = BASE): string {
  let text = source;
  for (const [key, value] of Object.entries(changes)) {
    const edited = setField(text, key, value);
    if (typeof edited !== 'string') throw new Error(`line ${edited.line}: ${edited.reason}`);
    text = edited;
  }
  return text;
}

const record = (text: string | null): Files => ({ [PATH]: text });
const at = (changes: Parameters<typeof set>[0], source = BASE): Files => record(set(changes, source));
const comment = (name: string): Files => ({ [`crqs/CRQ-7/comments/${name}.md`]: `${name} says so.\n` });
const crlf = (text: string): string => text.replaceAll('\n', '\r\n');

export const CASES: readonly MergeCase[] = [
  {
    does: 'the title; the status',
    ours: at({ title: 'Add a login' }),
    theirs: at({ status: 'closed' }),
    stock: 'clean',
    driver: 'clean',
    holds: ['title: Add a login', 'status: closed'],
  },
  {
    does: 'keys on lines that touch (status; author)',
    ours: at({ status: 'closed' }),
    theirs: at({ author: 'Grace <grace@example.com>' }),
    stock: 'conflict',
    driver: 'clean',
    holds: ['status: closed', 'author: Grace <grace@example.com>'],
  },
  {
    does: 'one key, the same value',
    ours: at({ priority: 'high' }),
    theirs: at({ priority: 'high' }),
    stock: 'clean',
    driver: 'clean',
    holds: ['priority: high'],
  },
  {
    does: 'one key, two values',
    ours: at({ priority: 'high' }),
    theirs: at({ priority: 'low' }),
    stock: 'conflict',
    driver: 'conflict',
    holds: ['<<<<<<< ours', 'priority: high', 'priority: low', '>>>>>>> theirs', 'type: feature'],
  },
  {
    does: 'status: approved; closed (a step leads from either to the other one only)',
    ours: at({ status: 'approved' }),
    theirs: at({ status: 'closed' }),
    stock: 'conflict',
    driver: 'clean',
    holds: ['status: closed'],
    lacks: ['status: approved'],
  },
  {
    does: 'status: rejected; deferred (no step leads from either to the other)',
    ours: at({ status: 'rejected' }),
    theirs: at({ status: 'deferred' }),
    stock: 'conflict',
    driver: 'conflict',
    holds: ['status: rejected', 'status: deferred'],
  },
  {
    does: 'the status; the comment behind it',
    ours: at({ status: 'closed' }),
    theirs: record(BASE.replace('status: open', 'status: open # wait for Grace')),
    stock: 'conflict',
    driver: 'clean',
    holds: ['status: closed # wait for Grace'],
  },
  {
    does: 'a label each',
    ours: at({ labels: ['old', 'ui'] }),
    theirs: at({ labels: ['security', 'old'] }),
    stock: 'conflict',
    driver: 'clean',
    holds: ['labels: [old, ui, security]'],
  },
  {
    does: 'takes a label out; adds one',
    ours: at({ labels: [] }),
    theirs: at({ labels: ['old', 'ui'] }),
    stock: 'conflict',
    driver: 'clean',
    holds: ['labels: [ui]'],
  },
  {
    does: 'a dependency each',
    ours: at({ depends_on: ['CRQ-1'] }),
    theirs: at({ depends_on: ['CRQ-2'] }),
    stock: 'conflict',
    driver: 'clean',
    holds: ['depends_on: [CRQ-1, CRQ-2]'],
  },
  {
    does: 'a new key each, in the same place',
    ours: at({ risk: 'low' }),
    theirs: at({ window: 'tonight' }),
    stock: 'conflict',
    driver: 'clean',
    holds: ['risk: low', 'window: tonight'],
  },
  {
    does: 'the same new key, two values',
    ours: at({ risk: 'low' }),
    theirs: at({ risk: 'high' }),
    stock: 'conflict',
    driver: 'conflict',
    holds: ['risk: low', 'risk: high'],
  },
  {
    does: 'the same new key in two places',
    ours: record(BASE.replace('\nbase: main\n', '\nrisk: low\n\nbase: main\n')),
    theirs: at({ risk: 'low' }),
    stock: 'unreadable',
    driver: 'clean',
    holds: ['risk: low'],
  },
  {
    does: 'takes a key out; changes it',
    ours: record(BASE.replace('priority: medium\n\n', '')),
    theirs: at({ priority: 'high' }),
    stock: 'conflict',
    driver: 'conflict',
    holds: ['<<<<<<< ours', 'priority: high'],
  },
  {
    does: 'takes a key out; changes another',
    ours: record(BASE.replace('priority: medium\n\n', '')),
    theirs: at({ type: 'bugfix' }),
    stock: 'conflict',
    driver: 'clean',
    holds: ['type: bugfix'],
    lacks: ['priority: medium'],
  },
  {
    does: 'a comment each, as files',
    ours: comment('ada'),
    theirs: comment('grace'),
    stock: 'clean',
    driver: 'clean',
  },
  {
    does: 'a key; the body',
    ours: at({ depends_on: ['CRQ-1'] }),
    theirs: record(BASE.replace('One line.', 'Two lines.')),
    stock: 'clean',
    driver: 'clean',
    holds: ['depends_on: [CRQ-1]', 'Two lines.'],
  },
  {
    does: 'two sections of the body, and a label each',
    ours: record(set({ labels: ['a'] }).replace('One line.', 'Two lines.')),
    theirs: record(set({ labels: ['b'] }).replace('A third.', 'A fourth.')),
    stock: 'conflict',
    driver: 'clean',
    holds: ['labels: [a, b]', 'Two lines.', 'A fourth.'],
  },
  {
    does: 'one line of the body',
    ours: record(BASE.replace('One line.', 'Two lines.')),
    theirs: record(BASE.replace('One line.', 'No line.')),
    stock: 'conflict',
    driver: 'conflict',
    holds: ['Two lines.', 'No line.'],
  },
  {
    does: 'the line ends of the whole file (CRLF); the status',
    ours: record(crlf(BASE)),
    theirs: at({ status: 'closed' }),
    stock: 'conflict',
    driver: 'clean',
    holds: ['status: closed\r', 'A third.\r'],
  },
  {
    does: 'a BOM; the title',
    ours: record(`\uFEFF${BASE}`),
    theirs: at({ title: 'Log in' }),
    stock: 'clean',
    driver: 'clean',
    holds: ['\uFEFF---', 'title: Log in'],
  },
  {
    does: 'both make a request of one id',
    ours: { 'crqs/CRQ-8.md': BASE.replaceAll('CRQ-7', 'CRQ-8') },
    theirs: { 'crqs/CRQ-8.md': set({ title: 'Something else', labels: ['x'] }).replaceAll('CRQ-7', 'CRQ-8') },
    stock: 'conflict',
    driver: 'conflict',
  },
  {
    does: 'deletes the record; changes it',
    ours: record(null),
    theirs: at({ status: 'closed' }),
    stock: 'conflict',
    driver: 'conflict',
  },
  {
    does: 'renames the record; changes it',
    ours: { [PATH]: null, 'crqs/CRQ-9.md': BASE },
    theirs: at({ status: 'closed' }),
    stock: 'clean',
    driver: 'clean',
  },
];

/** A commit with these files on top of another one; nothing points at it. */
export async function commitWith(repo: Repo, parent: Oid, files: Files): Promise<Oid> {
  const changes = Object.entries(files).map(
    ([path, text]) => [path, text === null ? null : { mode: '100644', oid: repo.writer.write('blob', text) }] as const,
  );
  const before = await repo.reader.info(`${parent}^{tree}`);
  const tree = await changedTree(repo, before?.oid ?? null, new Map(changes));
  return unwrap(await writeCommit(repo, { tree, parents: [parent], message: 'A side' }));
}
