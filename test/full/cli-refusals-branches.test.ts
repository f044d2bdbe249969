/** Branches of a request that cannot be made, chosen, moved or pushed: refused with the way on, and nothing moves. */
import { describe, expect, test } from 'vitest';
import { refuses } from '../cli/refusals.ts';
import { BRANCH, begun, commit } from '../cli/refusals-ground.ts';
import { answer, shareProcess } from '../cli/run.ts';
import { type Fixture, fixture } from '../fixture.ts';

shareProcess();

describe('a request with two branches that are not landed', () => {
  const forked = (): Fixture => {
    const at = begun(fixture({ remote: false }));
    answer(at, ['branch', 'new', '2', '--slug', 'second']);
    commit(at, 'second.txt', 'second\n');
    at.git(['switch', '--quiet', 'main']);
    return at;
  };

  test.for([
    ['start', '2'],
    ['crq', 'set', '2', 'priority=high'],
    ['approve', '2', '--plan'],
    ['close', '2'],
  ])('%j does not guess which one is meant', (argv) => {
    const said = refuses(forked(), argv, { exit: 2, code: 'BRANCH_AMBIGUOUS', message: /CRQ-2 has 2 branches/ });
    expect([...said.next].sort()).toEqual([`git switch ${BRANCH}`, 'git switch feature/CRQ-2-second']);
  });

  test('the one checked out is meant', () => {
    const at = forked();
    at.git(['switch', '--quiet', 'feature/CRQ-2-second']);
    expect(answer(at, ['crq', 'set', '2', 'priority=high'])).toMatchObject({ branch: 'feature/CRQ-2-second' });
  });
});

describe('a new branch', () => {
  test('that is there already', () => {
    const at = begun(fixture({ remote: false }));
    const refusal = { exit: 5, code: 'BRANCH_EXISTS', message: /feature\/CRQ-2-add-login is there already/ };
    refuses(at, ['branch', 'new', '2'], { ...refusal, next: /^gitcrq start CRQ-2$/m });
    const { next } = refuses(at, ['branch', 'new', '2', '--slug', 'Add login', '--no-switch'], refusal);
    const second = next.find((command) => command.includes('branch new')) ?? '';
    expect(answer(at, second.split(' ').slice(1))).toMatchObject({ branch: 'feature/CRQ-2-second-part' });
  });

  test('that only the remote has', () => {
    const at = begun(fixture());
    at.git(['push', '--quiet', 'origin', BRANCH]);
    at.git(['switch', '--quiet', 'main']);
    at.git(['branch', '--quiet', '-D', BRANCH]);
    refuses(at, ['branch', 'new', '2'], { exit: 5, code: 'BRANCH_EXISTS', next: /^gitcrq start CRQ-2$/m });
  });

  test.for([
    ['--type', 'nonsense'],
    ['--type', '../up'],
    ['--type', 'Feature'],
  ])('with %j breaks the rules', (words) => {
    const at = begun(fixture({ remote: false }));
    const next = /^gitcrq branch new CRQ-2 --type feature$/m;
    refuses(at, ['branch', 'new', '2', ...words], { exit: 2, code: 'BRANCH_NAME_INVALID', next });
  });
});

describe('a new request of a kind that the policy does not know', () => {
  test.for([
    ['start', 'Add login', '--type', 'features'],
    ['start', 'Add login', '--type', '../up'],
    ['crq', 'new', 'Add login', '--type', 'Feature'],
  ])('%j', (words) => {
    const at = fixture({ remote: false });
    const message = /^type: .* is not one of feature, bugfix, /;
    refuses(at, words, { exit: 2, code: 'CRQ_KEY_INVALID', message, next: /^gitcrq config get branches\.types$/m });
  });

  test('is not made by default, either', () => {
    const at = fixture({ remote: false, policy: 'version: 1\nbranches:\n  types: [task, feature]\n' });
    expect(answer(at, ['crq', 'new', 'Add login', '--branch'])).toMatchObject({ branch: 'task/CRQ-2-add-login' });
  });
});

describe('work on a request that takes none', () => {
  test('one that is closed', () => {
    const next = /^gitcrq reopen CRQ-1 -m "why"$/m;
    refuses(fixture(), ['start', 'CRQ-1'], { exit: 6, code: 'CRQ_NOT_ACCEPTING', message: /CRQ-1 is closed/, next });
  });

  test('a draft, until it is open', () => {
    const at = fixture({ remote: false });
    answer(at, ['crq', 'new', 'Add login', '--draft']);
    const next = /^gitcrq crq move CRQ-2 open$/m;
    refuses(at, ['start', '2'], { exit: 6, code: 'CRQ_NOT_ACCEPTING', message: /CRQ-2 is draft/, next });
    answer(at, ['crq', 'move', 'CRQ-2', 'open']);
    expect(answer(at, ['start', '2'])).toMatchObject({ branch: BRANCH, resumed: true });
  });

  test.for(['reject', 'defer', 'cancel'])('one after %s', (verb) => {
    const at = begun(fixture({ remote: false }));
    answer(at, [verb, '2', '-m', 'no']);
    const next = /^gitcrq reopen CRQ-2 -m "why"$/m;
    refuses(at, ['start', '2'], { exit: 6, code: 'CRQ_NOT_ACCEPTING', next });
  });
});

describe('an edit that would change nothing', () => {
  test('of a record', () => {
    const at = begun(fixture({ remote: false }));
    const next = /^gitcrq crq show CRQ-2$/m;
    refuses(at, ['crq', 'set', '2', 'priority=medium'], { exit: 2, code: 'NOTHING_TO_CHANGE', next });
    refuses(at, ['crq', 'set', '2', 'title=Add login', 'labels='], { exit: 2, code: 'NOTHING_TO_CHANGE', next });
  });

  test('of the policy', () => {
    const at = fixture({ remote: false });
    answer(at, ['config', 'set', 'merge.test', 'npm test']);
    const next = /^gitcrq config get merge\.test$/m;
    refuses(at, ['config', 'set', 'merge.test', 'npm test'], { exit: 2, code: 'NOTHING_TO_CHANGE', next });
  });
});

describe('a branch that is being rebased', () => {
  const rebasing = (): Fixture => {
    const at = begun(fixture({ remote: false }));
    commit(at, 'README', 'one\nours\nthree\n');
    at.git(['switch', '--quiet', 'main']);
    commit(at, 'README', 'one\ntheirs\nthree\n');
    at.git(['switch', '--quiet', BRANCH]);
    expect(() => at.git(['rebase', '--quiet', 'main'])).toThrow();
    return at;
  };

  test.for([
    ['crq', 'set', '2', 'priority=high'],
    ['defer', '2', '-m', 'later'],
    ['close', '2'],
  ])('%j waits until that is over', (argv) => {
    const at = rebasing();
    const refusal = { exit: 5, code: 'BRANCH_REBASING', message: new RegExp(BRANCH) };
    refuses(at, argv, { ...refusal, next: /^git rebase --continue\ngit rebase --abort$/m });
    at.git(['rebase', '--abort']);
    answer(at, argv);
  });

  test('nor is a request closed while a merge waits to be committed', () => {
    const at = begun(fixture());
    commit(at, 'README', 'one\nours\nthree\n');
    at.git(['switch', '--quiet', 'main']);
    commit(at, 'README', 'one\ntheirs\nthree\n');
    at.git(['switch', '--quiet', BRANCH]);
    expect(() => at.git(['merge', '--quiet', 'main'])).toThrow();
    refuses(at, ['close'], { exit: 5, code: 'BRANCH_MERGING', next: /^git merge --continue\ngit merge --abort$/m });
    at.git(['merge', '--abort']);
    answer(at, ['close']);
  });

  test('nor from another worktree', () => {
    const at = rebasing();
    at.git(['worktree', 'add', '--quiet', '--detach', '../tree', 'main']);
    const cwd = `${at.root}/tree`;
    refuses(at, ['crq', 'set', '2', 'priority=high'], { exit: 5, code: 'BRANCH_REBASING', next: /^git / }, { cwd });
  });
});

describe('a branch and its copy on the remote that went different ways', () => {
  const diverged = (): Fixture => {
    const at = begun(fixture());
    at.git(['push', '--quiet', 'origin', BRANCH]);
    const other = at.another('other');
    at.git(['switch', '--quiet', BRANCH], other);
    commit(at, 'theirs.txt', 'theirs\n', other);
    at.git(['push', '--quiet', 'origin', BRANCH], other);
    commit(at, 'ours.txt', 'ours\n');
    return at;
  };

  test.for([['close'], ['close', 'CRQ-2', '--no-land']])('%j pushes neither away', (argv) => {
    const at = diverged();
    refuses(at, argv, { exit: 5, code: 'BRANCH_DIVERGED', message: /have diverged/, next: /^git pull --rebase$/m });
    at.git(['pull', '--quiet', '--rebase', 'origin', BRANCH]);
    answer(at, argv);
  });

  test('also when the copy was rewritten', () => {
    const at = begun(fixture());
    at.git(['push', '--quiet', 'origin', BRANCH]);
    at.git(['commit', '--quiet', '--amend', '-m', 'Write it otherwise\n\nCRQ: CRQ-2']);
    refuses(at, ['close'], { exit: 5, code: 'BRANCH_DIVERGED', next: /^git log --oneline /m });
  });
});
