/** A link is judged by the state its request had in the first parent's tree. */
import { describe, expect, test } from 'vitest';
import { crqText, type Fixture } from '../fixture.ts';
import { change, check, commit, rulesOf, scene } from './scene.ts';

const move = (fx: Fixture, id: string, status: string, message: string): string =>
  change(fx, `crqs/${id}.md`, crqText(id, { status }), message);

test('an edit of nothing but records is accepted in any state', async () => {
  const fx = scene();
  change(
    fx,
    'crqs/CRQ-1.md',
    `${crqText('CRQ-1', { status: 'closed' })}\nA comment after the close.\n`,
    'Comment on CRQ-1\n\nCRQ: CRQ-1',
  );
  expect((await check(fx)).findings).toEqual([]);
  fx.write('crqs/CRQ-1.md', crqText('CRQ-1', { status: 'closed' }));
  change(fx, 'a', '1', 'Comment and code\n\nCRQ: CRQ-1');
  expect(rulesOf(await check(fx))).toEqual(['link/not-accepting']);
});

test('a draft takes no work until it is opened', async () => {
  const fx = scene();
  move(fx, 'CRQ-4', 'draft', 'Draft CRQ-4\n\nCRQ: CRQ-4');
  change(fx, 'a', '1', 'Add a\n\nCRQ: CRQ-4');
  expect((await check(fx)).findings.map(({ rule, next }) => [rule, next])).toContainEqual([
    'link/not-accepting',
    'gitcrq crq move CRQ-4 open',
  ]);
});

test.each([['rejected'], ['deferred'], ['cancelled']])(
  'a branch cannot go on for a request that is %s on the target',
  async (status) => {
    const fx = scene();
    change(fx, 'a', '1', 'Add a\n\nCRQ: CRQ-2');
    fx.git(['switch', '--quiet', 'main']);
    move(fx, 'CRQ-2', status, `Move\n\nCRQ: CRQ-2\nCRQ-Transition: open -> ${status}`);
    fx.git(['push', '--quiet', 'origin', 'main']);
    fx.git(['switch', '--quiet', 'feature/CRQ-2-work']);
    const [finding] = (await check(fx)).findings;
    expect(finding).toMatchObject({
      rule: 'link/not-accepting',
      message: `CRQ-2 is ${status} on main, so it takes no commits`,
    });
  },
);

describe('a request that is closed on the target', () => {
  const closeOnMain = (fx: Fixture): void => {
    fx.git(['switch', '--quiet', 'main']);
    move(fx, 'CRQ-2', 'closed', 'Close CRQ-2\n\nCRQ: CRQ-2\nCRQ-Transition: open -> closed');
    fx.git(['push', '--quiet', 'origin', 'main']);
    fx.git(['switch', '--quiet', 'feature/CRQ-2-work']);
  };

  test('lets its branch land if nothing of it has landed', async () => {
    const fx = scene();
    change(fx, 'a', '1', 'Add a\n\nCRQ: CRQ-2');
    closeOnMain(fx);
    expect((await check(fx)).findings).toEqual([]);
  });

  test('takes nothing more once it has landed', async () => {
    const fx = scene();
    change(fx, 'a', '1', 'Add a\n\nCRQ: CRQ-2');
    fx.git(['switch', '--quiet', 'main']);
    change(fx, 'b', '1', 'Add a, squashed\n\nCRQ: CRQ-2');
    closeOnMain(fx);
    expect((await check(fx)).findings).toMatchObject([
      { rule: 'link/not-accepting', message: 'CRQ-2 is closed on main and has landed, so it takes no commits' },
    ]);
  });
});

test('merging the base into the branch is accepted even when that closed the request', async () => {
  const fx = scene();
  change(fx, 'a', '1', 'Add a\n\nCRQ: CRQ-2');
  move(fx, 'CRQ-2', 'closed', 'Close\n\nCRQ: CRQ-2\nCRQ-Transition: open -> closed');
  fx.git(['switch', '--quiet', 'main']);
  change(fx, 'm', '1', 'Elsewhere\n\nCRQ: CRQ-3');
  fx.git(['push', '--quiet', 'origin', 'main']);
  fx.git(['switch', '--quiet', 'feature/CRQ-2-work']);
  fx.git(['merge', '--quiet', '--no-ff', '-m', 'Merge main\n\nCRQ: CRQ-2', 'main']);
  expect((await check(fx)).findings).toEqual([]);
});

test('an illegal step is a finding, also by hand, and names the legal ones', async () => {
  const fx = scene();
  move(fx, 'CRQ-2', 'rejected', 'Reject\n\nCRQ: CRQ-2\nCRQ-Transition: open -> rejected');
  move(fx, 'CRQ-2', 'closed', 'Close anyway\n\nCRQ: CRQ-2');
  const [finding] = (await check(fx)).findings;
  expect(finding).toMatchObject({
    rule: 'crq/illegal-transition',
    crq: 'CRQ-2',
    path: 'crqs/CRQ-2.md',
    next: 'gitcrq crq move CRQ-2 open',
  });
  expect(finding?.message).toContain('from rejected to closed');
});

test('a squash of several steps is legal if its transitions chain, in any place and order', async () => {
  const steps = 'CRQ-Transition: open -> closed\n\n* open it\n\n    CRQ-Transition: draft -> open';
  const drafted = (): Fixture => {
    const fx = scene();
    fx.git(['switch', '--quiet', 'main']);
    move(fx, 'CRQ-2', 'open', 'nothing\n\nCRQ: CRQ-2');
    move(fx, 'CRQ-5', 'draft', 'Draft CRQ-5\n\nCRQ: CRQ-5');
    fx.git(['push', '--quiet', 'origin', 'main']);
    fx.git(['switch', '--quiet', '--create', 'feature/CRQ-5-x']);
    return fx;
  };
  const legal = drafted();
  legal.write('a', '1');
  move(legal, 'CRQ-5', 'closed', `Do it all (#7)\n\n${steps}\n\nCRQ: CRQ-5`);
  expect((await check(legal)).findings).toEqual([]);
  const illegal = drafted();
  illegal.write('a', '1');
  move(illegal, 'CRQ-5', 'closed', 'Do it all (#7)\n\nCRQ: CRQ-5\nCRQ-Transition: open -> closed');
  expect(rulesOf(await check(illegal))).toEqual(['crq/illegal-transition']);
});

test('breaking the file and mending it with another state is no way around the lifecycle', async () => {
  const fx = scene();
  fx.git(['switch', '--quiet', 'main']);
  move(fx, 'CRQ-2', 'rejected', 'Reject\n\nCRQ: CRQ-2\nCRQ-Transition: open -> rejected');
  fx.git(['push', '--quiet', 'origin', 'main']);
  fx.git(['switch', '--quiet', '--create', 'chore/CRQ-3-x']);
  move(fx, 'CRQ-2', 'nonsense', 'Break\n\nCRQ: CRQ-3');
  move(fx, 'CRQ-2', 'closed', 'Mend\n\nCRQ: CRQ-3');
  expect(rulesOf(await check(fx))).toEqual(['crq/illegal-transition']);
});

test('a landing merge that closes its request passes', async () => {
  const fx = scene();
  change(fx, 'a', '1', 'Add a\n\nCRQ: CRQ-2');
  fx.git(['switch', '--quiet', 'main']);
  fx.git(['merge', '--quiet', '--no-ff', '--no-commit', 'feature/CRQ-2-work']);
  fx.write('crqs/CRQ-2.md', crqText('CRQ-2', { status: 'closed' }));
  commit(fx, 'Land CRQ-2\n\nCRQ: CRQ-2\nCRQ-Transition: open -> closed');
  expect((await check(fx, { range: 'origin/main..main' })).findings).toEqual([]);
});
