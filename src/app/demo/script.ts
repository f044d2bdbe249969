/** The story of the demonstration, command by command: an idea becomes a landed, traceable commit, twice. */

export interface DemoStep {
  /** One sentence before the command. */
  readonly say: string;
  readonly argv: readonly [string, ...string[]];
  /** `refused`: the command must fail, because a rule stands in its way. */
  readonly expect: 'done' | 'refused';
  /** A file to write before the command. */
  readonly write?: { readonly path: string; readonly text: string };
}

const done = (say: string, ...argv: readonly [string, ...string[]]): DemoStep => ({ say, argv, expect: 'done' });
const refused = (say: string, ...argv: readonly [string, ...string[]]): DemoStep => ({ say, argv, expect: 'refused' });

/** Runs in a clone of an empty bare remote. */
export const STORY: readonly DemoStep[] = [
  done('Adopt gitcrq: one linked commit, and hooks in this clone.', 'gitcrq', 'init'),
  done('Share it.', 'git', 'push', '--quiet', '--set-upstream', 'origin', 'main'),
  done('An idea becomes a change request with a branch of its own.', 'gitcrq', 'start', 'Add login'),
  { ...done('Work on it.', 'git', 'add', 'login.txt'), write: { path: 'login.txt', text: 'user, password\n' } },
  done('Commit as always: the hook links the commit.', 'git', 'commit', '--quiet', '-m', 'Add the login form'),
  done('The trailer is there.', 'git', 'log', '-1', '--format=%B'),
  refused(
    'A commit for a request that does not exist is refused.',
    'git',
    'commit',
    '--allow-empty',
    '-m',
    'Polish\n\nCRQ: CRQ-22',
  ),
  done('A second request, from the base.', 'gitcrq', 'start', 'Limit attempts', '--type', 'bugfix'),
  { ...done('More work.', 'git', 'add', 'limit.txt'), write: { path: 'limit.txt', text: 'three attempts\n' } },
  done('Commit.', 'git', 'commit', '--quiet', '-m', 'Stop after three attempts'),
  refused('Nobody pushes past the queue: main is protected.', 'git', 'push', 'origin', 'HEAD:main'),
  refused('A branch without a request is refused too.', 'git', 'push', 'origin', 'HEAD:refs/heads/quick-fix'),
  done('Done: close it, and it lands by itself.', 'gitcrq', 'close', '-m', 'Tried with four attempts'),
  done('Back to the first one.', 'gitcrq', 'start', 'CRQ-2'),
  done('It lands as well, on top of the other.', 'gitcrq', 'close'),
  done('What has happened, as the queue recorded it.', 'gitcrq', 'merge', 'log'),
  done('Bring main here.', 'git', 'switch', '--quiet', 'main'),
  done('Both requests are closed.', 'gitcrq', 'crq', 'list'),
  done('And every commit can say why it is there.', 'gitcrq', 'trace'),
];
