/** Requests that are open on their base although the base has their work: how people and programs see them. */
import { describe, expect, test } from 'vitest';
import { answer, gitcrq, shareProcess } from '../cli/run.ts';
import { crqText, type Fixture, fixture } from '../fixture.ts';
import { work } from '../merge/ground.ts';
import { listed } from './scene.ts';

shareProcess();

const CRQ = 'CRQ-2';
const BRANCH = 'feature/CRQ-2-work';

/** The request open on the base and its work on a branch, as it is before a button of a forge is pressed. */
function begun(at = fixture()): Fixture {
  work(at, { id: CRQ, status: 'open' });
  return at;
}

function merged(at: Fixture, how: readonly string[] = ['--no-ff', '-m', 'Merge it\n\nCRQ: CRQ-2']): Fixture {
  at.git(['merge', '--quiet', ...how, BRANCH]);
  if (how.includes('--squash')) at.git(['commit', '--quiet', '-m', 'Do it (#7)\n\nCRQ: CRQ-2']);
  at.git(['push', '--quiet', 'origin', 'main']);
  return at;
}

const landedOf = async (at: Fixture) => (await listed(at)).crqs.find(({ id }) => id === CRQ)?.landed ?? null;

describe('a branch that was merged by other means', () => {
  test('is open (landed) in every view, and open for programs', () => {
    const at = merged(begun());
    const landed = { oid: at.tip('main'), proof: 'ancestor' };
    const { out } = gitcrq(at, ['crq', 'list']);
    expect(out).toMatch(/^CRQ-2 +open \(landed\) /m);
    expect(out).toMatch(/^CRQ-1 +closed +feature/m);
    expect(gitcrq(at, ['crq', 'show', CRQ]).out).toMatch(/^status +open \(landed\)$/m);
    expect(answer(at, ['crq', 'show', CRQ])).toMatchObject({ status: 'open', landed });
    at.git(['switch', '--quiet', BRANCH]);
    expect(gitcrq(at, ['status']).out).toContain('open here, open (landed) on main');
    expect(answer(at, ['status'])).toMatchObject({
      crq: { status_on_base: 'open', landed },
      next: expect.arrayContaining([expect.objectContaining({ command: 'gitcrq merge' })]),
    });
    gitcrq(at, ['merge']);
    expect(gitcrq(at, ['crq', 'list']).out).toMatch(/^CRQ-2 +closed/m);
    expect(answer(at, ['status'])).toMatchObject({ crq: { status_on_base: 'closed' } });
    expect(answer(at, ['status'])).not.toHaveProperty('crq.landed');
  });

  test.each([
    [['--ff-only'], 'ancestor'],
    [['--squash'], 'tree'],
  ] as const)('by %s is told with its proof', async (how, proof) => {
    const at = merged(begun(), how);
    expect(await landedOf(at)).toEqual({ oid: at.tip('main'), proof });
  });

  test('is what was kept only as long as base and branch stay where they are', async () => {
    const at = merged(begun());
    expect(await landedOf(at)).toMatchObject({ proof: 'ancestor' });
    expect(await landedOf(at)).toMatchObject({ proof: 'ancestor' });
    at.git(['switch', '--quiet', BRANCH]);
    at.write('more', 'more\n');
    at.git(['add', 'more']);
    at.git(['commit', '--quiet', '-m', 'More\n\nCRQ: CRQ-2']);
    expect(await landedOf(at)).toBeNull();
    at.git(['reset', '--quiet', '--hard', 'HEAD~']);
    at.git(['switch', '--quiet', 'main']);
    at.git(['revert', '--no-edit', '-m', '1', 'HEAD']);
    at.git(['push', '--quiet', 'origin', 'main']);
    expect(await landedOf(at)).toBeNull();
  });

  test('is only open while another branch of the request has work left, and once somebody opened it again', async () => {
    const at = merged(begun());
    at.git(['switch', '--quiet', '--create', 'feature/CRQ-2-second', BRANCH]);
    at.write('more', 'more\n');
    at.git(['add', 'more']);
    at.git(['commit', '--quiet', '-m', 'More\n\nCRQ: CRQ-2']);
    expect(await landedOf(at)).toBeNull();
    at.git(['switch', '--quiet', 'main']);
    at.git(['branch', '--quiet', '-D', 'feature/CRQ-2-second']);
    expect(await landedOf(at)).not.toBeNull();
    at.write('crqs/CRQ-2.md', `${at.read('crqs/CRQ-2.md')}\nAgain.\n`);
    at.git(['commit', '--quiet', '-am', 'Reopen CRQ-2\n\nCRQ: CRQ-2\nCRQ-Transition: closed -> open']);
    at.git(['push', '--quiet', 'origin', 'main']);
    expect(await landedOf(at)).toBeNull();
  });
});

test('what merely began is not landed', async () => {
  const at = fixture();
  at.write('crqs/CRQ-2.md', crqText(CRQ));
  at.git(['add', '.']);
  at.git(['commit', '--quiet', '-m', 'Open CRQ-2\n\nCRQ: CRQ-2']);
  at.git(['branch', BRANCH]);
  at.git(['push', '--quiet', 'origin', 'main', BRANCH]);
  expect(await landedOf(at)).toBeNull();
});
