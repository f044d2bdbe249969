/** Which state of a request lets its branch land: the closed one of the workflow, or the approved one as well. */
import { expect, test } from 'vitest';
import { parsePolicy } from '../../src/store/policy-parse.ts';
import { check, commit } from '../enforce/scene.ts';
import { crqText, type Fixture, fixture } from '../fixture.ts';
import { pass, why, work } from './ground.ts';

const STATES = `version: 1
crq:
  workflow:
    states:
      open: {to: [agreed, done], accepts: true}
      agreed: {to: [open, done], accepts: true, by: {done: ["nobody@example.com"]}}
      done: {to: [open]}
    approved: agreed
    closed: done
`;

const ofMain = async (at: Fixture, from: string) => (await check(at, { range: `${from}..main` })).findings;

test('the whole queue takes what is closed by a state of another name', async () => {
  const at = fixture({ policy: STATES });
  work(at, { id: 'CRQ-2', status: 'done' });
  expect((await pass(at)).landed).toMatchObject([{ crq: 'CRQ-2' }]);
});

test('an approved request lands and the landing closes it, whoever may take that step by hand', async () => {
  const steps = STATES.replace('[agreed, done]', '[agreed]');
  const at = fixture({ policy: `${steps}merge: {when: approved}\n` });
  work(at, { id: 'CRQ-2', status: 'agreed' });
  at.git(['push', '--quiet', 'origin', 'feature/CRQ-2-work~2:main']);
  work(at, { id: 'CRQ-3', status: 'open' });
  const before = at.tip('main');
  expect((await pass(at)).landed).toMatchObject([{ crq: 'CRQ-2' }]);
  expect(at.git(['show', 'main:crqs/CRQ-2.md'], at.remote)).toContain('\nstatus: done\n');
  expect(await ofMain(at, before)).toEqual([]);
  expect(why(await pass(at, { ids: ['CRQ-3'] }), 'closed')).toBe(
    'CRQ-3 is open; gitcrq approve CRQ-3 --plan, or gitcrq close CRQ-3',
  );
});

test.each(['ff', 'rebase'] as const)(
  'by %s the closing is a commit of its own, and judged as one',
  async (strategy) => {
    const at = fixture({ policy: `${STATES}merge: {when: approved, strategy: ${strategy}}\n` });
    work(at, { id: 'CRQ-2', status: 'agreed' });
    expect(why(await pass(at), 'accepted')).toMatch(
      /^as \S+ it breaks crq\/illegal-transition: .* that step is for nobody@example\.com; .* gitcrq merge CRQ-2 --strategy merge$/,
    );
    const before = at.tip('main');
    expect((await pass(at, { strategy: 'squash' })).landed).toMatchObject([{ crq: 'CRQ-2' }]);
    expect(await ofMain(at, before)).toEqual([]);
  },
);

test('without it an approved request does not ask', async () => {
  const at = fixture();
  work(at, { id: 'CRQ-2', status: 'approved' });
  const done = await pass(at);
  expect([done.landed, done.held]).toEqual([[], []]);
});

test('approved on the base: its branch lands once it brings something', async () => {
  const at = fixture({ policy: 'version: 1\nmerge: {when: approved}\n' });
  at.write('crqs/CRQ-2.md', crqText('CRQ-2', { status: 'approved' }));
  commit(at, 'Open CRQ-2\n\nCRQ: CRQ-2');
  at.git(['push', '--quiet', 'origin', 'main', 'main:refs/heads/feature/CRQ-2-more']);
  expect((await pass(at)).landed).toEqual([]);
  at.git(['switch', '--quiet', '-c', 'feature/CRQ-2-work']);
  at.write('a', 'a');
  commit(at, 'Do it\n\nCRQ: CRQ-2');
  at.git(['push', '--quiet', 'origin', 'HEAD']);
  expect((await pass(at)).landed).toMatchObject([{ branch: 'feature/CRQ-2-work' }]);
});

test('a workflow in which nothing leads from approved to closed is a mistake, with its line', () => {
  const text = STATES.replace(
    'to: [open, done], accepts: true, by: {done: ["nobody@example.com"]}',
    'to: [open], accepts: true',
  );
  expect(
    parsePolicy(`${text}merge:
  when: approved
`),
  ).toMatchObject({ mistakes: [{ line: 11, key: 'merge.when' }] });
});
