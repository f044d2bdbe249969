/** Operations that stand half-way, are worked on, cannot be taken back or never came about; and what tells of them. */
import { appendFileSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { nodeProcesses } from '../../src/sys/node.ts';
import { frozen, refuses } from '../cli/refusals.ts';
import { BRANCH, begun, commit } from '../cli/refusals-ground.ts';
import { answer, envelope, gitcrq, gitcrqLater } from '../cli/run.ts';
import { type Fixture, fixture } from '../fixture.ts';
import { fsck, leftovers, stateOf } from '../state.ts';

interface Listed {
  readonly id: string;
  readonly op: string;
  readonly state: string;
}
const listed = (at: Fixture): readonly Listed[] =>
  answer<{ operations: readonly Listed[] }>(at, ['undo', '--list']).operations;
const journals = (at: Fixture): readonly string[] => readdirSync(join(at.clone, '.git', 'gitcrq', 'ops'));
const journal = (at: Fixture, id: string): string => join(at.clone, '.git', 'gitcrq', 'ops', `${id}.jsonl`);

describe('a close that has pushed and cannot note it here', () => {
  const LOCK = '.git/config.lock';
  const halfway = (): { at: Fixture; id: string } => {
    const at = begun(fixture());
    at.write(LOCK, '');
    const said = envelope(gitcrq(at, ['close', '--no-land', '--json']));
    expect(said).toMatchObject({
      exit: 8,
      error: { code: 'HALF_DONE', message: expect.stringMatching(/^close stopped at step \d of \d: .*config/) },
    });
    const [last] = listed(at);
    expect(last).toMatchObject({ op: 'close', state: 'interrupted' });
    expect(said.error?.next[0]).toBe(`gitcrq resume ${last?.id}`);
    return { at, id: last?.id ?? '' };
  };

  test('stands half-way: what is pushed stays, and nothing of it is lost', () => {
    const { at } = halfway();
    expect(at.tip(BRANCH, at.remote)).toBe(at.tip(BRANCH));
    expect(at.git(['show', `${BRANCH}:crqs/CRQ-2.md`], at.remote)).toMatch(/^status: closed$/m);
    expect(at.git(['status', '--porcelain'])).toBe('');
    expect([fsck(at), fsck(at, at.remote)]).toEqual(['', '']);
  });

  test('does not go on before the cause is gone, and then does', () => {
    const { at, id } = halfway();
    for (const argv of [['resume'], ['resume', id], ['resume', '--abort'], ['close', '--no-land']])
      refuses(at, argv, { exit: 8, code: 'HALF_DONE', next: new RegExp(`^gitcrq resume ${id}$`, 'm') });
    rmSync(join(at.clone, LOCK));
    refuses(at, ['resume', '--abort'], {
      exit: 8,
      code: 'HALF_DONE',
      message: /has pushed already/,
      next: /^gitcrq undo$/m,
    });
    refuses(at, ['resume', '--abort', '--dry-run'], { exit: 8, code: 'HALF_DONE', message: /has pushed already/ });
    const before = frozen(at);
    const { plan } = answer<{ plan: readonly { op: string }[] }>(at, ['resume', '--dry-run']);
    expect(plan.map(({ op }) => op)).toEqual(['git-config', 'git-config']);
    expect(frozen(at)).toEqual(before);
    expect(answer(at, ['resume', id])).toMatchObject({
      id,
      op: 'close',
      state: 'done',
      answer: { id: 'CRQ-2', pushed: true },
    });
    expect(at.git(['config', `branch.${BRANCH}.remote`])).toBe('origin');
    refuses(at, ['resume', id], { exit: 4, code: 'NOTHING_TO_RESUME', next: /^gitcrq undo --list$/m });
    expect(leftovers(at)).toEqual([]);
  });

  test('ends as an undisturbed one does when the same command is given again', () => {
    const { at } = halfway();
    rmSync(join(at.clone, LOCK));
    answer(at, ['close', '--no-land']);
    const calm = begun(fixture());
    answer(calm, ['close', '--no-land']);
    const state = (of: Fixture) => JSON.stringify(stateOf(of)).replaceAll(of.root, '');
    expect(state(at)).toBe(state(calm));
  });

  test('is left alone while its process lives', () => {
    const { at, id } = halfway();
    rmSync(join(at.clone, LOCK));
    appendFileSync(journal(at, id), `${JSON.stringify({ t: 'owner', owner: nodeProcesses.self() })}\n`);
    const message = new RegExp(`by process ${process.pid}$`);
    for (const argv of [['resume'], ['resume', id]])
      refuses(at, argv, { exit: 5, code: 'OPERATION_RUNNING', message, next: /^gitcrq undo --list$/m });
    appendFileSync(
      journal(at, id),
      `${JSON.stringify({ t: 'owner', owner: { ...nodeProcesses.self(), start: '0' } })}\n`,
    );
    expect(answer(at, ['resume', id])).toMatchObject({ state: 'done' });
  });

  test('waits while another change is made in this clone, and then goes on', async () => {
    const { at, id } = halfway();
    rmSync(join(at.clone, LOCK));
    at.write('.git/gitcrq/change.lock', JSON.stringify(nodeProcesses.self()));
    const resumed = gitcrqLater(at, ['resume', id, '--json']);
    await new Promise((resolve) => setTimeout(resolve, 1000));
    expect(listed(at)[0]).toMatchObject({ id, state: 'interrupted' });
    rmSync(join(at.clone, '.git/gitcrq/change.lock'));
    expect(envelope(await resumed)).toMatchObject({ ok: true, data: { id, state: 'done' } });
    expect(leftovers(at)).toEqual([]);
  });
});

test('an operation that is not there', () => {
  const at = begun(fixture({ remote: false }));
  refuses(at, ['undo', 'ffff'], { exit: 4, code: 'OPERATION_NOT_FOUND', next: /^gitcrq undo --list$/m });
});

describe('a checkout that would lose work', () => {
  test('is not switched by start, and the new branch is not left behind', () => {
    const at = begun(fixture({ remote: false }));
    commit(at, 'README', 'one\nmine\nthree\n');
    at.git(['switch', '--quiet', 'main']);
    at.write('README', 'one\nother\nthree\n');
    const before = journals(at);
    const refusal = {
      exit: 5,
      code: 'CHECKOUT_REFUSED',
      message: /README|overwritten/,
      next: /^git status\ngit stash$/m,
    };
    refuses(at, ['start', '2'], refusal);
    refuses(at, ['branch', 'new', '2', '--slug', 'part', '--from', BRANCH], refusal);
    expect(journals(at)).toEqual(before);
    at.git(['stash', '--quiet']);
    expect(answer(at, ['start', '2'])).toMatchObject({ branch: BRANCH });
  });

  test('start names the worktree that has the branch', () => {
    const at = begun(fixture({ remote: false }));
    at.git(['switch', '--quiet', 'main']);
    at.git(['worktree', 'add', '--quiet', '../two words', BRANCH]);
    const dir = join(at.root, 'two words');
    refuses(at, ['start', '2'], {
      exit: 5,
      code: 'CHECKOUT_REFUSED',
      message: /checked out in/,
      next: new RegExp(`^cd "${dir}"$`, 'm'),
    });
  });

  test('start --worktree does not take a folder that holds something', () => {
    const at = fixture({ remote: false });
    at.write('mine.txt', 'mine\n', join(at.root, 'tree'));
    // A number is never given twice, so the one that was taken stays taken.
    const state = () => stateOf(at, /^refs\/gitcrq\/ids\//);
    const before = state();
    const said = envelope(gitcrq(at, ['start', 'Add login', '--worktree', '../tree', '--json']));
    expect(said).toMatchObject({ exit: 5, error: { code: 'CHECKOUT_REFUSED', next: ['git worktree list'] } });
    expect([state(), journals(at)]).toEqual([before, []]);
    expect(at.read('mine.txt', join(at.root, 'tree'))).toBe('mine\n');
  });
});

describe('an undo that is refused', () => {
  /** A refused command is as if it had not been: in the repository and in the list of what was done. */
  const refused = (at: Fixture, argv: readonly string[] = ['undo']): readonly string[] => {
    const seen = () => ({ list: listed(at), journals: journals(at), state: stateOf(at) });
    const before = seen();
    const { exit, error } = envelope(gitcrq(at, [...argv, '--json']));
    expect({ exit, code: error?.code }).toEqual({ exit: 6, code: 'UNDO_REFUSED' });
    expect(error?.next[0]).toMatch(/^(?:git|gitcrq) /);
    expect(seen()).toEqual(before);
    return error?.next ?? [];
  };
  const CANCEL = 'gitcrq cancel CRQ-2 -m "why"';

  test.for(['with a remote', 'alone'])('%s, names the request that can be given up instead', (where) => {
    const at = begun(fixture({ remote: where === 'with a remote' }));
    const next = refused(at);
    expect(next).toContain(CANCEL);
    expect(refused(at, ['undo', listed(at)[0]?.id ?? ''])).toEqual(next);
    expect(answer(at, ['cancel', 'CRQ-2', '-m', 'why'])).toMatchObject({ id: 'CRQ-2', status: 'cancelled' });
  });

  test('names the request of a further branch too', () => {
    const at = begun(fixture({ remote: false }));
    answer(at, ['branch', 'new', '2', '--slug', 'second']);
    commit(at, 'second.txt', 'second\n');
    expect(refused(at)).toContain(CANCEL);
  });

  test('names no request that cannot be given up any more, nor one where there is none', () => {
    const at = begun(fixture({ remote: false }));
    answer(at, ['cancel', '2', '-m', 'no']);
    commit(at, 'later.txt', 'later\n');
    expect(refused(at).filter((command) => command.includes('cancel'))).toEqual([]);
    const other = fixture({ remote: false });
    answer(other, ['config', 'set', 'merge.test', 'true']);
    other.write('gitcrq.yaml', 'version: 1\n# mine\n');
    expect(refused(other).filter((command) => command.includes('cancel'))).toEqual([]);
  });

  test('because a checkout is in the way, says what git says', () => {
    const at = fixture({ remote: false });
    answer(at, ['start', 'Add login', '--worktree', '../tree']);
    at.write('mine.txt', 'mine\n', join(at.root, 'tree'));
    expect(refused(at)).toEqual(['git worktree list']);
  });
});

test('an interrupted operation that is given up is told of as such', () => {
  const at = begun(fixture({ remote: false }));
  const before = stateOf(at);
  answer(at, ['crq', 'set', '2', 'priority=high']);
  const [{ id } = { id: '' }] = listed(at);
  // What a kill right after the last step leaves.
  const lines = readFileSync(journal(at, id), 'utf8').split('\n');
  writeFileSync(journal(at, id), lines.filter((line) => !/"t":"(?:done|reported)"/.test(line)).join('\n'));
  expect(listed(at)[0]).toMatchObject({ id, state: 'interrupted' });
  const halfway = stateOf(at);
  expect(answer(at, ['resume', '--dry-run'])).toEqual({ plan: [] });
  const back = answer<{ plan: readonly { op: string }[] }>(at, ['resume', '--abort', '--dry-run']);
  expect(back.plan.map(({ op }) => op)).toEqual(['follow', 'refs']);
  expect([stateOf(at), listed(at)[0]]).toEqual([halfway, expect.objectContaining({ id, state: 'interrupted' })]);
  expect(answer(at, ['resume', '--abort'])).toMatchObject({ id, state: 'abandoned' });
  expect(listed(at)[0]).toMatchObject({ id, state: 'abandoned' });
  expect(stateOf(at)).toEqual(before);
});
