/** What an import makes of documents: ids, relations, people and days, places; and that the second one changes nothing. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { planClose } from '../../src/crq/close.ts';
import { creationPlan, planCreation } from '../../src/crq/create.ts';
import { crqGraph } from '../../src/crq/graph.ts';
import { showCrq } from '../../src/crq/show.ts';
import { ok } from '../../src/domain/result.ts';
import { answer, envelope, gitcrq, shareProcess } from '../cli/run.ts';
import { asked, commit, done, ids, listed, refusal } from '../crq-records/scene.ts';
import { crqText, type Fixture, fixture } from '../fixture.ts';
import { stateOf } from '../state.ts';
import { imported, OPEN_BASE, recordAt } from './scene.ts';

shareProcess();

const LOGIN =
  '# Change Request: Add login\n\n**Status:** Completed\n\nSee `crq_search.md`.\n\n## Dependencies\n\n- CRQ-007\n';
const SEARCH = '### CRQ: Search\n\n**Author:** Grace Hopper <grace@example.com>\n**Date:** March 4, 2019\n';
const LOGOUT = '## CRQ-007: Log out\r\n\r\nno end of line';

/** Documents outside of the repository. */
function outside(at: Fixture, files: Readonly<Record<string, string | Buffer>>): string {
  const folder = join(at.root, 'old');
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(join(folder, name, '..'), { recursive: true });
    writeFileSync(join(folder, name), text);
  }
  return folder;
}

const THREE = { 'CRQ-015-login.md': LOGIN, 'crq_search.md': SEARCH, 'more/CRQ-7.md': LOGOUT };

test('numbers stay, references become relations, texts stay byte for byte', async () => {
  const at = fixture({ remote: false });
  const { read, failed, mapping, branch, own } = await imported(at, [outside(at, THREE)]);
  expect(failed).toEqual([]);
  expect(read).toMatchObject([
    {
      source: '../old/CRQ-015-login.md',
      id: 'CRQ-15',
      title: 'Add login',
      status: 'closed',
      relations: ['CRQ-16', 'CRQ-7'],
    },
    { source: '../old/crq_search.md', id: 'CRQ-16', title: 'Search', status: 'open', relations: [] },
    { source: '../old/more/CRQ-7.md', id: 'CRQ-7', title: 'Log out', relations: [] },
  ]);
  expect(mapping).toEqual([{ from: 'CRQ-015', to: 'CRQ-15', reason: 'an id is written without zeros in front' }]);
  expect([branch, own]).toEqual(['chore/CRQ-17-import-3-change-requests', 'CRQ-17']);
  expect(recordAt(at, branch, 'CRQ-16').toString()).toBe(`---
id: CRQ-16
title: Search
created: 2019-03-04
status: open
author: Grace Hopper <grace@example.com>
owner: grace@example.com

base: main

priority: medium

type: feature

labels: []

depends_on: []

imported_from: old/crq_search.md
---
${SEARCH}`);
  expect(recordAt(at, branch, 'CRQ-7').toString()).toMatch(/\n---\n## CRQ-007: Log out\r\n\r\nno end of line\n$/);
  const login = recordAt(at, branch, 'CRQ-15').toString();
  expect(login).toContain('depends_on: [CRQ-7]\n\nrelations: [CRQ-16]\n');
  expect(at.git(['log', '-1', '--format=%B', `${branch}`])).toBe(
    'Import 3 change requests\n\nCRQ: CRQ-17\nCRQ: CRQ-15\nCRQ: CRQ-16\nCRQ: CRQ-7\n',
  );
});

test('a blob ends where its source ends', async () => {
  const at = fixture({ remote: false });
  const { branch } = await imported(at, [outside(at, { 'a.md': LOGOUT })]);
  const size = at.git(['cat-file', '-s', `${branch}:crqs/CRQ-7.md`]);
  const front = recordAt(at, branch, 'CRQ-7').indexOf('\n---\n') + 5;
  expect(Number(size)).toBe(front + LOGOUT.length);
});

test('it lands like any work, the gate is green, and no later request gets one of its numbers', async () => {
  const at = fixture();
  const { own } = await imported(at, [outside(at, THREE)]);
  await done(at, (repo, basis) => planClose(repo, basis, own ?? '', undefined));
  expect(answer(at, ['merge'])).toMatchObject({ landed: [{ crq: 'CRQ-17' }], held: [], evicted: [] });
  expect(envelope(gitcrq(at, ['check', 'main', '--all', '--json']))).toMatchObject({
    exit: 0,
    data: { summary: { errors: 0, warnings: 0 } },
  });
  expect(ids(await listed(at))).toEqual(['CRQ-1', 'CRQ-7', 'CRQ-15', 'CRQ-16', 'CRQ-17']);
  const shown = await asked(at, (repo, basis) => showCrq(repo, basis, '15'));
  expect(shown).toMatchObject({ status: 'closed', depends_on: ['CRQ-7'], relations: ['CRQ-16'] });
  expect(shown.commits.map(({ subject }) => subject)).toEqual(['Import 3 change requests']);
  const { edges } = await asked(at, (repo, basis) => crqGraph(repo, basis, null));
  expect(edges).toEqual([
    { from: 'CRQ-15', to: 'CRQ-7', kind: 'depends' },
    { from: 'CRQ-15', to: 'CRQ-16', kind: 'relates' },
  ]);
  const fresh = {
    title: 'Next',
    type: null,
    draft: false,
    priority: 'medium',
    owner: null,
    depends: [],
    labels: [],
    body: null,
    template: null,
  };
  const made = await done<{ id: string }>(at, async (repo, basis) => {
    const planned = await planCreation(repo, basis, fresh, { branch: false, commit: true, from: null, offline: null });
    return planned.ok ? ok(creationPlan(planned.value, 'test', 'Next')) : planned;
  });
  expect(made.id).toBe('CRQ-18');
});

test('a second import finds everything there, wherever it is, and changes nothing', async () => {
  const at = fixture();
  const old = outside(at, THREE);
  await imported(at, [old]);
  const before = stateOf(at);
  const again = await imported(at, [old, join(old, 'crq_search.md')]);
  expect(again).toMatchObject({ read: [], failed: [], mapping: [], branch: null });
  expect(again.skipped).toMatchObject([
    { id: 'CRQ-15', reason: 'it was imported as CRQ-15' },
    { id: 'CRQ-16' },
    { id: 'CRQ-7' },
  ]);
  expect(stateOf(at)).toEqual(before);
  outside(at, { 'crq_search.md': `${SEARCH}More.\n`, 'crq_new.md': '# New\n' });
  const third = await imported(at, [old]);
  expect(third.read).toMatchObject([{ id: 'CRQ-18', title: 'New' }]);
  expect(third.skipped).toContainEqual({
    source: '../old/crq_search.md',
    id: 'CRQ-16',
    reason: 'it was imported as CRQ-16, and has changed since; nothing is overwritten',
  });
});

test('numbers that are taken, that two documents have, or that are none are mapped with a reason', async () => {
  const at = fixture({ remote: false });
  const old = outside(at, {
    'CRQ-001-first.md': '# First\n',
    'CRQ-046-a.md': '# A\n\nAs CRQ-46 and CRQ-001 say.\n',
    'CRQ-46-b.md': '# B\n',
    'CRQ-43-crq-010-c.md': '# C\n',
    'CRQ-20250821-001.md': '# D\n\nSee CRQ-20250822-9.\n',
    'CRQ-9-e.md': '# CRQ-12: E\n',
    'OLD-3.md': '# F\n',
  });
  const { read, mapping } = await imported(at, [old]);
  expect(read.map(({ id, title }) => `${id} ${title}`)).toEqual([
    'CRQ-47 First',
    'CRQ-48 A',
    'CRQ-49 D',
    'CRQ-43 C',
    'CRQ-46 B',
    'CRQ-9 E',
    'CRQ-50 F',
  ]);
  expect(mapping).toEqual([
    { from: 'CRQ-001', to: 'CRQ-47', reason: 'CRQ-1 is another request already' },
    { from: 'CRQ-046', to: 'CRQ-48', reason: '../old/CRQ-46-b.md has this number too, and keeps it as CRQ-46' },
    {
      from: 'CRQ-20250821-001',
      to: 'CRQ-49',
      reason: 'a date with a count is no number; the document gets the next one',
    },
    { from: 'crq-010', to: 'CRQ-43', reason: 'the name says CRQ-43 and crq-010; the first one counts' },
    { from: 'CRQ-12', to: 'CRQ-9', reason: 'the text says CRQ-12, the name CRQ-9; the name counts' },
  ]);
  expect(read.find(({ title }) => title === 'A')?.relations).toEqual(['CRQ-46', 'CRQ-47']);
  expect(read.find(({ title }) => title === 'D')?.warnings).toContain(
    'line 3 names CRQ-20250822-9, which is not among the documents',
  );
});

test('in the repository the first commit says who and when, and files stay where they are', async () => {
  const at = fixture({ policy: OPEN_BASE });
  commit(
    at,
    { 'docs/crq_a.md': '# A\n', 'docs/README.md': '# All documents\n', 'docs/index.md': '# CRQ: An index\n' },
    'Old\n\nCRQ: CRQ-1',
  );
  const author = ['--author', 'Grace <grace@example.com>', '--date', '2012-03-04T05:06:07Z'];
  at.git(['commit', '--quiet', '--amend', '--no-edit', '--no-verify', ...author]);
  const { read, skipped, branch, own } = await imported(at, ['docs']);
  expect([branch, own]).toEqual(['main', undefined]);
  expect(read.map(({ source, id }) => [source, id])).toEqual([
    ['docs/crq_a.md', 'CRQ-2'],
    ['docs/index.md', 'CRQ-3'],
  ]);
  expect(skipped).toEqual([{ source: 'docs/README.md', reason: 'it is a page about documents; name it to import it' }]);
  expect(at.read('crqs/CRQ-2.md')).toContain(
    'created: 2012-03-04\nstatus: open\nauthor: Grace <grace@example.com>\nowner: grace@example.com\n',
  );
  expect(at.read('crqs/CRQ-2.md')).toContain('imported_from: docs/crq_a.md\n---\n# A\n');
  expect(at.git(['status', '--porcelain'])).toBe('');
  expect((await imported(at, ['docs', 'crqs'])).skipped).toContainEqual({
    source: 'crqs/CRQ-3.md',
    id: 'CRQ-3',
    reason: 'it is the request CRQ-3 itself',
  });
  expect((await imported(at, ['docs/README.md'])).read).toMatchObject([{ id: 'CRQ-4', title: 'All documents' }]);
});

test('a file that lies where its record goes becomes the record', async () => {
  const at = fixture({ policy: OPEN_BASE });
  commit(at, { 'crqs/CRQ-5.md': '# Five\n', 'crqs/CRQ-006-six.md': '# Six\n' }, 'Old\n\nCRQ: CRQ-1');
  const { read } = await imported(at, ['crqs']);
  expect(read.map(({ id }) => id)).toEqual(['CRQ-6', 'CRQ-5']);
  expect(at.read('crqs/CRQ-5.md')).toMatch(/^---\nid: CRQ-5\n[\s\S]*\n---\n# Five\n$/);
  expect(at.read('crqs/CRQ-006-six.md')).toBe('# Six\n');
});

test('it is written to a branch that is named, and linked to the request of that branch', async () => {
  const at = fixture();
  at.git(['branch', 'feature/CRQ-9-move']);
  const { branch } = await imported(at, [outside(at, { 'crq_a.md': '# A\n' })], 'feature/CRQ-9-move');
  expect(branch).toBe('feature/CRQ-9-move');
  expect(at.git(['log', '-1', '--format=%(trailers:key=CRQ,valueonly,separator=%x20)', branch ?? ''])).toBe(
    'CRQ-9 CRQ-10',
  );
  const other = imported(at, [outside(at, { 'crq_b.md': '# B\n' })], 'nowhere');
  expect(await refusal(other)).toMatchObject({ code: 'REVISION_UNKNOWN' });
});

test('another tool’s front matter is taken over where it fits, and kept where it does not', async () => {
  const at = fixture({ remote: false });
  const text = `---
# by hand
title: "Title: of it"
status: Proposed
date: 2020-02-02
authors: [Grace, Ada]
tags: [a, b]
priority: High
reviewers: [x]
depends_on: CRQ-3
---
Text.
`;
  const { read, branch } = await imported(at, [outside(at, { 'CRQ-2-a.md': text, 'CRQ-3-b.md': '# B\n' })]);
  expect(read[0]).toMatchObject({ title: 'Title: of it', status: 'draft', relations: ['CRQ-3'] });
  const record = recordAt(at, branch, 'CRQ-2').toString();
  expect(record).toContain('created: 2020-02-02\nstatus: draft\nauthor: "Grace, Ada"\n');
  expect(record).toContain('labels: [a, b]\n\ndepends_on: [CRQ-3]\n');
  expect(record.slice(record.indexOf('imported_from'))).toBe(`imported_from: old/CRQ-2-a.md

legacy_status: Proposed

tags: [a, b]

legacy_priority: High

reviewers: [x]

legacy_depends_on: CRQ-3

# by hand
---
Text.
`);
});

test('a commit history is told of, with the command that links what is here', async () => {
  const at = fixture({ remote: false });
  const here = at.tip('HEAD');
  const text = `# A\n\n## Commit History\n\n**Commit:** \`${here}\`\n**Subject:** \`CRQ-99 it\`\n\n**Commit:** ${'ab'.repeat(20)}\n**Commit:** [PLACEHOLDER_HASH]\n`;
  const { read } = await imported(at, [outside(at, { 'crq_a.md': text })]);
  expect(read[0]?.warnings).toContain(
    `its commit history names 2 commits, 1 of them here; gitcrq link add ${here.slice(0, 12)} CRQ-2`,
  );
});

test('what is not there is refused, and where nothing is nothing is made', async () => {
  const at = fixture();
  const before = stateOf(at);
  expect(await refusal(imported(at, ['nowhere']))).toMatchObject({ code: 'IMPORT_SOURCE_NOT_FOUND' });
  mkdirSync(join(at.root, 'empty'));
  const said = gitcrq(at, ['crq', 'import', '../empty']);
  expect([said.code, said.out]).toEqual([0, expect.stringContaining('no document among the *.md files there')]);
  expect(stateOf(at)).toEqual(before);
});

test('a record that a person has in the way stays, and nothing is written', async () => {
  const at = fixture({ policy: OPEN_BASE });
  at.write('crqs/CRQ-5.md', crqText('CRQ-5'));
  const before = stateOf(at);
  const failed = imported(at, [outside(at, { 'CRQ-5.md': '# Five\n' })]);
  expect(await refusal(failed)).toMatchObject({ code: 'CHECKOUT_IN_THE_WAY' });
  expect(stateOf(at)).toEqual(before);
});

test('a text that speaks of other numbers makes no relation to them', async () => {
  const at = fixture({ policy: OPEN_BASE });
  const old = outside(at, { 'CRQ-1-first.md': '# CRQ-1-first.md\n\nAfter CRQ-2.\n', 'CRQ-2.md': '# Second\n' });
  expect((await imported(at, [old])).read).toMatchObject([{ id: 'CRQ-3', relations: ['CRQ-2'] }, { id: 'CRQ-2' }]);
  const shown = await asked(at, (repo, basis) => showCrq(repo, basis, '3'));
  expect([shown.relations, shown.body]).toEqual([['CRQ-2'], '# CRQ-1-first.md\n\nAfter CRQ-2.\n']);
});

test('each prefix keeps its numbers, and one that the policy does not have becomes its first', async () => {
  const at = fixture({ policy: `${OPEN_BASE}crq:\n  prefixes: [PROJ, KAFKA]\n` });
  const old = outside(at, { 'CRQ-015.md': '# A\n\nAfter KAFKA-1234.\n', 'KAFKA-1234.md': '# B\n', 'c.md': '# C\n' });
  const { read, mapping } = await imported(at, [old]);
  expect(read).toMatchObject([{ id: 'PROJ-15', relations: ['KAFKA-1234'] }, { id: 'KAFKA-1234' }, { id: 'PROJ-16' }]);
  expect(mapping).toEqual([{ from: 'CRQ-015', to: 'PROJ-15', reason: 'CRQ is no prefix here' }]);
  const chain = (prefix: string) => at.git(['log', '--format=%s', `refs/gitcrq/ids/${prefix}`], at.remote);
  expect([chain('PROJ'), chain('KAFKA')]).toEqual(['PROJ-16', 'KAFKA-1234']);
});

test('where the remote does not answer, no number is known to be free', async () => {
  const at = fixture();
  const old = outside(at, { 'a.md': '# A\n' });
  at.git(['remote', 'set-url', 'origin', join(at.root, 'nowhere.git')]);
  const before = stateOf(at);
  expect(await refusal(imported(at, [old]))).toMatchObject({ code: 'REMOTE_UNREACHABLE' });
  expect(stateOf(at)).toEqual(before);
});

test('an import that was taken back can be made again with the same numbers', async () => {
  const at = fixture({ remote: false });
  const old = outside(at, { 'CRQ-15.md': '# A\n' });
  await imported(at, [old]);
  answer(at, ['undo']);
  expect((await imported(at, [old])).read).toMatchObject([{ id: 'CRQ-15' }]);
});

test('standard input is a document', () => {
  const at = fixture({ remote: false });
  const ended = gitcrq(at, ['crq', 'import', '-', '--json'], { input: '# From a pipe\n' });
  expect(envelope(ended).data).toMatchObject({ read: [{ source: '-', id: 'CRQ-2', title: 'From a pipe' }] });
  const more = gitcrq(at, ['crq', 'import', '-', '--json'], { input: '# Another\n' });
  expect(envelope(more).data).toMatchObject({ read: [{ title: 'Another' }], skipped: [] });
});

test('documents with one text are one, unless front matter or a number says otherwise', async () => {
  const at = fixture({ remote: false });
  const [one, two] = ['---\ntitle: One\n---\n', '---\ntitle: Two\n---\n'];
  const old = outside(at, {
    'a.md': one,
    'b.md': two,
    'CRQ-5.md': '# T\n',
    'CRQ-6.md': '# T\n',
    'c.md': '# C\n',
    'd.md': '# C\n',
  });
  const { read, skipped } = await imported(at, [old]);
  expect(read.map(({ id, title }) => `${id} ${title}`)).toEqual([
    'CRQ-5 T',
    'CRQ-6 T',
    'CRQ-7 One',
    'CRQ-8 Two',
    'CRQ-9 C',
  ]);
  expect(skipped).toEqual([{ source: '../old/d.md', reason: 'its text is that of ../old/c.md' }]);
  const named = await imported(at, [join(old, 'b.md'), join(old, 'CRQ-6.md'), join(old, 'd.md')]);
  expect(named.skipped.map(({ id }) => id)).toEqual(['CRQ-8', 'CRQ-6', 'CRQ-9']);
});
