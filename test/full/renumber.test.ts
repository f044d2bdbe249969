/** Two requests under one id: one of them gets another, with its file, its comments, its branch and its commits. */
import { expect, test } from 'vitest';
import { planComment } from '../../src/crq/comment.ts';
import { crqHistory } from '../../src/crq/history.ts';
import { planRenumber, type Renumbered } from '../../src/enforce/renumber.ts';
import { answer, shareProcess } from '../cli/run.ts';
import { asked, commit, done, listed, refusal, started } from '../crq-records/scene.ts';
import { crqText, type Fixture, fixture } from '../fixture.ts';

shareProcess();

const LOGIN = 'feature/CRQ-2-add-login';

const renumber = (at: Fixture, old: string, id?: string, on?: string): Promise<Renumbered> =>
  done(at, (repo, basis) => planRenumber(repo, basis, { old, id, on }));
const refused = (at: Fixture, old: string, id?: string, on?: string) => refusal(renumber(at, old, id, on));

/** CRQ-2 was made on a branch here, and by somebody else on the base. */
async function collision(remote = true): Promise<Fixture> {
  const at = fixture({ remote });
  await started(at, 'Add login');
  await done(at, (repo, basis) => planComment(repo, basis, '2', 'Soon.'));
  commit(at, { 'login.txt': 'login\n' }, 'Add it\n\nCRQ: CRQ-2');
  commit(
    at,
    {
      'crqs/CRQ-9.md': `${crqText('CRQ-9', { depends_on: '[CRQ-2]\n\nrelations: [crq-2, CRQ-1]' })}\nAfter CRQ-2.\n`,
    },
    'Ask\n\nCRQ: CRQ-9',
  );
  if (remote) at.git(['push', '--quiet', '--no-verify', 'origin', 'HEAD']);
  at.git(['switch', '--quiet', 'main']);
  commit(at, { 'crqs/CRQ-2.md': crqText('CRQ-2', { title: 'Log out' }) }, 'Open\n\nCRQ: CRQ-2');
  if (remote) at.git(['push', '--quiet', '--no-verify', 'origin', 'main']);
  at.git(['switch', '--quiet', LOGIN]);
  return at;
}

test.for([true, false])(
  'a request of a branch gets another id with all that is its own (remote: %j)',
  async (remote) => {
    const at = await collision(remote);
    expect((await listed(at)).warnings).toEqual([
      expect.stringMatching(/next: gitcrq crq renumber CRQ-2 --on feature/),
    ]);
    const tip = at.tip('HEAD');
    const made = await renumber(at, '2');
    const branch = `feature/${made.id}-add-login`;
    expect(made).toMatchObject({ was: 'CRQ-2', branch, was_branch: LOGIN, pushed: remote });
    expect(made.commits).toHaveLength(3);
    expect(at.git(['status', '--porcelain', '-b'])).toMatch(new RegExp(`^## ${branch}[^\\n]*$`));
    expect(at.read(`crqs/${made.id}.md`)).toMatch(
      new RegExp(`^id: ${made.id}\\n[^]*\\n# ${made.id}: Add login\\n`, 'm'),
    );
    expect(at.read('crqs/CRQ-9.md')).toContain(`relations: [${made.id}, CRQ-1]\n`);
    expect(at.read('crqs/CRQ-9.md')).toMatch(new RegExp(`depends_on: \\[${made.id}\\][^]*After ${made.id}\\.`));
    expect(at.git(['ls-tree', '-r', '--name-only', 'HEAD', 'crqs/'])).not.toContain('CRQ-2');
    expect(await asked(at, (repo, basis) => crqHistory(repo, basis, made.id))).toMatchObject({
      commits: { length: 4 },
    });
    expect(at.git(['config', `branch.${branch}.gitcrqCrq`])).toBe(made.id);
    expect((await listed(at)).warnings).toEqual([]);
    expect(answer(at, ['check'])).toMatchObject({ findings: [], summary: { unlinked: 0 } });
    if (!remote) return;
    expect(at.git(['for-each-ref', '--format=%(refname:short)', 'refs/heads/'], at.remote).split('\n')).toEqual([
      branch,
      'main',
    ]);
    expect(at.tip(branch, at.remote)).toBe(tip);
    expect(answer(at, ['close'])).toMatchObject({ landed: [{ crq: made.id }], held: [] });
    expect(at.git(['show', 'main:crqs/CRQ-2.md'], at.remote)).toContain('Log out');
    expect(answer(at, ['check', 'origin/main', '--all'])).toMatchObject({ findings: [] });
    expect(await refused(at, made.id)).toMatchObject({ code: 'CRQ_LANDED' });
  },
);

test('twice renumbered, its commits are linked to the last id alone', async () => {
  const at = fixture({ remote: false });
  await started(at, 'Add login');
  expect(await renumber(at, '2', 'CRQ-5')).toMatchObject({ id: 'CRQ-5', branch: 'feature/CRQ-5-add-login' });
  const last = await renumber(at, '5');
  expect(last).toMatchObject({ id: 'CRQ-6', commits: { length: 2 }, removed: { length: 1 } });
  expect(answer(at, ['trace', 'main..HEAD'])).toMatchObject({
    commits: [{ crqs: ['CRQ-6'] }, { crqs: ['CRQ-6'] }, { crqs: ['CRQ-6'] }],
  });
});

test('a branch without an id in its name keeps the name; undo takes the shared links back by a new commit', async () => {
  const at = fixture();
  await started(at, 'Add login');
  at.git(['branch', '-m', 'work']);
  expect(await renumber(at, '2')).toMatchObject({ branch: 'work', was_branch: 'work', commits: { length: 1 } });
  expect(at.git(['config', 'branch.work.gitcrqCrq'])).toBe('CRQ-3');
  const links = 'refs/notes/gitcrq/links';
  expect(at.git(['ls-tree', '--name-only', links], at.remote)).toBe(at.tip('work~1'));
  answer(at, ['undo']);
  expect(at.git(['config', 'branch.work.gitcrqCrq'])).toBe('CRQ-2');
  expect(at.git(['ls-tree', links], at.remote)).toBe('');
  expect(at.git(['rev-list', '--count', links], at.remote)).toBe('2');
});

test('what is not one request of its own, or is in use, is refused, and nothing changes', async () => {
  const at = await collision();
  const { code, next } = await refused(at, '2', '1');
  expect([code, next]).toEqual(['ID_TAKEN', expect.stringContaining('gitcrq crq show CRQ-1')]);
  expect(await refused(at, '2', 'CRQ-9')).toMatchObject({ code: 'ID_TAKEN' });
  for (const [id, why] of [
    ['XYZ-7', 'ID_INVALID'],
    ['../x', 'ID_INVALID'],
    ['2', 'NOTHING_TO_CHANGE'],
  ] as const)
    expect(await refused(at, '2', id)).toMatchObject({ code: why });
  expect(await refused(at, '44')).toMatchObject({ code: 'CRQ_NOT_FOUND' });
  expect(await refused(at, '-x')).toMatchObject({ code: 'ID_INVALID' });
  expect(await refused(at, '1')).toMatchObject({ code: 'CRQ_LANDED', next: expect.stringContaining('crq show CRQ-1') });
  expect(await refused(at, '2', undefined, 'main')).toMatchObject({ code: 'REVISION_UNKNOWN' });
  at.write('crqs/CRQ-2.md', 'mine\n');
  expect(await refused(at, '2')).toMatchObject({ code: 'CHECKOUT_IN_THE_WAY' });
  at.git(['checkout', '--quiet', '.']);
  at.git(['branch', '--quiet', 'feature/CRQ-2-more']);
  expect(await refused(at, '2')).toMatchObject({
    code: 'BRANCH_AMBIGUOUS',
    next: expect.stringContaining('gitcrq branch delete feature/CRQ-2-more'),
  });
  at.git(['branch', '-D', 'feature/CRQ-2-more']);
  at.git(['branch', '--quiet', 'bugfix/CRQ-2-other', 'main~1']);
  at.git(['switch', '--quiet', 'bugfix/CRQ-2-other']);
  expect(await refused(at, '2')).toMatchObject({ code: 'CRQ_LANDED' });
  commit(at, { 'crqs/CRQ-2.md': crqText('CRQ-2', { title: 'A third' }) }, 'Open\n\nCRQ: CRQ-2');
  at.git(['switch', '--quiet', 'main']);
  expect(await refused(at, '2')).toMatchObject({
    code: 'BRANCH_AMBIGUOUS',
    next: expect.stringContaining(`gitcrq crq renumber CRQ-2 --on ${LOGIN}`),
  });
  at.git(['push', '--quiet', '--no-verify', 'origin', `main:refs/heads/${LOGIN}`, '--force']);
  expect(await refused(at, '2', undefined, LOGIN)).toMatchObject({ code: 'BRANCH_DIVERGED' });
  expect(at.git(['for-each-ref', 'refs/notes'])).toBe('');
});

test('a branch that is being rebased, or is checked out elsewhere', async () => {
  const at = fixture({ remote: false });
  await started(at, 'Add login');
  commit(at, { README: 'mine\n' }, 'Mine\n\nCRQ: CRQ-2');
  at.git(['switch', '--quiet', 'main']);
  commit(at, { README: 'theirs\n' }, 'Theirs\n\nCRQ: CRQ-1');
  at.git(['worktree', 'add', '--quiet', '../tree', LOGIN]);
  const tree = `${at.root}/tree`;
  expect(() => at.git(['rebase', 'main'], tree)).toThrow();
  expect(await refused(at, '2')).toMatchObject({ code: 'BRANCH_REBASING' });
  at.git(['rebase', '--abort'], tree);
  await renumber(at, '2');
  expect(at.git(['status', '--porcelain', '-b'], tree)).toBe('## feature/CRQ-3-add-login');
});
