/** Files of requests and the policy, as they stand at the end of a range. */
import { expect, test } from 'vitest';
import { crqText } from '../fixture.ts';
import { change, check, codeOf, commit, rulesOf, scene } from './scene.ts';

test('an unreadable file is a finding with its line, and not one the branch never touched', async () => {
  const fx = scene();
  change(fx, 'crqs/CRQ-4.md', crqText('CRQ-4').replace('status: open', 'status: opne'), 'Open CRQ-4\n\nCRQ: CRQ-2');
  const report = await check(fx);
  expect(report.findings).toMatchObject([{ rule: 'crq/unreadable', path: 'crqs/CRQ-4.md', line: 5 }]);
  expect(report.findings[0]?.message).toContain('opne');
  fx.git(['switch', '--quiet', 'main']);
  fx.git(['merge', '--quiet', 'feature/CRQ-2-work']);
  fx.git(['push', '--quiet', 'origin', 'main']);
  fx.git(['switch', '--quiet', '--create', 'feature/CRQ-3-x']);
  change(fx, 'a', '1', 'Add a\n\nCRQ: CRQ-3');
  expect((await check(fx)).findings).toEqual([]);
  expect(rulesOf(await check(fx, { all: true }))).toEqual(['crq/unreadable']);
});

test('a conflict that was committed is named as one', async () => {
  const fx = scene();
  const broken = crqText('CRQ-4').replace(
    'status: open',
    '<<<<<<< HEAD\nstatus: open\n=======\nstatus: closed\n>>>>>>> other',
  );
  change(fx, 'crqs/CRQ-4.md', broken, 'Merge by hand\n\nCRQ: CRQ-2');
  const [finding] = (await check(fx)).findings;
  expect(finding).toMatchObject({ rule: 'crq/unreadable', line: 5 });
  expect(finding?.message).toContain('unresolved merge conflict');
});

test('a file whose name is no id, and a link instead of a file, are unreadable', async () => {
  const fx = scene();
  fx.write('crqs/notes.md', '# Notes\n');
  fx.git(['add', '--all']);
  const blob = fx.git(['rev-parse', ':README']);
  fx.git(['update-index', '--add', '--cacheinfo', `120000,${blob},crqs/CRQ-5.md`]);
  fx.git(['commit', '--quiet', '-m', 'Odd files\n\nCRQ: CRQ-2']);
  expect((await check(fx)).findings.map(({ path }) => path)).toEqual(['crqs/CRQ-5.md', 'crqs/notes.md']);
});

test('an id that differs from the name has a rule of its own', async () => {
  const fx = scene();
  change(fx, 'crqs/CRQ-4.md', crqText('CRQ-44'), 'Open CRQ-4\n\nCRQ: CRQ-2');
  expect(rulesOf(await check(fx))).toEqual(['crq/id-mismatch']);
});

test('a request that the base has may not be deleted, one born on the branch may', async () => {
  const fx = scene();
  change(fx, 'crqs/CRQ-4.md', crqText('CRQ-4'), 'Open CRQ-4\n\nCRQ: CRQ-2');
  fx.git(['rm', '--quiet', 'crqs/CRQ-4.md']);
  commit(fx, 'Not needed\n\nCRQ: CRQ-2');
  expect((await check(fx)).findings).toEqual([]);
  fx.git(['rm', '--quiet', 'crqs/CRQ-3.md']);
  const oid = commit(fx, 'Not needed either\n\nCRQ: CRQ-2');
  const [finding] = (await check(fx)).findings;
  expect(finding).toMatchObject({ rule: 'crq/deleted', crq: 'CRQ-3', oid, path: 'crqs/CRQ-3.md' });
  fx.git(['-c', `alias.mend=!${finding?.next}`, 'mend']);
  commit(fx, 'Give it back\n\nCRQ: CRQ-2');
  expect((await check(fx)).findings).toEqual([]);
});

test('in all of history a deletion counts where the base went through it', async () => {
  const fx = scene();
  fx.git(['rm', '--quiet', 'crqs/CRQ-3.md']);
  commit(fx, 'Not needed\n\nCRQ: CRQ-2');
  expect(rulesOf(await check(fx, { all: true }))).toEqual(['crq/deleted']);
});

test('a relation to nothing is a warning with the near id', async () => {
  const fx = scene();
  change(fx, 'crqs/CRQ-4.md', crqText('CRQ-4', { depends_on: '[CRQ-33, CRQ-2]' }), 'Open CRQ-4\n\nCRQ: CRQ-2');
  expect((await check(fx)).findings).toMatchObject([
    {
      rule: 'crq/dangling-relation',
      level: 'warning',
      crq: 'CRQ-4',
      next: 'gitcrq crq set CRQ-4 depends_on=CRQ-3,CRQ-2',
    },
  ]);
});

test('a policy with a mistake is a finding on the branch, with line and key', async () => {
  const fx = scene();
  change(fx, 'gitcrq.yaml', 'version: 1\ncommits:\n  link: always\n', 'Change the policy\n\nCRQ: CRQ-2');
  expect((await check(fx)).findings).toMatchObject([
    { rule: 'policy/changed', path: 'gitcrq.yaml' },
    { rule: 'policy/invalid', path: 'gitcrq.yaml', line: 3 },
  ]);
});

test('a policy with a mistake on the base stops the check instead of passing', async () => {
  const fx = scene();
  fx.git(['switch', '--quiet', 'main']);
  change(fx, 'gitcrq.yaml', 'version: 1\nwhat: ever\n', 'Break\n\nCRQ: CRQ-2');
  fx.git(['push', '--quiet', 'origin', 'main']);
  expect(await codeOf(check(fx))).toBe('POLICY_INVALID');
});

test('removing the policy is a finding, and judged by the policy that is removed', async () => {
  const fx = scene();
  fx.git(['rm', '--quiet', 'gitcrq.yaml']);
  const oid = commit(fx, 'No more rules\n\nCRQ: CRQ-2');
  expect((await check(fx)).findings).toMatchObject([{ rule: 'policy/removed', oid }]);
});

test('a branch from before the policy does not remove it', async () => {
  const fx = scene();
  const before = fx.git(['commit-tree', fx.git(['mktree', '--missing'], fx.clone), '-m', 'Old root']);
  fx.git(['switch', '--quiet', '--create', 'feature/CRQ-3-old', before]);
  change(fx, 'a', '1', 'Add a\n\nCRQ: CRQ-3');
  // The root has no link, and this history began with the policy.
  expect((await check(fx)).findings).toMatchObject([{ rule: 'link/missing', oid: before }]);
});
