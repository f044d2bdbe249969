/** What a new request begins with: the templates that every repository has, those of the policy, and the keys of change management. */

import { expect, test } from 'vitest';
import { parse } from 'yaml';
import { inClone } from '../../src/app/clone.ts';
import { type Created, creationPlan, type NewCrq, planCreation } from '../../src/crq/create.ts';
import { planSet } from '../../src/crq/edit.ts';
import { branchGlobs, type ShownCrq, showCrq } from '../../src/crq/show.ts';
import { parseWindow } from '../../src/domain/change-class.ts';
import { ok } from '../../src/domain/result.ts';
import { parsePolicy } from '../../src/store/policy-parse.ts';
import { commit } from '../enforce/scene.ts';
import { type Fixture, fixture } from '../fixture.ts';
import { done, listed, refusal } from './scene.ts';

const made = (fx: Fixture, input: Partial<NewCrq> = {}): Promise<Created> =>
  done(fx, async (repo, basis) => {
    const words = { title: 'Move the database', type: null, draft: false, priority: null, owner: null };
    const planned = await planCreation(
      repo,
      basis,
      { ...words, depends: [], labels: [], body: null, template: null, ...input },
      { branch: false, commit: true, from: null, offline: null },
    );
    return planned.ok ? ok(creationPlan(planned.value, 'crq new', 'x')) : planned;
  });

const shown = (fx: Fixture, id: string): Promise<ShownCrq> =>
  inClone(fx.ports(), ({ repo, basis }) => showCrq(repo, basis, id), { refs: branchGlobs(id) });

const textOf = (fx: Fixture, { oid, path }: Created): string => fx.git(['show', `${oid}:${path}`]);
const keysOf = (text: string): Record<string, unknown> => parse(text.split('---\n')[1] ?? '');
const headingsOf = (text: string): readonly string[] =>
  [...text.matchAll(/^## (.*)$/gm)].map((match) => match[1] ?? '');

test('change and emergency bring the keys and sections of change management', async () => {
  const fx = fixture();
  const change = textOf(fx, await made(fx, { template: 'change' }));
  expect(keysOf(change)).toMatchObject({ template: 'change', class: 'normal', risk: 'medium', window: null });
  expect(headingsOf(change).slice(-3)).toEqual(['Risk', 'Backout', 'Review']);
  // Each further key after a blank line: edits of two branches merge.
  expect(change).toContain('\ndepends_on: []\n\ntemplate: change\n\nclass: normal\n\nrisk: medium\n\nwindow:\n---\n');
  const emergency = textOf(fx, await made(fx, { template: 'emergency' }));
  expect(keysOf(emergency)).toMatchObject({ priority: 'critical', class: 'emergency', risk: 'high' });
  expect(keysOf(textOf(fx, await made(fx, { template: 'emergency', priority: 'low' })))).toMatchObject({
    priority: 'low',
  });
  const usual = textOf(fx, await made(fx));
  expect(Object.keys(keysOf(usual)).at(-1)).toBe('depends_on');
});

const TEMPLATE = `---
type: bugfix
labels: [database]
class: standard
runbook: [a, b]
---

## Steps

1. Stop it.
`;

test('a template of the policy is a file on the base, and never the branch', async () => {
  const fx = fixture({ policy: 'version: 1\ncrq:\n  templates:\n    db: docs/db.md\n    default: docs/plain.md\n' });
  fx.write('docs/db.md', TEMPLATE);
  fx.write('docs/plain.md', '## Why\n');
  commit(fx, 'Templates\n\nCRQ: CRQ-1');
  expect(await refusal(made(fx, { template: 'db' }))).toMatchObject({
    code: 'TEMPLATE_INVALID',
    message: 'main:docs/db.md is no text file of less than 1024 KiB',
  });
  fx.git(['push', '--quiet', 'origin', 'main']);
  const db = await made(fx, { template: 'db', labels: ['urgent'] });
  const text = textOf(fx, db);
  expect(keysOf(text)).toMatchObject({
    type: 'bugfix',
    labels: ['database', 'urgent'],
    template: 'db',
    class: 'standard',
    runbook: ['a', 'b'],
  });
  expect(text).toContain('# CRQ-2: Move the database\n\n## Steps\n\n1. Stop it.');
  expect(headingsOf(textOf(fx, await made(fx)))).toEqual(['Why']);
  expect(await refusal(made(fx, { template: 'dbs' }))).toMatchObject({
    code: 'TEMPLATE_UNKNOWN',
    message: 'there is no template "dbs"; there are db, default, change, emergency',
    next: expect.stringContaining('--template db'),
  });
  for (const [wrong, reason] of [
    ['id: CRQ-9', 'a template says nothing about `id`'],
    ['status: closed', 'a template says nothing about `status`'],
    ['class: usual', 'is not one of normal, standard, emergency, latent'],
    ['labels: [a', 'not closed'],
  ]) {
    fx.write('docs/db.md', `---\n${wrong}\n---\n`);
    commit(fx, 'Spoil it\n\nCRQ: CRQ-1');
    fx.git(['push', '--quiet', 'origin', 'main']);
    expect(await refusal(made(fx, { template: 'db' })), wrong).toMatchObject({
      code: 'TEMPLATE_INVALID',
      message: expect.stringContaining(reason ?? ''),
    });
  }
});

test('class, risk and window are checked when set and when read, and shown', async () => {
  const fx = fixture();
  const { id, path } = await made(fx, { template: 'change' });
  const set = (words: readonly string[]) => done(fx, (repo, basis) => planSet(repo, basis, id, words));
  const window = '2026-12-01T22:00Z/2026-12-02T02:00Z';
  await set(['class=standard', 'risk=low', `window=${window}`]);
  expect(await shown(fx, id)).toMatchObject({
    template: 'change',
    class: 'standard',
    risk: 'low',
    window,
  });
  for (const word of ['class=huge', 'risk=none', 'window=tomorrow', 'template=emergency'])
    expect(await refusal(set([word])), word).toMatchObject({ code: 'CRQ_KEY_INVALID' });
  await set(['window=']);
  expect((await shown(fx, id)).window).toBeUndefined();
  const [branch] = (await listed(fx, { search: 'database' })).crqs[0]?.branches ?? [];
  fx.git(['switch', '--quiet', branch?.name ?? '']);
  fx.write(path, fx.git(['show', `HEAD:${path}`]).replace('risk: low', 'risk: enormous'));
  commit(fx, `By hand\n\nCRQ: ${id}`);
  expect((await listed(fx)).unreadable).toMatchObject([
    { path, reason: expect.stringContaining('`risk: enormous` is not one of low, medium, high') },
  ]);
});

test.each([
  ['2026-12-01T22:00Z/2026-12-02T02:00Z', 4],
  ['2026-12-01T22:00+02:00/2026-12-01T22:00Z', 2],
  ['2026-12-02T02:00Z/2026-12-01T22:00Z', null],
  ['2026-12-01T22:00Z', null],
  ['2026-12-01/2026-12-02', null],
  ['2026-12-01T22:00/2026-12-02T02:00', null],
  ['2026-13-01T22:00Z/2026-14-02T02:00Z', null],
  ['2026-12-01T22:00Z/2026-12-02T02:00Z/2026-12-03T02:00Z', null],
])('a window %s', (text, hours) => {
  const window = parseWindow(text);
  expect(window === null ? null : (window.to_ms - window.from_ms) / 3_600_000).toBe(hours);
});

test('mistakes in crq.templates and crq.standard are named with their line', () => {
  const mistakes = (text: string): readonly string[] => {
    const parsed = parsePolicy(`version: 1\ncrq:\n${text}`);
    return 'mistakes' in parsed ? parsed.mistakes.map(({ line, key, message }) => `${line} ${key}: ${message}`) : [];
  };
  expect(mistakes('  templates: {db: docs/db.md}\n  standard: [{template: db, paths: [docs/**]}]\n')).toEqual([]);
  expect(mistakes('  templates: {db: ../db.md}\n')).toHaveLength(1);
  expect(mistakes('  templates: {D B: db.md}\n')[0]).toContain('expected a lower-case word');
  expect(mistakes('  standard: [{template: db, paths: [docs/**]}]\n')).toEqual([
    '3 crq.standard.0.template: no such template; there are default, change, emergency',
  ]);
});
