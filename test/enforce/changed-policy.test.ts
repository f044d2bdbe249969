/** A branch cannot change what it is judged by, and what it would change for everybody is named until somebody approves. */
import { expect, test } from 'vitest';
import { unwrap } from '../../src/domain/result.ts';
import { checkRange, type Finding, type Range } from '../../src/enforce/check.ts';
import { openRepo } from '../../src/git/repo.ts';
import { loadBasis } from '../../src/store/basis.ts';
import { entry, newKey } from '../coord/trusted.ts';
import { crqText, type Fixture } from '../fixture.ts';
import { change, check, commit, rulesOf, scene } from './scene.ts';

/** The findings of the branch, as a push judges it. */
async function judgeRangeOf(fx: Fixture, more: Partial<Range>): Promise<readonly Finding[]> {
  const repo = unwrap(await openRepo(fx.ports(), fx.clone));
  const basis = unwrap(await loadBasis(repo));
  const range = { base: fx.tip('origin/main'), head: fx.tip('HEAD'), branch: 'feature/CRQ-2-work', ...more };
  const report = unwrap(await checkRange(repo, basis, range));
  repo.close();
  return report.findings;
}

test('its own policy lets nothing through, and is a finding itself', async () => {
  const fx = scene();
  change(
    fx,
    'gitcrq.yaml',
    'version: 1\ncommits:\n  link: "off"\nrules: { policy/changed: "off", merge/evil: "off" }\n',
    'Loosen\n\nCRQ: CRQ-2',
  );
  const unlinked = change(fx, 'a', '1', 'Unlinked');
  const report = await check(fx);
  expect(report.findings).toMatchObject([
    { rule: 'link/missing', oid: unlinked },
    { rule: 'policy/changed', level: 'error', path: 'gitcrq.yaml', crq: 'CRQ-2', next: 'gitcrq approve CRQ-2 --plan' },
  ]);
});

test('of a request that is closed, it says to open it first: approved it can be then', async () => {
  const fx = scene();
  change(fx, 'gitcrq.yaml', 'version: 1\nbranches:\n  max_length: 80\n', 'Limit 80\n\nCRQ: CRQ-2');
  const message = 'Close it\n\nCRQ: CRQ-2\nCRQ-Transition: open -> closed';
  change(fx, 'crqs/CRQ-2.md', crqText('CRQ-2', { status: 'closed' }), message);
  const next = (await check(fx)).findings.map((finding) => finding.next);
  expect(next).toEqual(['gitcrq reopen CRQ-2 -m "to be approved"']);
});

test('an approval counts for what was changed before it, and not for what is changed after it', async () => {
  const fx = scene();
  const policy = (limit: number): string =>
    change(fx, 'gitcrq.yaml', `version: 1\nbranches:\n  max_length: ${limit}\n`, `Limit ${limit}\n\nCRQ: CRQ-2`);
  const approve = (from: string, to: string): string =>
    change(
      fx,
      'crqs/CRQ-2.md',
      crqText('CRQ-2', { status: to }),
      `Move it\n\nCRQ: CRQ-2\nCRQ-Transition: ${from} -> ${to}`,
    );
  approve('open', 'approved');
  policy(80);
  expect(rulesOf(await check(fx))).toEqual(['policy/changed']);
  approve('approved', 'open');
  approve('open', 'approved');
  expect(rulesOf(await check(fx))).toEqual([]);
  approve('approved', 'closed');
  expect(rulesOf(await check(fx))).toEqual([]);
  approve('closed', 'open');
  policy(90);
  expect(rulesOf(await check(fx))).toEqual(['policy/changed']);
  fx.git(['revert', '--no-edit', 'HEAD']);
  fx.git(['commit', '--quiet', '--amend', '-m', 'Take it back\n\nCRQ: CRQ-2']);
  expect(rulesOf(await check(fx))).toEqual(['policy/changed']);
  fx.git(['checkout', '--quiet', 'origin/main', 'gitcrq.yaml']);
  commit(fx, 'As it was\n\nCRQ: CRQ-2');
  expect(rulesOf(await check(fx))).toEqual([]);
});

test('the approval of another request does not count', async () => {
  const fx = scene();
  change(fx, 'gitcrq.yaml', 'version: 1\n# more\n', 'More\n\nCRQ: CRQ-2');
  change(
    fx,
    'crqs/CRQ-3.md',
    crqText('CRQ-3', { status: 'approved' }),
    'Approve\n\nCRQ: CRQ-3\nCRQ-Transition: open -> approved',
  );
  expect(rulesOf(await check(fx))).toContain('policy/changed');
});

test('attributes that reach requests, and the base of a request, are guarded; others are not', async () => {
  const fx = scene();
  change(fx, '.gitattributes', '*.png binary\ndocs/*.md text\n', 'Attributes\n\nCRQ: CRQ-2');
  expect(rulesOf(await check(fx))).toEqual([]);
  for (const [path, text] of [
    ['.gitattributes', '*.png binary\n*.md -diff\n'],
    ['.gitattributes', '* merge=ours\n'],
    ['.gitattributes', '/crqs/** merge=ours\n'],
    ['crqs/.gitattributes', '*.png binary\n'],
    ['crqs/CRQ-2.md', crqText('CRQ-2', { base: 'release/1' })],
  ] as const) {
    const before = fx.tip('HEAD');
    change(fx, path, text, 'Attributes\n\nCRQ: CRQ-2');
    expect((await check(fx)).findings, path).toMatchObject([{ rule: 'policy/changed', path }]);
    fx.git(['reset', '--quiet', '--hard', before]);
  }
});

test('a push of the branch only warns: others have to see a change before they approve it', async () => {
  const fx = scene();
  change(fx, 'gitcrq.yaml', 'version: 1\n# more\n', 'More\n\nCRQ: CRQ-2');
  const judged = await judgeRangeOf(fx, { pushing: true });
  expect(judged).toMatchObject([{ rule: 'policy/changed', level: 'warning' }]);
  expect(await judgeRangeOf(fx, { pushing: true, branch: 'main' })).toMatchObject([{ level: 'error' }]);
});

test('a policy that the base changed meanwhile is no change of the branch, merged or not', async () => {
  const fx = scene();
  change(fx, 'a', '1', 'Add a\n\nCRQ: CRQ-2');
  fx.git(['switch', '--quiet', 'main']);
  change(fx, 'gitcrq.yaml', 'version: 1\n# newer\n', 'Newer\n\nCRQ: CRQ-3');
  fx.git(['push', '--quiet', 'origin', 'main']);
  fx.git(['switch', '--quiet', 'feature/CRQ-2-work']);
  expect(rulesOf(await check(fx))).toEqual([]);
  fx.git(['merge', '--quiet', '--no-edit', 'main']);
  expect(rulesOf(await check(fx))).toEqual([]);
});

test('who is trusted changes only with an approval', async () => {
  const fx = scene();
  change(fx, 'gitcrq.yaml', `version: 1\ntrust:\n${entry('eve', newKey(), 'approve')}`, 'Trust eve\n\nCRQ: CRQ-2');
  expect(rulesOf(await check(fx))).toEqual(['policy/changed']);
  change(
    fx,
    'crqs/CRQ-2.md',
    crqText('CRQ-2', { status: 'approved' }),
    'Approve\n\nCRQ: CRQ-2\nCRQ-Transition: open -> approved',
  );
  expect(rulesOf(await check(fx))).toEqual([]);
});
