/** Listing, renaming, pruning and deleting branches: nothing that is not landed is lost by the way. */
import { describe, expect, test } from 'vitest';
import { refuses } from '../cli/refusals.ts';
import { answer, shareProcess } from '../cli/run.ts';
import { type Fixture, fixture } from '../fixture.ts';
import { work } from '../merge/ground.ts';

shareProcess();

const BRANCH = 'feature/CRQ-2-work';
const NEW = 'bugfix/CRQ-2-mend';

/** CRQ-2 is merged on the base and on the remote, CRQ-3 is not, CRQ-4 is merged and checked out, CRQ-5 has no work. */
function four(): Fixture {
  const at = fixture();
  for (const id of ['CRQ-2', 'CRQ-3', 'CRQ-4']) work(at, { id });
  for (const id of ['CRQ-2', 'CRQ-4'])
    at.git(['merge', '--quiet', '--no-ff', '-m', `Merge\n\nCRQ: ${id}`, `feature/${id}-work`]);
  at.git(['branch', 'feature/CRQ-5-work']);
  at.git(['push', '--quiet', 'origin', 'main']);
  at.git(['worktree', 'add', '--quiet', '../tree', 'feature/CRQ-4-work']);
  return at;
}
const heads = (at: Fixture, dir = at.clone): readonly string[] =>
  at.git(['for-each-ref', '--format=%(refname:lstrip=2)', 'refs/heads'], dir).split('\n');

test('a list tells distance and proof, and can be narrowed', () => {
  const at = four();
  const { branches } = answer<{ branches: readonly { name: string }[] }>(at, ['branch', 'list']);
  expect(branches).toMatchObject([
    { name: BRANCH, crq: 'CRQ-2', ahead: 0, behind: 5, landed: { proof: 'ancestor', oid: at.tip('main~1') } },
    { name: 'feature/CRQ-3-work', ahead: 3, behind: 8 },
    { name: 'feature/CRQ-4-work', ahead: 0, behind: 5, worktree: `${at.root}/tree` },
    { name: 'feature/CRQ-5-work', ahead: 0, behind: 0 },
  ]);
  for (const { name, behind } of branches as readonly { name: string; behind: number }[])
    expect(behind, name).toBe(Number(at.git(['rev-list', '--count', 'main', `^${name}`])));
  const names = (...words: string[]) =>
    answer<{ branches: readonly { name: string }[] }>(at, ['branch', 'list', ...words]).branches.map(
      ({ name }) => name,
    );
  expect(names('--merged')).toEqual([BRANCH, 'feature/CRQ-4-work']);
  expect(names('--stale', '1h')).toEqual([]);
  refuses(at, ['branch', 'list', '--stale', 'soon'], { exit: 2, code: 'DURATION_INVALID', next: /--stale 30d$/m });
});

describe('prune', () => {
  test('removes what is landed and free here, names the proof, and says what the others hold', () => {
    const at = four();
    expect(answer(at, ['branch', 'prune'])).toMatchObject({
      removed: [{ name: BRANCH, where: 'here', landed: { proof: 'ancestor' } }],
      kept: [
        { name: 'feature/CRQ-3-work', why: 'not landed', ahead: 3, commits: [{ subject: 'Close CRQ-3' }, {}, {}] },
        { name: 'feature/CRQ-4-work', why: `checked out in ${at.root}/tree` },
        { name: 'feature/CRQ-5-work', why: 'it has no work yet' },
      ],
    });
    expect(heads(at)).toEqual(['feature/CRQ-3-work', 'feature/CRQ-4-work', 'feature/CRQ-5-work', 'main']);
    expect(heads(at, at.remote)).toContain(BRANCH);
  });

  test('of the remote is by lease, and undo brings all of it back', () => {
    const at = four();
    const [here, there] = [heads(at), heads(at, at.remote)];
    const other = at.another('other');
    at.git(['switch', '--quiet', 'feature/CRQ-4-work'], other);
    at.git(['commit', '--quiet', '--allow-empty', '-m', 'More\n\nCRQ: CRQ-4'], other);
    at.git(['push', '--quiet', 'origin', 'feature/CRQ-4-work'], other);
    answer(at, ['branch', 'prune', '--remote']);
    expect(heads(at, at.remote)).toEqual(['feature/CRQ-3-work', 'feature/CRQ-4-work', 'main']);
    answer(at, ['undo']);
    expect([heads(at), heads(at, at.remote)]).toEqual([here, there]);
  });
});

describe('delete', () => {
  test('is refused with the commits that would be lost, and undo brings back what --force gave up', () => {
    const at = four();
    const name = 'feature/CRQ-3-work';
    const old = at.tip(name);
    refuses(at, ['branch', 'delete', name], {
      exit: 6,
      code: 'BRANCH_UNLANDED',
      message: /3 commits would be lost:\n.* Close CRQ-3\n.* Do the work/,
      next: /--force$/m,
    });
    expect(answer(at, ['branch', 'delete', name, '--force'])).toMatchObject({ ahead: 3, oid: old });
    expect(heads(at)).not.toContain(name);
    answer(at, ['undo']);
    expect(at.tip(name)).toBe(old);
  });

  test('takes what is landed, but no base and nothing that is checked out', () => {
    const at = four();
    expect(answer(at, ['branch', 'delete', BRANCH])).toMatchObject({ landed: { proof: 'ancestor' }, commits: [] });
    const tree = { exit: 6, code: 'BRANCH_CHECKED_OUT', next: /git worktree remove/ };
    refuses(at, ['branch', 'delete', 'feature/CRQ-4-work', '--force'], tree);
    refuses(at, ['branch', 'delete', 'main', '--force'], { exit: 6, code: 'BASE_PROTECTED' });
  });
});

describe('rename', () => {
  test('moves the branch, its notes and its copy on the remote; undo moves all of it back', () => {
    const at = four();
    at.git(['switch', '--quiet', BRANCH]);
    at.git(['config', `branch.${BRANCH}.gitcrqFork`, at.tip('main~2')]);
    at.git(['branch', '--quiet', '--set-upstream-to', `origin/${BRANCH}`]);
    const look = () => ({
      here: heads(at),
      there: heads(at, at.remote),
      config: at.git(['config', '--local', '--list']).split('\n').sort(),
    });
    const old = look();
    expect(answer(at, ['branch', 'rename', NEW])).toMatchObject({
      branch: NEW,
      was: BRANCH,
      crq: 'CRQ-2',
      pushed: true,
    });
    expect(at.git(['status', '--short', '--branch'])).toBe(`## ${NEW}...origin/${NEW}`);
    expect(at.git(['config', `branch.${NEW}.gitcrqFork`])).toBe(at.tip('main~2'));
    expect([heads(at).includes(BRANCH), heads(at, at.remote).includes(BRANCH)]).toEqual([false, false]);
    expect(at.tip(NEW, at.remote)).toBe(at.tip(NEW));
    answer(at, ['undo']);
    expect(look()).toEqual(old);
    expect(at.git(['branch', '--show-current'])).toBe(BRANCH);
  });

  test('keeps to the rule and to the request', () => {
    const at = four();
    const rename = (name: string, code: string, exit: number, next: RegExp) =>
      refuses(at, ['branch', 'rename', BRANCH, name], { exit, code, next });
    rename(
      'Bugfix/crq-2-Mend',
      'BRANCH_NAME_INVALID',
      2,
      /^gitcrq branch rename feature\/CRQ-2-work bugfix\/CRQ-2-mend$/m,
    );
    rename('bugfix/CRQ-3-mend', 'BRANCH_NAME_INVALID', 2, /CRQ-2-mend$/m);
    rename(BRANCH, 'BRANCH_EXISTS', 5, /./);
    refuses(at, ['branch', 'rename', 'nowhere', NEW], { exit: 4, code: 'REVISION_UNKNOWN' });
  });
});
