/** Shapes of older documents: names, days, words, titles, sections. */
import { expect, test } from 'vitest';
import { DEFAULT_WORKFLOW, type Workflow } from '../../src/domain/lifecycle.ts';
import { readLegacy } from '../../src/store/crq-legacy.ts';
import { legacyName } from '../../src/store/crq-legacy-name.ts';
import { dayOf, statusOfWord } from '../../src/store/crq-legacy-words.ts';

const RULES = { prefixes: ['CRQ', 'KAFKA'], types: ['feature', 'bugfix'], workflow: DEFAULT_WORKFLOW };

const parsed = (text: string, stem = 'crq_some_topic', workflow: Workflow = DEFAULT_WORKFLOW) => {
  const read = readLegacy(Buffer.from(text), stem, { ...RULES, workflow });
  if ('reason' in read) throw new Error(read.reason);
  return read;
};

test.for([
  ['CRQ-015-login-form', 15, null, null, 'login-form'],
  ['crq_42', 42, null, null, ''],
  ['CRQ-43-crq-010-information-flow', 43, 10, null, 'information-flow'],
  ['CRQ-20250821-001', null, null, '2025-08-21', ''],
  ['CRQ-20250821-001-login', null, null, '2025-08-21', 'login'],
  ['CRQ_20250822_Refine_Words', null, null, '2025-08-22', 'refine-words'],
  ['CRQ-20251340-login', null, null, null, '20251340-login'],
  ['2025-08-22-login', null, null, '2025-08-22', 'login'],
  ['fix_crq_20250823', null, null, '2025-08-23', 'fix'],
  ['002-login', 2, null, null, 'login'],
  ['2024-roadmap', null, null, null, '2024-roadmap'],
  ['crq_login_form', null, null, null, 'login-form'],
  ['change_request_login', null, null, null, 'login'],
  ['KAFKA-1234', 1234, null, null, ''],
  ['JIRA-7-login', null, null, null, 'jira-7-login'],
  ['Überblick', null, null, null, 'uberblick'],
] as const)('the name %s', ([stem, number, inner, date, topic]) => {
  const name = legacyName(stem, RULES.prefixes);
  expect([name.number?.number ?? null, name.inner?.number ?? null, name.date, name.topic]).toEqual([
    number,
    inner,
    date,
    topic,
  ]);
});

test.for([
  ['2025-08-22', '2025-08-22'],
  ['2025/8/2', '2025-08-02'],
  ['August 23, 2025', '2025-08-23'],
  ['Aug. 3rd 2025', '2025-08-03'],
  ['23 August 2025', '2025-08-23'],
  ['20250821', '2025-08-21'],
  ['2025-08-22T10:11:12Z', '2025-08-22'],
  ['08/09/2025', null],
  ['2025-02-30', null],
  ['soon', null],
] as const)('the day %s', ([text, day]) => expect(dayOf(text)).toBe(day));

test.for([
  ['Proposed', 'draft'],
  ['Draft', 'draft'],
  ['Open', 'open'],
  ['Ongoing', 'open'],
  ['Active', 'open'],
  ['Assess', 'open'],
  ['Authorize', 'open'],
  ['Scheduled', 'approved'],
  ['Implement', 'approved'],
  ['Completed', 'closed'],
  ['Resolved', 'closed'],
  ['CLOSED (2020-01-01)', 'closed'],
  ['Review', 'closed'],
  ['Deferred', 'deferred'],
  ['Pending', 'deferred'],
  ['Cancelled', 'cancelled'],
  ['Withdrawn', 'cancelled'],
  ['Rejected', 'rejected'],
  ['In-Progress', 'open'],
  ['✅ Done', 'closed'],
  ['Marvellous', null],
  ['constructor', null],
] as const)('the state %s', ([word, status]) => expect(statusOfWord(DEFAULT_WORKFLOW, word)).toBe(status));

test('a team’s own states are taken by their names, and usual ones by what they mean', () => {
  const state = { to: [], accepts: false, by: {} };
  const own: Workflow = {
    states: {
      todo: { ...state, accepts: true },
      'in-progress': { ...state, accepts: true },
      done: state,
      dropped: state,
    },
    new: 'todo',
    draft: null,
    approved: null,
    closed: 'done',
  };
  const words = ['In Progress', 'Completed', 'Open', 'Withdrawn', 'Scheduled'];
  expect(words.map((word) => statusOfWord(own, word))).toEqual(['in-progress', 'done', 'todo', 'dropped', null]);
  const { status, warnings } = parsed('# A\n\n**Status:** Scheduled\n', 'a', own);
  expect([status, warnings]).toEqual(['todo', ['its status "Scheduled" is no state here, so it is todo']]);
});

test.for([
  ['# Change Request: Add login', 'Add login'],
  ['## Change Request (CRQ): Add login', 'Add login'],
  ['### CRQ: Add login', 'Add login'],
  ['**CRQ: Add login**', 'Add login'],
  ['# CRQ-012: Add login', 'Add login'],
  ['# [CRQ-12] - Add login', 'Add login'],
  ['# Crqueue for C# #', 'Crqueue for C#'],
  ['## Change Request (CRQ)\n\n**Title:** Add login', 'Add login'],
  ['**CRQ Title:** CRQ-056: Add login', 'Add login'],
  ['- **Title**: Add login', 'Some topic'],
  ['Add login\n=========', 'Add login'],
  ['# 1. Add login', 'Add login'],
  ['# CRQ-5-add.md\n\n## Change Request: some topic\n## Add login: a form', 'Add login: a form'],
  ['# CRQ-5-add.md\n\n## Change Request: some topic\n\n### Objective', 'some topic'],
  ['```\n# not this\n```\n# Add login', 'Add login'],
  ['| Title | Add login |', 'Add login'],
  ['Just words.', 'Some topic'],
  [`# ${'x'.repeat(300)}`, `${'x'.repeat(199)}…`],
] as const)('the title of %j', ([text, title]) => expect(parsed(`${text}\n\nText.\n`).title).toBe(title));

test('a section of dependencies ends where the next begins', () => {
  const text = `# A

See CRQ-1 and \`CRQ-002\`.

## 3. Dependencies

- CRQ-003, crq_4, [the fifth](../old/five.md)

### 3.1 More

- CRQ-6

## 4. Notes

- CRQ-7 to CRQ-9

**Depends on:** CRQ-10
**Notes:** CRQ-11

\`\`\`
CRQ-12
\`\`\`
`;
  const { references } = parsed(text);
  const named = (needed: boolean) => references.filter((one) => one.needed === needed).map((one) => one.text);
  expect(named(true)).toEqual(['CRQ-003', 'crq_4', '../old/five.md', 'CRQ-6', 'CRQ-10']);
  expect(named(false)).toEqual(['CRQ-1', 'CRQ-002', 'CRQ-7', 'CRQ-8', 'CRQ-9', 'CRQ-11']);
});

test('a history of commits at the end is no part of what the document says', () => {
  const text = `# A

## Commit History

**Commit:** \`ca9fe7e6ded6c6458b1d61ffd990063bafedede8\`
**Subject:** \`CRQ-5: wip\`
**Status:** Completed

**Commit:** \`[PLACEHOLDER_HASH]\`
`;
  const read = parsed(text);
  expect(read.commits).toEqual([{ hash: 'ca9fe7e6ded6c6458b1d61ffd990063bafedede8', subject: 'CRQ-5: wip', line: 5 }]);
  expect([read.status, read.references]).toEqual(['open', []]);
  expect(read.body.toString()).toBe(text);
  const further = parsed(`${text}\n## Dependencies\n\nCRQ-9\n\n## 5. Status\n\nCompleted\n`);
  expect([further.status, further.references.map((one) => one.text)]).toEqual(['closed', ['CRQ-9']]);
});

test('a table says values in its rows, not in its head', () => {
  const read = parsed('# A\n\n| Status | Type |\n|---|---|\n| Status | Deferred |\n');
  expect([read.status, read.type]).toEqual(['deferred', null]);
});

test('people, kinds and priorities where they are stated', () => {
  const text = '# A\n\n**Requested By:** Grace\n- **Owner:** ada@example.com\n**Priority:** HIGH\n**Type:** Bugfix\n';
  expect(parsed(text)).toMatchObject({ author: 'Grace', owner: 'ada@example.com', priority: 'high', type: 'bugfix' });
  const odd = parsed('# A\n\n**Priority:** P1\n**Type:** Epic\n\n## Status\n\nAccepted\n');
  expect(odd).toMatchObject({ priority: null, type: null, status: 'approved' });
  expect(odd.warnings).toEqual(['its priority "P1" is none here', 'its type "Epic" is none here']);
});
