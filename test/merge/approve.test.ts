/** `approve`: a signed note about the very commit that is the branch's head, shared with everybody. */
import { expect, test } from 'vitest';
import { REVIEWS_REF } from '../../src/coord/review.ts';
import { readReviews } from '../../src/coord/review-read.ts';
import { ok } from '../../src/domain/result.ts';
import { pushRefs } from '../../src/git/remote.ts';
import { approveSchema } from '../../src/merge/schema.ts';
import { asked, refusal } from '../crq-records/scene.ts';
import { change, commit, scene } from '../enforce/scene.ts';
import type { Fixture } from '../fixture.ts';
import { approve, keyOf } from './approving.ts';

const push = (fx: Fixture, cwd = fx.clone): string => fx.git(['push', '--quiet', '--no-verify', 'origin', 'HEAD'], cwd);

function worked(fx = scene()): Fixture {
  change(fx, 'a', '1', 'Add a\n\nCRQ: CRQ-2');
  push(fx);
  return fx;
}

const reviews = (fx: Fixture, cwd?: string) =>
  asked(fx, async (repo, { policy }) => ok(await readReviews(repo, policy.crq.prefixes, null)), cwd);
const REFSPEC = `${REVIEWS_REF}:${REVIEWS_REF}`;

test('an approval is a signed line about the head of the branch, here and on the remote', async () => {
  const fx = worked();
  const head = fx.tip('HEAD');
  const told = await approve(fx, 'grace', { message: 'good' });
  expect(approveSchema.parse(told)).toMatchObject({
    id: 'CRQ-2',
    what: 'code',
    head,
    branch: 'feature/CRQ-2-work',
    by: 'grace <grace@example.com>',
    kind: 'agent',
    key: keyOf(fx, 'grace').id,
  });
  expect(await reviews(fx)).toMatchObject({
    reviews: [{ crq: 'CRQ-2', head, what: 'code', message: 'good', key: { id: told.key } }],
    voids: [],
  });
  expect(fx.tip(REVIEWS_REF)).toBe(fx.tip(REVIEWS_REF, fx.remote));
  expect(fx.git(['log', '-1', '--notes=gitcrq/reviews', '--format=%N', head])).toContain('"schema":"gitcrq.review/1"');
  expect(await refusal(approve(fx, 'grace'))).toMatchObject({ code: 'NOTHING_TO_CHANGE' });
  expect(await refusal(approve(fx, 'eve', { message: 'x'.repeat(2001) }))).toMatchObject({ code: 'REVIEW_UNSIGNABLE' });
  expect(fx.git(['status', '--porcelain'])).toBe('');
});

test("what is approved is the remote's head, and --head binds it to what was looked at", async () => {
  const fx = worked();
  const looked = fx.tip('HEAD');
  const other = fx.another('other');
  fx.git(['switch', '--quiet', 'feature/CRQ-2-work'], other);
  fx.write('b', '2', other);
  fx.git(['add', '.'], other);
  fx.git(['commit', '--quiet', '--no-verify', '-m', 'Add b\n\nCRQ: CRQ-2'], other);
  push(fx, other);
  const now = fx.tip('HEAD', other);
  const refused = await refusal(approve(fx, 'grace', { head: looked.slice(0, 10) }));
  expect(refused).toMatchObject({ code: 'HEAD_MOVED', next: expect.stringContaining(`--head ${now}`) });
  expect((await reviews(fx)).reviews).toEqual([]);
  expect(await approve(fx, 'grace', { head: now })).toMatchObject({ head: now });
  expect(await approve(fx, 'eve')).toMatchObject({ head: now });
});

test('two approvers at once: both notes stay', async () => {
  const fx = worked();
  const other = fx.another('other');
  const both = await Promise.all([approve(fx, 'grace'), approve(fx, 'eve', { cwd: other })]);
  expect(new Set(both.map(({ key }) => key)).size).toBe(2);
  const there = fx.another('third');
  fx.git(['fetch', '--quiet', 'origin', REFSPEC], there);
  expect((await reviews(fx, there)).reviews.map(({ key }) => key.id).sort()).toEqual(both.map(({ key }) => key).sort());
  // Made on either side before they met: nothing of either is lost.
  change(fx, 'b', '2', 'Add b\n\nCRQ: CRQ-2');
  push(fx);
  await asked(fx, async (repo) => {
    const old = fx.tip(`${REVIEWS_REF}`, fx.remote);
    const before = fx.tip(`${REVIEWS_REF}~1`, fx.remote);
    return pushRefs(repo, 'origin', [{ ref: REVIEWS_REF, from: old, to: before }]);
  });
  await approve(fx, 'hopper', { cwd: there });
  await approve(fx, 'grace');
  expect((await reviews(fx)).reviews).toHaveLength(4);
});

test('a branch that is nowhere to be seen cannot be approved, and one of several is not guessed', async () => {
  const fx = scene();
  change(fx, 'a', '1', 'Add a\n\nCRQ: CRQ-2');
  expect(await refusal(approve(fx, 'grace'))).toMatchObject({
    code: 'NOTHING_TO_APPROVE',
    message: expect.stringContaining('only here'),
    next: expect.stringMatching(/git push.*\n.*approve CRQ-2 --plan/),
  });
  expect(await refusal(approve(fx, 'grace', { id: '3' }))).toMatchObject({ code: 'NOTHING_TO_APPROVE' });
  expect(await refusal(approve(fx, 'grace', { id: '9' }))).toMatchObject({ code: 'CRQ_NOT_FOUND' });
  push(fx);
  fx.git(['switch', '--quiet', '-c', 'feature/CRQ-2-second']);
  commit(fx, 'Second\n\nCRQ: CRQ-2');
  push(fx);
  expect(await refusal(approve(fx, 'grace'))).toMatchObject({ code: 'BRANCH_AMBIGUOUS' });
  const second = fx.tip('HEAD');
  expect(await approve(fx, 'grace', { on: 'feature/CRQ-2-second' })).toMatchObject({ head: second });
  expect(await approve(fx, 'eve', { head: 'feature/CRQ-2-work' })).toMatchObject({ branch: 'feature/CRQ-2-work' });
});

test('--plan authorises the request: a review of the commit that carries it, and the transition', async () => {
  const fx = worked();
  const head = fx.tip('HEAD');
  const told = await approve(fx, 'grace', { plan: true, message: 'agreed' });
  expect(approveSchema.parse(told)).toMatchObject({ what: 'plan', head, status: 'approved', oid: fx.tip('HEAD') });
  expect(fx.git(['log', '-1', '--format=%P%n%B'])).toBe(
    `${head}\nApprove CRQ-2: Work of CRQ-2\n\nagreed\n\nCRQ: CRQ-2\nCRQ-Transition: open -> approved\n`,
  );
  expect((await reviews(fx)).reviews).toMatchObject([{ what: 'plan', head }]);
  expect(await refusal(approve(fx, 'eve', { plan: true }))).toMatchObject({ code: 'ILLEGAL_TRANSITION' });
});

test('forged, cut, replayed and foreign lines are no reviews, and say why', async () => {
  const fx = worked();
  const head = fx.tip('HEAD');
  await approve(fx, 'grace');
  const line = fx.git(['notes', '--ref=gitcrq/reviews', 'show', head]);
  const first = fx.tip('HEAD~1');
  const spoilt = [
    line.replace('CRQ-2', 'CRQ-3'),
    line.replace('"code"', '"plan"'),
    line.slice(0, -9),
    line.replace('review/1', 'review/2'),
    'garbage',
  ];
  fx.write('note', `${spoilt.join('\n')}\n${line}\n`);
  fx.git(['notes', '--ref=gitcrq/reviews', 'add', '--force', '--file', 'note', head]);
  fx.git(['notes', '--ref=gitcrq/reviews', 'add', '-m', line, first]);
  fx.write('note', 'x'.repeat(300_000));
  fx.git(['notes', '--ref=gitcrq/reviews', 'add', '--file', 'note', 'HEAD~2']);
  const read = await reviews(fx);
  expect(read.reviews).toHaveLength(1);
  expect(read.voids.map(({ why }) => why).sort()).toEqual([
    'it is no JSON object',
    'it is no JSON object',
    `it was made for ${head.slice(0, 12)}, another commit`,
    'its schema gitcrq.review/2 is not one of gitcrq.review/1',
    'its signature does not hold: it does not fit what it signs',
    'its signature does not hold: it does not fit what it signs',
  ]);
  expect(read.unreadable).toMatchObject([{ about: fx.tip('HEAD~2'), reason: 'it is 300001 bytes long' }]);
});
