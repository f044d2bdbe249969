/** Ways around the gate of a server. An unlinked commit must not get to a branch by any of them. */
import { describe, expect, test } from 'vitest';
import { crqText, type Fixture } from '../../fixture.ts';
import { change, commit, scene } from '../scene.ts';
import { CARRIERS, judged, judgeInput, place, refusedBy } from './scene.ts';

const BRANCH = 'refs/heads/feature/CRQ-2-work';
const MAIN = 'refs/heads/main';

/** An unlinked commit on feature/CRQ-2-work in the clone. */
function unlinked(policy?: string): Fixture {
  const fx = scene(policy === undefined ? {} : { policy });
  change(fx, 'a', '1', 'Add a');
  return fx;
}

describe('an unlinked commit is refused', () => {
  test('as it stands, with what mends it in the clone', async () => {
    const fx = unlinked();
    const { refusals } = await judged(fx, { [BRANCH]: 'HEAD' });
    expect(refusals).toMatchObject([
      {
        rule: 'link/missing',
        text: `${fx.tip('HEAD').slice(0, 12)} Add a`,
        next: ['git commit --amend --no-edit --trailer "CRQ: CRQ-2"'],
      },
    ]);
    fx.git(['commit', '--quiet', '--no-verify', '--amend', '--no-edit', '--trailer', 'CRQ: CRQ-2']);
    expect(await judged(fx, { [BRANCH]: 'HEAD' })).toEqual({ refusals: [], warnings: [] });
  });

  // Each by itself, and by real pushes: test/full/server.test.ts.
  test('though tags, notes, records, candidates, leases and other branches brought it before', async () => {
    const fx = unlinked();
    for (const ref of CARRIERS) place(fx, ref, 'HEAD');
    change(fx, 'b', '1', 'Add b\n\nCRQ: CRQ-2');
    expect(await refusedBy(fx, { 'refs/heads/bugfix/CRQ-2-b': 'HEAD' })).toEqual(['link/missing']);
  });

  test('though the same push brings it by a tag, an exempt branch or a lease', async () => {
    const fx = unlinked();
    const others = { 'refs/tags/v1': 'HEAD', 'refs/heads/gitcrq/x': 'HEAD', 'refs/gitcrq/leases/00/x': 'HEAD' };
    expect(await refusedBy(fx, { ...others, [BRANCH]: 'HEAD' })).toEqual(['link/missing']);
  });

  test('by a base that takes pushes by hand as well', async () => {
    const fx = unlinked('version: 1\nbranches:\n  protected: []\n');
    expect(await refusedBy(fx, { [MAIN]: 'HEAD' })).toEqual(['link/missing']);
    fx.git(['commit', '--quiet', '--no-verify', '--amend', '--no-edit', '--trailer', 'CRQ: CRQ-2']);
    expect(await refusedBy(fx, { [MAIN]: 'HEAD' })).toEqual([]);
  });

  test('behind a replace ref, which shows it as linked', async () => {
    const fx = unlinked();
    const bad = fx.tip('HEAD');
    fx.git(['commit', '--quiet', '--no-verify', '--amend', '--no-edit', '--trailer', 'CRQ: CRQ-2']);
    const good = fx.tip('HEAD');
    place(fx, `refs/replace/${bad}`, good);
    expect(fx.git(['log', '-1', '--format=%B', bad], fx.remote)).toContain('CRQ: CRQ-2');
    expect(await refusedBy(fx, { [BRANCH]: bad }, { GIT_NO_REPLACE_OBJECTS: undefined })).toEqual(['link/missing']);
    expect(await refusedBy(fx, { [`refs/replace/${bad}`]: good })).toEqual(['ref/replace']);
    expect(await refusedBy(fx, { [`refs/replace/${bad}`]: null })).toEqual([]);
  });

  test('behind a graft, which makes it an ancestor of the base', async () => {
    const fx = unlinked();
    place(fx, 'refs/tags/here', 'HEAD');
    const graft = `${fx.tip('origin/main')} ${fx.tip('HEAD')}\n`;
    fx.write('info/grafts', graft, fx.remote);
    expect(fx.git(['rev-list', '--count', 'refs/tags/here', '--not', 'main'], fx.remote)).toBe('0');
    expect(await refusedBy(fx, { [BRANCH]: 'HEAD' })).toEqual(['link/missing']);
    fx.write('grafts', graft, fx.root);
    expect(await refusedBy(fx, { [BRANCH]: 'HEAD' }, { GIT_GRAFT_FILE: `${fx.root}/grafts` })).toEqual([
      'link/missing',
    ]);
  });

  test('whatever the environment of the pusher says', async () => {
    const fx = unlinked();
    fx.write('evil', '[merge "x"]\n\tdriver = true\n[log]\n\tshowRoot = false\n', fx.root);
    const env = { GITCRQ: '0', GIT_CONFIG_GLOBAL: `${fx.root}/evil`, GIT_ICASE_PATHSPECS: '1', GIT_NOTES_REF: BRANCH };
    expect(await refusedBy(fx, { [BRANCH]: 'HEAD' }, env)).toEqual(['link/missing']);
    await expect(judged(fx, { [BRANCH]: 'HEAD' }, { GIT_NAMESPACE: 'x' })).rejects.toMatchObject({
      code: 'HOOK_INPUT_INVALID',
    });
  });

  test('behind a merge driver of the pusher, which would make any merge clean', async () => {
    const fx = scene();
    change(fx, 'README', 'one\ntwo of mine\nthree\n', 'Change README\n\nCRQ: CRQ-2');
    fx.git(['switch', '--quiet', '--detach', 'main']);
    change(fx, 'README', 'one\ntwo of yours\nthree\n', 'Change README too\n\nCRQ: CRQ-3');
    fx.write('home/.config/git/attributes', '* merge=union\n', fx.root);
    fx.git(['merge', '--quiet', '--no-verify', '--no-ff', '-m', 'Merge it', 'feature/CRQ-2-work']);
    expect(await refusedBy(fx, { [BRANCH]: 'HEAD' })).toEqual(['merge/evil']);
  });
});

describe('the rules are those of the base before the push', () => {
  const lax = (fx: Fixture): string =>
    change(
      fx,
      'gitcrq.yaml',
      'version: 1\ncommits:\n  link: off\nbranches:\n  protected: []\n  exempt: ["feature/*"]\n',
      'Relax\n\nCRQ: CRQ-2',
    );

  test('and not those of the branch', async () => {
    const fx = scene();
    lax(fx);
    expect(await refusedBy(fx, { [BRANCH]: 'HEAD' })).toEqual([]);
    place(fx, BRANCH, 'HEAD');
    change(fx, 'a', '1', 'Add a');
    expect(await refusedBy(fx, { [BRANCH]: 'HEAD' })).toEqual(['link/missing']);
    expect(await refusedBy(fx, { [MAIN]: 'HEAD' })).toEqual(['branch/protected']);
  });

  test('and not those of a branch that a request calls its base', async () => {
    const fx = scene();
    lax(fx);
    place(fx, 'refs/heads/feature/CRQ-2-lax', 'HEAD');
    fx.git(['switch', '--quiet', 'main']);
    change(fx, 'crqs/CRQ-3.md', crqText('CRQ-3', { base: 'feature/CRQ-2-lax' }), 'Set the base\n\nCRQ: CRQ-3');
    place(fx, MAIN, 'HEAD');
    change(fx, 'a', '1', 'Add a');
    expect(await refusedBy(fx, { 'refs/heads/feature/CRQ-3-a': 'HEAD' })).toEqual(['link/missing']);
  });

  test('and a base cannot be born with rules of its own', async () => {
    const fx = scene({
      policy: 'version: 1\nbranches:\n  base: [main, "release/*"]\n  protected: [main, "release/*"]\n',
    });
    expect(await refusedBy(fx, { 'refs/heads/release/1': 'main' })).toEqual([]);
    lax(fx);
    expect(await refusedBy(fx, { 'refs/heads/release/1': 'HEAD' })).toEqual(['branch/protected']);
  });

  test('and a request may belong to another base, whose rules then count', async () => {
    const fx = scene({
      policy: 'version: 1\nbranches:\n  base: [main, "release/*"]\n  protected: [main, "release/*"]\n',
    });
    fx.git(['switch', '--quiet', 'main']);
    change(fx, 'crqs/CRQ-3.md', crqText('CRQ-3', { base: 'release/1' }), 'Set the base\n\nCRQ: CRQ-3');
    place(fx, MAIN, 'HEAD');
    fx.write('gitcrq.yaml', 'version: 1\nbranches:\n  base: ["release/*"]\n  types: [fix]\n');
    commit(fx, 'Other types\n\nCRQ: CRQ-3');
    place(fx, 'refs/heads/release/1', 'HEAD');
    change(fx, 'a', '1', 'Add a\n\nCRQ: CRQ-3');
    expect(await refusedBy(fx, { 'refs/heads/feature/CRQ-3-a': 'HEAD' })).toEqual(['branch/name']);
    expect(await refusedBy(fx, { 'refs/heads/fix/CRQ-3-a': 'HEAD' })).toEqual([]);
  });

  test('also where the server calls a branch of work its HEAD', async () => {
    const fx = scene();
    lax(fx);
    place(fx, BRANCH, 'HEAD');
    fx.git(['symbolic-ref', 'HEAD', BRANCH], fx.remote);
    change(fx, 'a', '1', 'Add a');
    expect(await refusedBy(fx, { [BRANCH]: 'HEAD' })).toEqual(['link/missing']);
  });

  test('also where HEAD is unborn, and a push would give it a branch', async () => {
    const fx = scene();
    fx.git(['symbolic-ref', 'HEAD', 'refs/heads/trunk'], fx.remote);
    lax(fx);
    expect(await refusedBy(fx, { 'refs/heads/trunk': 'HEAD' })).toEqual(['branch/name']);
    change(fx, 'a', '1', 'Add a');
    expect(await refusedBy(fx, { [BRANCH]: 'HEAD' })).toEqual(['link/missing']);
  });
});

describe('the base', () => {
  test('is neither rewound nor deleted, so that nothing can be pushed anew', async () => {
    const fx = scene();
    expect(await refusedBy(fx, { [MAIN]: 'main~1' })).toEqual(['branch/protected']);
    expect(await refusedBy(fx, { [MAIN]: null })).toEqual(['branch/protected']);
    const { refusals } = await judged(fx, { [MAIN]: null });
    expect(refusals[0]?.why).toContain('main is a base and cannot be deleted');
  });

  test('is not rewound where its rules let people push to it, or switch the rule off', async () => {
    const fx = scene({ policy: 'version: 1\nbranches:\n  protected: []\nrules:\n  branch/protected: off\n' });
    expect(await refusedBy(fx, { [MAIN]: 'main~1' })).toEqual(['branch/protected']);
    expect(await refusedBy(fx, { [MAIN]: null })).toEqual(['branch/protected']);
  });

  test('is not moved through a symbolic ref or HEAD', async () => {
    const fx = scene();
    change(fx, 'a', '1', 'Add a\n\nCRQ: CRQ-2');
    fx.git(['symbolic-ref', 'refs/heads/feature/CRQ-2-alias', MAIN], fx.remote);
    expect(await refusedBy(fx, { 'refs/heads/feature/CRQ-2-alias': 'HEAD' })).toEqual(['branch/protected']);
    const input = `${fx.tip('origin/main')} ${fx.tip('HEAD')} HEAD\n`;
    expect((await judgeInput(fx, input)).refusals).toMatchObject([{ rule: 'branch/protected', text: MAIN }]);
  });

  test('has no twin on a disk that knows no case', async () => {
    const fx = scene({ policy: 'version: 1\nrules:\n  branch/name: off\n' });
    const twins = ['refs/heads/Main', 'refs/heads/MAIN', 'refs/Heads/main', 'refs/HEADS/main', 'refs/Replace/x'];
    for (const ref of twins) expect(await refusedBy(fx, { [ref]: 'HEAD' }), ref).toHaveLength(1);
  });
});
