/** What cannot become a request is told of with line and reason; the others are imported, and nothing crashes. */
import { execFileSync } from 'node:child_process';
import { chmodSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { change } from '../../src/app/change.ts';
import type { Imported } from '../../src/crq/import.ts';
import { planImport } from '../../src/crq/import.ts';
import { DEFAULT_WORKFLOW } from '../../src/domain/lifecycle.ts';
import { readLegacy } from '../../src/store/crq-legacy.ts';
import { envelope, gitcrq } from '../cli/run.ts';
import { type Fixture, fixture } from '../fixture.ts';
import { imported, recordAt } from './scene.ts';

function folder(at: Fixture): string {
  const old = join(at.root, 'old');
  mkdirSync(old);
  return old;
}

/** Bytes that no request may have, and what is said of them. */
const UNFIT: readonly (readonly [name: string, bytes: string | Buffer, line: number | undefined, reason: string])[] = [
  ['latin1', Buffer.from('# One\n\ncaf\xe9\n', 'latin1'), 3, 'it is not UTF-8'],
  ['utf16', Buffer.from('\uFEFF# One\n', 'utf16le'), 1, 'it holds a NUL byte'],
  ['nul', '# One\n\0\n', 2, 'it holds a NUL byte'],
  ['lone surrogate', Buffer.from([0x23, 0x20, 0xed, 0xa0, 0x80, 0x0a]), 1, 'it is not UTF-8'],
  ['empty', '', undefined, 'it is empty'],
  ['blank', '\uFEFF \r\n\t\n', undefined, 'it is empty'],
  ['large', `# One\n${'a'.repeat(5 << 20)}`, undefined, 'it is larger than 1024 KiB'],
  ['conflict', '# One\n\n<<<<<<< HEAD\na\n=======\nb\n>>>>>>> other\n', 3, 'it holds an unresolved merge conflict'],
  [
    'front of two keys',
    '---\ntitle: a\nlegacy_status: x\nstatus: Proposed\n---\nb\n',
    undefined,
    'its front matter cannot be kept',
  ],
];

test('bytes that are no text of a request are named, each with its line', async () => {
  const at = fixture({ remote: false });
  const old = folder(at);
  for (const [name, bytes] of UNFIT) writeFileSync(join(old, `${name}.md`), bytes);
  writeFileSync(join(old, 'good.md'), '# Good\n');
  const { read, failed } = await imported(at, [old]);
  expect(read.map(({ title }) => title)).toEqual(['Good']);
  const told = new Map(failed.map(({ source, line, reason }) => [source, { line, reason }]));
  for (const [name, , line, reason] of UNFIT)
    expect(told.get(`../old/${name}.md`), name).toEqual({ line, reason: expect.stringContaining(reason) });
  expect(failed).toHaveLength(UNFIT.length);
});

test('files that are none, links, loops and odd names', async () => {
  const at = fixture({ remote: false });
  const old = folder(at);
  execFileSync('mkfifo', [join(old, 'pipe.md')]);
  mkdirSync(join(old, 'folder.md'));
  symlinkSync('.', join(old, 'loop'));
  symlinkSync('loop.md', join(old, 'loop.md'));
  symlinkSync('good.md', join(old, 'linked.md'));
  mkdirSync(join(old, 'node_modules'));
  writeFileSync(join(old, 'node_modules', 'dependency.md'), '# No\n');
  writeFileSync(Buffer.concat([Buffer.from(join(old, 'n')), Buffer.from([0xff]), Buffer.from('.md')]), '# Odd\n');
  writeFileSync(join(old, 'good.md'), '# Good\n');
  writeFileSync(join(old, 'it\'s "odd"\nand two lines.md'), 'Only text.\n');
  writeFileSync(join(old, 'folder.md', '--help.MD'), '# Help\n');
  const { read, failed, branch } = await imported(at, [old]);
  expect(read.map(({ title, source }) => [title, source])).toEqual([
    ['Help', '../old/folder.md/--help.MD'],
    ['Good', '../old/good.md'],
    ['It s odd and two lines', '../old/it\'s "odd"\nand two lines.md'],
  ]);
  expect(read[2]?.warnings).toContain('it has no heading, so its title is made of its name');
  expect(recordAt(at, branch, 'CRQ-4').toString()).toContain('imported_from: "old/it\'s \\"odd\\" and two lines.md"\n');
  expect(failed).toEqual([
    { source: '../old/loop', reason: 'a link to a folder is not followed' },
    { source: '../old/n\uFFFD.md', reason: 'it is gone, or its name is not UTF-8' },
    { source: '../old/linked.md', reason: 'a link is not followed' },
    { source: '../old/loop.md', reason: 'a link is not followed' },
    { source: '../old/pipe.md', reason: 'it is no plain file' },
  ]);
});

test('a file that the system does not let read is told of', async () => {
  const at = fixture({ remote: false });
  const old = folder(at);
  for (const name of ['a.md', 'b.md']) writeFileSync(join(old, name), '# A title\n');
  chmodSync(join(old, 'a.md'), 0o000);
  // An administrator may read everything: for him the system's answer is given in its place.
  const ports = at.ports({ argv: ['locked'] });
  const files = {
    ...ports.files,
    read(path: string) {
      if (path.endsWith('/a.md')) throw Object.assign(new Error('denied'), { code: 'EACCES' });
      return ports.files.read(path);
    },
  };
  const { answer } = await change({ ...ports, files }, 'crq import', { dryRun: false }, ({ repo, basis }) =>
    planImport(repo, basis, { paths: [old], on: undefined }),
  );
  expect(answer).toMatchObject({
    read: [{ source: '../old/b.md' }],
    failed: [{ source: '../old/a.md', reason: 'it cannot be read: EACCES' }],
  } satisfies { read: unknown; failed: Imported['failed'] });
});

test('what is told of makes the answer 1, and a terminal is not written to by a name', () => {
  const at = fixture({ remote: false });
  const old = folder(at);
  writeFileSync(join(old, '\u001b[31mred.md'), '');
  writeFileSync(join(old, 'b.md'), '# \u001b]0;owned\u0007Title\n');
  const ended = gitcrq(at, ['crq', 'import', old]);
  expect(ended.code).toBe(1);
  expect(ended.out).not.toContain('\u001b');
  expect(envelope(gitcrq(at, ['crq', 'import', old, '--dry-run', '--json']))).toMatchObject({ exit: 1 });
});

const RULES = { prefixes: ['CRQ'], types: ['feature'], workflow: DEFAULT_WORKFLOW };
const parsed = (text: string, stem = 'crq_a') => {
  const read = readLegacy(Buffer.from(text), stem, RULES);
  if ('reason' in read) throw new Error(read.reason);
  return read;
};

test('no line and no document is slow', () => {
  const long = 1 << 17;
  const lines = [
    'a'.repeat(long),
    '#'.repeat(long),
    `# ${'# '.repeat(long / 2)}`,
    '**'.repeat(long / 2),
    '['.repeat(long),
    `[${'a]('.repeat(long / 3)}`,
    'CRQ-1'.repeat(long / 5),
    '- '.repeat(long / 2),
    `|${' a |'.repeat(long / 4)}`,
    '../'.repeat(long / 3),
    '`'.repeat(long),
    ' '.repeat(long),
    '\n'.repeat(long),
    '#\n'.repeat(long / 2),
    '```\n'.repeat(long / 4),
  ];
  const began = process.hrtime.bigint();
  for (const line of lines) parsed(`# Title\n\n${line}\n`);
  expect(Number(process.hrtime.bigint() - began) / 1e6).toBeLessThan(3_000);
});

test('an example of a conflict in a code block is none', () => {
  expect(parsed('# A\n\n```\n<<<<<<< HEAD\n=======\n>>>>>>> b\n```\n').title).toBe('A');
});

test('front matter that cannot be read stays in the text, and a rule is none', () => {
  const nested = '---\ntitle: A\nmeta:\n  x: 1\n---\n# B\n';
  const read = parsed(nested);
  expect([read.title, read.body.toString()]).toEqual(['A', nested]);
  expect(read.warnings[0]).toMatch(/^its front matter stays in the text: line 4: /);
  const rule = '---\n\n# C\n\n---\n';
  expect([parsed(rule).title, parsed(rule).body.toString(), parsed(rule).kept]).toEqual(['C', rule, []]);
});

test('the source of a document is not touched', async () => {
  const at = fixture({ remote: false });
  const path = join(folder(at), 'a.md');
  writeFileSync(path, '# A\r\n');
  await imported(at, [path]);
  expect(readFileSync(path, 'latin1')).toBe('# A\r\n');
});
