/** A change of the policy, where the base says who may approve: in a clone, and on the server. */
import { expect, test } from 'vitest';
import { REVIEWS_REF } from '../../src/coord/review.ts';
import { entry } from '../coord/trusted.ts';
import { refusal } from '../crq-records/scene.ts';
import { crqText, type Fixture } from '../fixture.ts';
import { approve, keyOf, trust } from '../merge/approving.ts';
import { change, check, rulesOf, scene } from './scene.ts';
import { refusedBy } from './server/scene.ts';

const BRANCH = 'feature/CRQ-2-work';
const push = (fx: Fixture): string => fx.git(['push', '--quiet', '--force', '--no-verify', 'origin', `HEAD:${BRANCH}`]);

const BOTH: Parameters<typeof trust>[1] = [
  ['grace', 'person', 'approve'],
  ['eve', 'person', 'approve'],
];

/** A branch that changes the policy; grace and eve may approve. */
function changed(rows = BOTH, more = ''): Fixture {
  const fx = scene();
  trust(fx, rows, more);
  fx.git(['merge', '--quiet', 'main']);
  change(fx, 'gitcrq.yaml', `${fx.read('gitcrq.yaml')}commits:\n  one_of_branch: true\n`, 'Strict\n\nCRQ: CRQ-2');
  push(fx);
  return fx;
}

const move = (fx: Fixture, from: string, to: string): string =>
  change(fx, 'crqs/CRQ-2.md', crqText('CRQ-2', { status: to }), `Move\n\nCRQ: CRQ-2\nCRQ-Transition: ${from} -> ${to}`);

/** The branch merged as the queue does, on main, with its old tip. */
function landed(fx: Fixture): void {
  fx.git(['switch', '--quiet', 'main']);
  fx.git(['merge', '--quiet', '--no-ff', '--no-verify', '-m', 'Merge CRQ-2\n\nCRQ: CRQ-2', BRANCH]);
}

test('it wants the approval of the branch as it is, by one who may, and no longer the state of the request', async () => {
  const fx = changed();
  move(fx, 'open', 'approved');
  push(fx);
  const { findings } = await check(fx);
  expect(findings).toMatchObject([{ rule: 'policy/changed', next: 'gitcrq approve CRQ-2' }]);
  expect(findings[0]?.message).toContain('nobody who may approve (grace, eve) approved the branch as it is');
  await approve(fx, 'grace');
  expect(rulesOf(await check(fx))).toEqual([]);
  move(fx, 'approved', 'closed');
  expect(rulesOf(await check(fx))).toEqual([]);
  move(fx, 'closed', 'open');
  change(fx, 'a', '1', 'More\n\nCRQ: CRQ-2');
  expect((await check(fx)).findings[0]?.message).toContain('the approval of grace does not count');
});

test('a branch that gives itself rights is judged by the list of the base', async () => {
  const fx = changed([['grace', 'person', 'approve']]);
  const list = entry('mallory', keyOf(fx, 'mallory'), 'approve');
  change(fx, 'gitcrq.yaml', fx.read('gitcrq.yaml').replace('trust:\n', `trust:\n${list}`), 'Me\n\nCRQ: CRQ-2');
  push(fx);
  expect(await refusal(approve(fx, 'mallory'))).toMatchObject({ code: 'APPROVAL_VOID' });
  // Signed past the command, as anybody can.
  trust(fx, [
    ['grace', 'person', 'approve'],
    ['mallory', 'person', 'approve'],
  ]);
  await approve(fx, 'mallory');
  trust(fx, [['grace', 'person', 'approve']]);
  expect((await check(fx)).findings).toMatchObject([
    { rule: 'policy/changed', message: expect.stringContaining('nobody on the base trusts SHA256:') },
  ]);
});

test('the only one who may approve may change the policy, and nobody else in their place', async () => {
  const fx = changed([['ada', 'person', 'approve']]);
  expect(await approve(fx, { name: 'ada', email: 'ada@example.com' })).toMatchObject({ sole: true });
  expect(rulesOf(await check(fx))).toEqual([]);
  trust(fx, [
    ['ada', 'person', 'approve'],
    ['eve', 'person', 'approve'],
  ]);
  expect(rulesOf(await check(fx))).toEqual(['policy/changed']);
});

test('what the remote has is fetched before a verdict, and without the remote none is given', async () => {
  const fx = changed();
  const other = fx.another('other');
  await approve(fx, 'grace', { cwd: other });
  expect(rulesOf(await check(fx))).toEqual([]);
  const away = changed();
  await approve(away, 'grace', { cwd: away.another('other') });
  away.git(['remote', 'set-url', 'origin', `${away.remote}-gone`]);
  expect(await refusal(check(away))).toMatchObject({ code: 'RECORDS_NOT_FETCHED' });
  // What is here suffices.
  fx.git(['remote', 'set-url', 'origin', `${fx.remote}-gone`]);
  expect(rulesOf(await check(fx))).toEqual([]);
});

test('reviews that went two ways are fetched by the commands that the refusal names', async () => {
  const fx = changed();
  await approve(fx, 'grace', { cwd: fx.another('other') });
  fx.git(['notes', '--ref=gitcrq/reviews', 'add', '-m', 'garbage', 'main']);
  const refused = await refusal(check(fx));
  expect(refused).toMatchObject({ code: 'RECORDS_NOT_FETCHED' });
  expect(refused.next).toContain(`git notes --ref=${REVIEWS_REF} merge --strategy=cat_sort_uniq FETCH_HEAD`);
});

test('what has landed stays right: judged by the list of its landing', async () => {
  const fx = changed([]);
  const first = fx.tip('main');
  move(fx, 'open', 'approved');
  move(fx, 'approved', 'closed');
  landed(fx);
  fx.git(['push', '--quiet', '--no-verify', 'origin', 'main']);
  // Since then somebody may approve.
  trust(fx, [['grace', 'person', 'approve']], 'commits:\n  one_of_branch: true\n');
  expect(rulesOf(await check(fx, { range: `${first}..${fx.tip('main~1')}` }))).toEqual([]);
  // The list itself came past the gate: that is found.
  expect(rulesOf(await check(fx, { range: `${fx.tip('main~1')}..${fx.tip('main')}` }))).toContain('policy/changed');
});

test('a later landing that leaves alone what is guarded wants no approval', async () => {
  const fx = scene();
  fx.git(['switch', '--quiet', 'main']);
  const first = fx.tip('main');
  const text = crqText('CRQ-2', { base: 'release/1', status: 'approved' });
  change(fx, 'crqs/CRQ-2.md', text, 'Another base\n\nCRQ: CRQ-2\nCRQ-Transition: open -> approved');
  change(fx, 'crqs/CRQ-2.md', text.replace('medium', 'high'), 'Hurry\n\nCRQ: CRQ-2');
  fx.git(['push', '--quiet', '--no-verify', 'origin', 'main']);
  expect(rulesOf(await check(fx, { range: `${first}..${fx.tip('main')}` }))).toEqual([]);
});

test("the server judges by its own reviews and its base's old tip", async () => {
  const fx = changed([['grace', 'person', 'approve']], 'branches:\n  protected: []\n');
  landed(fx);
  expect(await refusedBy(fx, { 'refs/heads/main': 'main' })).toEqual(['policy/changed']);
  await approve(fx, 'grace');
  expect(await refusedBy(fx, { 'refs/heads/main': 'main' })).toEqual([]);
});
