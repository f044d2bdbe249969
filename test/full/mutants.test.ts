/**
 * A thousand records that were broken in some way, in one repository: each is read, or listed with its line and the
 * reason; nothing crashes, nothing is rewritten, and what is read means what a YAML parser says it means.
 */
import { execFileSync } from 'node:child_process';
import { expect, test } from 'vitest';
import { parseDocument } from 'yaml';
import { planSet } from '../../src/crq/edit.ts';
import { DEFAULT_WORKFLOW, statuses } from '../../src/domain/lifecycle.ts';
import { answer, envelope, gitcrq } from '../cli/run.ts';
import { done, listed } from '../crq-records/scene.ts';
import { check } from '../enforce/scene.ts';
import { crqText, type Fixture, fixture } from '../fixture.ts';

const COUNT = 1000;

/** mulberry32: the same mutants in every run. */
function random(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
  };
}

type Mutation = (text: Buffer, pick: (below: number) => number) => Buffer;

const onText =
  (change: (text: string, pick: (below: number) => number) => string): Mutation =>
  (bytes, pick) =>
    Buffer.from(change(bytes.toString('utf8'), pick));
const onLines = (change: (lines: string[], at: number, pick: (below: number) => number) => void): Mutation =>
  onText((text, pick) => {
    const lines = text.split('\n');
    change(lines, pick(lines.length), pick);
    return lines.join('\n');
  });
const splice = (bytes: Buffer, at: number, gone: number, put: Buffer): Buffer =>
  Buffer.concat([bytes.subarray(0, at), put, bytes.subarray(at + gone)]);

const KEYS = [
  'id',
  'title',
  'created',
  'status',
  'author',
  'owner',
  'base',
  'priority',
  'type',
  'labels',
  'depends_on',
];
const WRONG = [
  ...['', '~', 'null', '3', '[open]', '{a: b}', '[[x]]', '{', ']', '"open', "'open", '"\\q"', '&a open', '*a'],
  ...[
    '!!binary aGk=',
    '|',
    '>-',
    '@x',
    '%TAG',
    'open # closed',
    'open: closed',
    '- open',
    '[open, ',
    'yes',
    '2026-01-01',
  ],
  ...['opené', '\u2028open', 'open\u0000', 'x'.repeat(70_000), '\t open', 'OPEN', ' open ', "it's", '--- open', '[a]]'],
];

const MUTATIONS: Readonly<Record<string, Mutation>> = {
  truncated: (bytes, pick) => bytes.subarray(0, pick(bytes.length)),
  'one byte less': (bytes, pick) => splice(bytes, pick(bytes.length), 1, Buffer.alloc(0)),
  'one byte else': (bytes, pick) => splice(bytes, pick(bytes.length), 1, Buffer.from([pick(256)])),
  'a NUL byte': (bytes, pick) => splice(bytes, pick(bytes.length), 0, Buffer.from([0])),
  'invalid UTF-8': (bytes, pick) => splice(bytes, pick(bytes.length), 0, Buffer.from([0xc3, 0x28])),
  'a tab': (bytes, pick) => splice(bytes, pick(bytes.length), 0, Buffer.from('\t')),
  'a line less': onLines((lines, at) => lines.splice(at, 1)),
  'a line twice': onLines((lines, at) => lines.splice(at, 0, lines[at] ?? '')),
  'two lines swapped': onLines((lines, at, pick) => {
    const other = pick(lines.length);
    [lines[at], lines[other]] = [lines[other] ?? '', lines[at] ?? ''];
  }),
  'a line of tabs': onLines((lines, at) => lines.splice(at, 0, '\t\tstatus: closed')),
  'a conflict': onLines((lines, at) =>
    lines.splice(at, 1, '<<<<<<< HEAD', lines[at] ?? '', '=======', 'status: closed', '>>>>>>> other'),
  ),
  'a key twice': onLines((lines, _at, pick) => lines.splice(2, 0, `${KEYS[pick(KEYS.length)]}: again`)),
  'a value of another type': onLines((lines, _at, pick) => {
    const key = KEYS[pick(KEYS.length)] ?? 'id';
    const line = lines.findIndex((one) => one.startsWith(`${key}:`));
    lines[line] = `${key}: ${WRONG[pick(WRONG.length)]}`;
  }),
  'a block list': onLines((lines, at) => lines.splice(at, 0, '- a', '  - b')),
  'a bomb': onLines((lines, _at, pick) =>
    lines.splice(1 + pick(4), 0, 'a: &a [x, x]', 'b: &b [*a, *a]', 'c: &c [*b, *b]', 'labels2: *c'),
  ),
  CRLF: onText((text) => text.replaceAll('\n', '\r\n')),
  'CR alone': onText((text) => text.replaceAll('\n', '\r')),
  'a BOM': onText((text) => `\uFEFF${text}`),
  'two BOMs': onText((text) => `\uFEFF\uFEFF${text}`),
  'no end': onText((text) => text.replace('\n---\n', '\n')),
  'another end': onText((text) => text.replace('\n---\n', '\n...\n')),
  'an end with blanks': onText((text) => text.replace('\n---\n', '\n---   \n')),
  empty: () => Buffer.alloc(0),
  'only dashes': () => Buffer.from('---\n---\n'),
  deep: onText((text) => text.replace('labels: []', `labels: ${'['.repeat(5000)}${']'.repeat(5000)}`)),
};

interface Mutant {
  readonly id: string;
  readonly how: string;
  readonly bytes: Buffer;
}

function mutants(): readonly Mutant[] {
  const next = random(20_261_121);
  const pick = (below: number): number => Math.floor(next() * Math.max(below, 1));
  const names = Object.keys(MUTATIONS);
  const made = Array.from({ length: COUNT - 3 }, (_, index): Mutant => {
    const id = `CRQ-${1000 + index}`;
    const first = names[index % names.length] ?? '';
    const second = index < names.length * 20 ? [] : [names[pick(names.length)] ?? ''];
    const bytes = [first, ...second].reduce<Buffer>(
      (text, name) => MUTATIONS[name]?.(text, pick) ?? text,
      Buffer.from(crqText(id)),
    );
    return { id, how: [first, ...second].join(', '), bytes };
  });
  const large = (index: number, how: string, text: string): Mutant => ({
    id: `CRQ-${1000 + COUNT - 3 + index}`,
    how,
    bytes: Buffer.from(text),
  });
  const body = 'x'.repeat(79).concat('\n').repeat(65_536);
  return [
    ...made,
    large(0, '5 MB of text', `${crqText(`CRQ-${1000 + COUNT - 3}`)}${body}`),
    large(1, '5 MB of front matter', `---\n${'# x\n'.repeat(1_300_000)}---\n`),
    large(2, '5 MB on a line', `---\ntitle: ${'x'.repeat(5_000_000)}\n---\n`),
  ];
}

/** One commit with all of them, on the base. */
function ground(): { fx: Fixture; all: readonly Mutant[] } {
  const fx = fixture({ remote: false });
  const all = mutants();
  const chunks = all.map(({ id, bytes }) =>
    Buffer.concat([Buffer.from(`M 100644 inline crqs/${id}.md\ndata ${bytes.length}\n`), bytes, Buffer.from('\n')]),
  );
  const message = 'Broken\n\nCRQ: CRQ-1\n';
  const head = `commit refs/heads/main\ncommitter Ada <ada@example.com> 1790000000 +0000\ndata ${message.length}\n${message}from refs/heads/main^0\n`;
  execFileSync('git', ['fast-import', '--quiet'], {
    cwd: fx.clone,
    input: Buffer.concat([Buffer.from(head), ...chunks]),
  });
  fx.git(['reset', '--quiet', '--hard']);
  return { fx, all };
}

/** What a YAML parser makes of the front matter; null where it makes nothing of it. */
function byYaml(bytes: Buffer): Record<string, unknown> | null {
  const text = bytes.toString('utf8').replace(/^\uFEFF/, '');
  const end = /^---[ \t]*\r?$/m.exec(text.slice(4));
  if (end === null) return null;
  const document = parseDocument(text.slice(4, 4 + end.index), { uniqueKeys: true });
  if (document.errors.length > 0) return null;
  const value: unknown = document.toJS({ maxAliasCount: 20 });
  return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : null; // an object, just checked
}

test('a thousand broken records', async () => {
  const { fx, all } = ground();
  const before = fx.git(['rev-parse', 'HEAD^{tree}']);
  const list = await listed(fx);
  const read = new Map(list.crqs.map((crq) => [crq.path, crq]));
  const bad = new Map(list.unreadable.map((one) => [one.path, one]));
  const kinds = new Map<string, number>();
  for (const { id, how, bytes } of all) {
    const path = `crqs/${id}.md`;
    const [good, broken] = [read.get(path), bad.get(path)];
    expect(
      [good, broken].filter((one) => one !== undefined),
      `${path}: ${how}`,
    ).toHaveLength(1);
    kinds.set(broken?.reason.replace(/`[^`]*`|\d+/g, '…') ?? 'read', (kinds.get(broken?.reason ?? 'read') ?? 0) + 1);
    if (broken !== undefined) {
      const lines = bytes.toString('utf8').split('\n').length;
      expect(broken.line >= 1 && broken.line <= lines, `${path}:${broken.line}: ${how}`).toBe(true);
      expect(broken.reason, how).not.toMatch(/[\p{Cc}\u2028\u2029]/u);
      expect(broken.reason.length, how).toBeLessThan(200);
    }
    if (good === undefined) continue;
    expect(statuses(DEFAULT_WORKFLOW), how).toContain(good.status);
    const plain = byYaml(bytes);
    if (plain !== null) expect([plain['id'], plain['status']], `${path}: ${how}`).toEqual([good.id, good.status]);
  }
  expect(read.size).toBeGreaterThan(100);
  expect(bad.size).toBeGreaterThan(300);
  // Every way in which a record can be unreadable was met.
  expect(kinds.size).toBeGreaterThan(10);
  const report = await check(fx, { range: 'HEAD~1..HEAD' });
  const named = new Set(report.findings.flatMap(({ path }) => (path === undefined ? [] : [path])));
  for (const path of bad.keys()) expect(named, path).toContain(path);
  expect(fx.git(['status', '--porcelain'])).toBe('');
  expect(fx.git(['rev-parse', 'HEAD^{tree}'])).toBe(before);
});

test('every command answers among broken records, and changes the line it is about or nothing', async () => {
  const { fx, all } = ground();
  fx.write('gitcrq.yaml', 'version: 1\nbranches:\n  protected: []\n');
  fx.git(['commit', '--quiet', '--no-verify', '-am', 'Open the base\n\nCRQ: CRQ-1']);
  answer(fx, ['crq', 'list']);
  answer(fx, ['crq', 'graph']);
  for (const argv of [['check', '--all'], ['doctor', '--fix'], ['trace'], ['status']])
    expect([0, 1]).toContain(gitcrq(fx, [...argv, '--json']).code);
  const list = await listed(fx);
  const bad = new Set(list.unreadable.map(({ path }) => path));
  let edited = 0;
  for (const { id, how, bytes } of all.filter((_, index) => index % 5 === 0)) {
    const path = `crqs/${id}.md`;
    const from = fx.git(['rev-parse', 'main']);
    const outcome = await done(fx, (repo, basis) => planSet(repo, basis, id, ['priority=low'])).then(
      () => null,
      (error: { code?: string }) => error.code ?? String(error),
    );
    if (bad.has(path)) expect(outcome, `${path}: ${how}`).toBe('CRQ_UNREADABLE');
    if (outcome !== null) {
      expect(fx.git(['rev-parse', 'main']), `${path}: ${how}`).toBe(from);
      continue;
    }
    edited++;
    const after = execFileSync('git', ['cat-file', 'blob', `main:${path}`], { cwd: fx.clone, maxBuffer: 1 << 24 });
    const others = (text: Buffer): readonly string[] =>
      text
        .toString('latin1')
        .split('\n')
        .filter((line) => !line.startsWith('priority:'));
    const written = (lines: readonly string[]): readonly string[] => lines.filter((line) => line.trim() !== '');
    const [was, is] = [others(bytes), others(after)];
    expect(written(is), `${path}: ${how}`).toEqual(written(was));
    // A key that was not there comes with a blank line of its own.
    expect([0, 1], `${path}: ${how}`).toContain(is.length - was.length);
  }
  expect(edited).toBeGreaterThan(30);
  const mutant = all.find(({ id }) => bad.has(`crqs/${id}.md`))?.id ?? '';
  expect(envelope(gitcrq(fx, ['crq', 'show', mutant, '--json']))).toMatchObject({
    exit: 3,
    error: { code: 'CRQ_UNREADABLE' },
  });
});
