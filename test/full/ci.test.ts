/** action.yml and the template for GitLab: their very lines, in checkouts as the runners make them. */
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { BIN } from '../cli/run.ts';
import { change, scene } from '../enforce/scene.ts';
import type { Fixture } from '../fixture.ts';
import { ROOT } from '../house/sources.ts';
import { type Published, published } from './published.ts';

interface Action {
  readonly runs: { readonly steps: readonly { readonly env: Record<string, string>; readonly run: string }[] };
}

const [STEP] = (parse(readFileSync(join(ROOT, 'action.yml'), 'utf8')) as Action).runs.steps;
const GITLAB = (
  parse(readFileSync(join(ROOT, 'docs/ci/gitlab.yml'), 'utf8')) as { gitcrq: { script: readonly string[] } }
).gitcrq.script.join('\n');

/** Checks out one commit of one ref, as actions/checkout and GitLab's runner do: depth 1, nothing else. */
function runner(fx: Fixture, ref: string, branch?: string): string {
  const cwd = join(fx.root, 'runner');
  fx.git(['init', '--quiet', cwd], fx.root);
  fx.git(['remote', 'add', 'origin', `file://${fx.remote}`], cwd);
  const local = branch === undefined ? ref.replace('refs/', 'refs/remotes/') : `refs/remotes/origin/${branch}`;
  fx.git(['fetch', '--quiet', '--no-tags', '--depth=1', 'origin', `+${ref}:${local}`], cwd);
  const place = branch === undefined ? ['--detach', local] : ['-B', branch, local];
  fx.git(['checkout', '--quiet', '--force', ...place], cwd);
  return cwd;
}

function sh(fx: Fixture, cwd: string, script: string, env: Record<string, string>) {
  const ended = spawnSync('bash', ['-e', '-o', 'pipefail', '-c', script], {
    cwd,
    env: { ...fx.env, GITCRQ: `${process.execPath} ${BIN}`, ...env },
    encoding: 'utf8',
  });
  return { code: ended.status, out: ended.stdout, err: ended.stderr };
}

const onGithub = (fx: Fixture, cwd: string, env: Record<string, string>) => {
  const all = Object.fromEntries(Object.keys(STEP?.env ?? {}).map((name) => [name, '']));
  return sh(fx, cwd, STEP?.run ?? '', {
    ...all,
    FORMAT: 'github',
    OUTPUT: '-',
    GITCRQ: `${process.execPath} ${BIN}`,
    ...env,
  });
};

/** A pull request whose branch has a linked commit and, if asked, one without; the base has moved on. */
function pull(bad: boolean, branch = 'feature/CRQ-2-work'): { fx: Fixture; head: string } {
  const fx = scene();
  change(fx, 'a', '1', 'Add a\n\nCRQ: CRQ-2');
  if (bad) change(fx, 'b', '1', 'Unlinked ::error::owned');
  const head = fx.tip('HEAD');
  fx.git(['push', '--quiet', 'origin', `HEAD:refs/heads/${branch}`]);
  fx.git(['switch', '--quiet', 'main']);
  change(fx, 'm', '1', 'Move main\n\nCRQ: CRQ-3');
  fx.git(['push', '--quiet', 'origin', 'main']);
  fx.git(['switch', '--quiet', '--detach']);
  fx.git(['merge', '--quiet', '--no-ff', '-m', 'Merge of the forge', head]);
  fx.git(['push', '--quiet', 'origin', 'HEAD:refs/pull/1/merge']);
  return { fx, head };
}

const PULL = { EVENT: 'pull_request', PULL_BASE: 'main', PULL_BRANCH: 'feature/CRQ-2-work' };

describe('action.yml', () => {
  test.each([
    [false, 0],
    [true, 1],
  ])('a pull request, with an unlinked commit: %s', (bad, code) => {
    const { fx, head } = pull(bad);
    const cwd = runner(fx, 'refs/pull/1/merge');
    expect(fx.git(['rev-list', '--count', 'HEAD'], cwd)).toBe('1');
    const ended = onGithub(fx, cwd, { ...PULL, PULL_HEAD: head });
    expect(ended.code, ended.err).toBe(code);
    expect(ended.out).toContain(`${bad ? 2 : 1} commit${bad ? 's' : ''}: 1 linked`);
    if (bad) expect(ended.out).toMatch(/^::error title=gitcrq link\/missing::\w+ Unlinked ::error::owned/m);
  });

  test('a pull request of a fork, whose branch has any name', () => {
    const { fx, head } = pull(false);
    fx.git(['push', '--quiet', 'origin', ':feature/CRQ-2-work']);
    const ended = onGithub(fx, runner(fx, 'refs/pull/1/merge'), {
      ...PULL,
      PULL_HEAD: head,
      PULL_BRANCH: 'main',
    });
    expect(ended).toMatchObject({ code: 0 });
    expect(ended.out).toContain('1 commit: 1 linked');
  });

  test('a branch whose name is a script runs nothing', () => {
    const branch = 'x;touch${IFS}owned;$(touch${IFS}owned)';
    const { fx, head } = pull(false, branch);
    const cwd = runner(fx, 'refs/pull/1/merge');
    const ended = onGithub(fx, cwd, { ...PULL, PULL_HEAD: head, PULL_BRANCH: branch });
    expect(ended.code).toBe(1);
    expect(ended.out).toContain('branch/name');
    expect(fx.git(['status', '--porcelain'], cwd)).toBe('');
  });

  test('a merge group', () => {
    const { fx } = pull(true);
    const base = fx.tip('origin/main');
    const queue = 'refs/heads/gh-readonly-queue/main/pr-1';
    fx.git(['push', '--quiet', 'origin', `HEAD:${queue}`]);
    const ended = onGithub(fx, runner(fx, queue, 'gh-readonly-queue/main/pr-1'), {
      EVENT: 'merge_group',
      QUEUE_BASE: base,
    });
    expect(ended.code, ended.err).toBe(1);
    expect(ended.out).toContain('3 commits: 1 linked, 1 exempt, 1 unlinked');
  });

  test('a push to the base is judged by the rules from before it', () => {
    const fx = scene();
    fx.git(['switch', '--quiet', 'main']);
    const before = fx.tip('HEAD');
    change(
      fx,
      'gitcrq.yaml',
      'version: 1\ncommits: { link: "off" }\nrules: { policy/changed: "off" }\n',
      'Loosen\n\nCRQ: CRQ-3',
    );
    change(fx, 'b', '1', 'Unlinked');
    fx.git(['push', '--quiet', 'origin', 'main']);
    const ended = onGithub(fx, runner(fx, 'refs/heads/main', 'main'), { EVENT: 'push', BEFORE: before, NAME: 'main' });
    expect(ended.code, ended.err).toBe(1);
    expect(ended.out).toContain('2 commits: 1 linked, 0 exempt, 1 unlinked');
    expect(ended.out).toContain('policy/changed');
  });

  test('a push of a new branch', () => {
    const { fx } = pull(true);
    const cwd = runner(fx, 'refs/heads/feature/CRQ-2-work', 'feature/CRQ-2-work');
    const ended = onGithub(fx, cwd, { EVENT: 'push', BEFORE: '0'.repeat(40), NAME: 'feature/CRQ-2-work' });
    expect(ended.code, ended.err).toBe(1);
    expect(ended.out).toContain('2 commits: 1 linked, 0 exempt, 1 unlinked');
  });

  test('a range that cannot be judged is no pass', () => {
    const { fx } = pull(false);
    const ended = onGithub(fx, runner(fx, 'refs/pull/1/merge'), {
      ...PULL,
      PULL_BASE: 'nowhere',
      PULL_HEAD: 'f'.repeat(40),
    });
    expect(ended.code).toBe(4);
  });
});

describe('docs/ci/gitlab.yml', () => {
  test.each([
    [false, 0],
    [true, 1],
  ])('a merge request, with an unlinked commit: %s', (bad, code) => {
    const { fx, head } = pull(bad);
    const cwd = runner(fx, 'refs/pull/1/merge');
    const ended = sh(fx, cwd, GITLAB, {
      CI_MERGE_REQUEST_TARGET_BRANCH_NAME: 'main',
      CI_MERGE_REQUEST_SOURCE_BRANCH_NAME: 'feature/CRQ-2-work',
      CI_MERGE_REQUEST_SOURCE_BRANCH_SHA: head,
    });
    expect(ended.code, ended.err).toBe(code);
    const report = JSON.parse(readFileSync(join(cwd, 'gl-code-quality-report.json'), 'utf8')) as readonly unknown[];
    expect(report).toHaveLength(bad ? 1 : 0);
    expect(ended.out).toContain('1 linked');
  });

  test('a push', () => {
    const { fx } = pull(true);
    const cwd = runner(fx, 'refs/heads/feature/CRQ-2-work');
    const ended = sh(fx, cwd, GITLAB, {
      CI_COMMIT_BRANCH: 'feature/CRQ-2-work',
      CI_COMMIT_BEFORE_SHA: '0'.repeat(40),
    });
    expect(ended.code, ended.err).toBe(1);
    expect(ended.out).toContain('2 commits: 1 linked, 0 exempt, 1 unlinked');
  });
});

describe('the published schema', () => {
  let packages: Published;
  beforeAll(() => {
    packages = published('published');
  }, 180_000);

  type Validate = (text: string) => { readonly errors: readonly unknown[] };
  const faults = (kind: 'validateAction' | 'validateWorkflow', text: string): readonly unknown[] =>
    packages.load<Readonly<Record<typeof kind, Validate>>>('@action-validator/core')[kind](text).errors;

  test('is that of a workflow for the workflow of this project, which uses the action', () => {
    const text = readFileSync(join(ROOT, '.github/workflows/ci.yml'), 'utf8');
    expect(text).toContain('- uses: ./');
    expect(faults('validateWorkflow', text)).toEqual([]);
    expect(faults('validateWorkflow', text.replace('runs-on', 'runs-in'))).not.toEqual([]);
  });

  test('is kept by action.yml', () => {
    const text = readFileSync(join(ROOT, 'action.yml'), 'utf8');
    expect(faults('validateAction', text)).toEqual([]);
    expect(faults('validateAction', text.replace('using: composite', 'using: compost'))).not.toEqual([]);
  });
});
