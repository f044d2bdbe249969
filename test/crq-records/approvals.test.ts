/** Approvals where people look: crq show, crq history, trace. */
import { expect, test } from 'vitest';
import { inClone } from '../../src/app/clone.ts';
import { crqHistory } from '../../src/crq/history.ts';
import { crqHistorySchema, crqShowSchema } from '../../src/crq/schema.ts';
import { branchGlobs, showCrq } from '../../src/crq/show.ts';
import { noInk } from '../../src/enforce/ink.ts';
import { traceSchema } from '../../src/enforce/schema.ts';
import { traceText } from '../../src/enforce/trace/text.ts';
import { approvalLines } from '../../src/surface/approval-text.ts';
import { noPaint } from '../../src/surface/paint.ts';
import { change, scene, traced } from '../enforce/scene.ts';
import { crqText, type Fixture } from '../fixture.ts';
import { approve, trust } from '../merge/approving.ts';
import { pass } from '../merge/ground.ts';
import { asked } from './scene.ts';

const BRANCH = 'feature/CRQ-2-work';
const share = (fx: Fixture, path: string, text: string): void => {
  change(fx, path, text, 'Work\n\nCRQ: CRQ-2');
  fx.git(['push', '--quiet', '--no-verify', 'origin', `HEAD:${BRANCH}`]);
};

async function approvals(fx: Fixture) {
  const shown = await inClone(fx.ports(), ({ repo, basis }) => showCrq(repo, basis, '2'), { refs: branchGlobs('2') });
  crqShowSchema.parse(shown);
  const history = await asked(fx, (repo, basis) => crqHistory(repo, basis, '2'));
  crqHistorySchema.parse(history);
  expect(history.approvals).toEqual(shown.approvals);
  return shown.approvals;
}
/** Sorted: those of the same second come in any order. */
const said = async (fx: Fixture) =>
  (await approvals(fx)).map(({ by, what, state, why }) => `${by} ${what}: ${state} ${why}`.trim()).sort();

test('each review is shown with whether it holds, and what is none with the reason', async () => {
  const fx = scene();
  trust(fx, [
    ['grace', 'person', 'approve'],
    ['eve', 'person', 'approve'],
  ]);
  expect(await approvals(fx)).toEqual([]);
  await approve(fx, 'eve', { plan: true });
  share(fx, 'a', '1');
  const first = fx.tip('HEAD');
  await approve(fx, 'grace', { message: 'fine' });
  share(fx, 'b', '1');
  const second = fx.tip('HEAD');
  await approve(fx, 'eve');
  fx.git(['notes', '--ref=gitcrq/reviews', 'append', '-m', 'garbage', second]);
  fx.git([
    'notes',
    '--ref=gitcrq/reviews',
    'add',
    '-m',
    fx.git(['notes', '--ref=gitcrq/reviews', 'show', first]),
    'main',
  ]);
  const stale = `${second.slice(0, 12)} changed b since`;
  const rest = [
    'undefined: void it is no JSON object',
    `undefined: void it was made for ${first.slice(0, 12)}, another commit`,
  ];
  expect(await said(fx)).toEqual(
    [
      'eve <eve@example.com> code: holds',
      'eve <eve@example.com> plan: holds',
      `grace <grace@example.com> code: stale ${stale}`,
      ...rest,
    ].sort(),
  );
  const lines = approvalLines(await approvals(fx), noPaint);
  expect(lines[1]).toBe('5 approvals:');
  expect(lines.join('\n')).toMatch(
    new RegExp(`\n  ${first.slice(0, 10)} [0-9-]{10} grace \\(fine\\): stale: ${stale}\n`),
  );
  const trace = await traced(fx, { words: ['2'] });
  traceSchema.parse({ ...trace, assumed: undefined });
  expect(trace.commits[0]?.approvals.map(({ what, state }) => `${what} ${state}`).sort()).toEqual([
    'code holds',
    'code stale',
    'plan holds',
    'transition undefined',
  ]);
  expect(traceText(trace, true, noInk, { columns: null, cut: (text) => text })).toContain(
    `(code of ${first.slice(0, 12)}, stale: ${stale})`,
  );
  change(fx, 'crqs/CRQ-2.md', crqText('CRQ-2', { title: 'More', status: 'approved' }), 'More\n\nCRQ: CRQ-2');
  expect(await said(fx)).toContain('eve <eve@example.com> plan: stale the request was changed since');
});

test('what has landed keeps its approvals, whoever is trusted later', async () => {
  const fx = scene();
  trust(fx, [['grace', 'person', 'approve']]);
  share(fx, 'a', '1');
  await approve(fx, 'grace');
  share(fx, 'crqs/CRQ-2.md', crqText('CRQ-2', { status: 'closed' }));
  fx.git(['switch', '--quiet', 'main']);
  expect((await pass(fx)).landed).toHaveLength(1);
  fx.git(['fetch', '--quiet', '--prune', 'origin']);
  trust(fx, [['eve', 'person', 'approve']]);
  expect(await said(fx)).toEqual(['grace <grace@example.com> code: holds']);
  const { commits } = await traced(fx, { words: ['2'] });
  expect(commits.find(({ landing }) => landing !== undefined)?.landing?.approvals).toMatchObject([
    { by: 'grace <grace@example.com>', what: 'code' },
  ]);
});
