/** Every commit with its requests, its landing and the gaps; both ways. */
import { expect, test } from 'vitest';
import type { CrqId, Oid } from '../../src/domain/brand.ts';
import { unwrap } from '../../src/domain/result.ts';
import { traceSchema } from '../../src/enforce/schema.ts';
import { traceText } from '../../src/enforce/trace/text.ts';
import { moveRefs } from '../../src/git/refs.ts';
import { openRepo } from '../../src/git/repo.ts';
import { queueLogRef, writeEvent } from '../../src/store/queue-log.ts';
import { noPaint } from '../../src/surface/paint.ts';
import { cut, width } from '../../src/surface/width.ts';
import { crqText, type Fixture } from '../fixture.ts';
import { change, codeOf, commit, scene, traced } from './scene.ts';

/** Merges a branch into main as the queue would, with its record. */
async function land(fx: Fixture, branch: string, crq: string, event: 'landed' | 'undone' = 'landed'): Promise<Oid> {
  const head = fx.tip(branch);
  fx.git(['switch', '--quiet', 'main']);
  if (event === 'landed') fx.git(['merge', '--quiet', '--no-ff', '-m', `Land ${crq}\n\nCRQ: ${crq}`, branch]);
  fx.git(['push', '--quiet', 'origin', 'main']);
  const repo = unwrap(await openRepo(fx.ports(), fx.clone));
  const landing = fx.tip(event === 'landed' ? 'main' : branch);
  const ref = queueLogRef('main');
  const previous = (await repo.reader.info(ref))?.oid ?? null;
  const draft = {
    event,
    crq: crq as CrqId,
    branch,
    target: 'main',
    head,
    landing,
    tested: landing,
    test: 'make test',
    lander: 'Lea <lea@example.com>',
    approved: [],
  };
  const oid = unwrap(await writeEvent(repo, draft, previous));
  unwrap(await moveRefs(repo, [{ ref, from: previous, to: oid }], 'test'));
  repo.close();
  return landing;
}

test('every commit says to whom it belongs, and a gap is a gap', async () => {
  const fx = scene();
  const linked = change(fx, 'a', '1', 'Add a\n\nCRQ: CRQ-2');
  const mention = change(fx, 'a', '2', 'Change a\n\nSee CRQ-2.');
  const gap = change(fx, 'a', '3', 'Change a again');
  const trace = await traced(fx);
  traceSchema.parse(trace);
  expect(trace.commits.map(({ oid, via }) => [oid, via])).toEqual(
    expect.arrayContaining([
      [linked, 'trailer'],
      [mention, 'body'],
      [gap, null],
    ]),
  );
  expect(trace.gaps).toEqual([gap, mention]);
  expect(trace.crqs.find(({ id }) => id === 'CRQ-2')).toMatchObject({
    status: 'open',
    commits: [linked, fx.tip('main')],
  });
  expect(trace.summary).toEqual({
    commits: 5,
    linked: 3,
    exempt: 0,
    gaps: 2,
    ways: { trailer: 3, subject: 0, misplaced: 0, note: 0, body: 1, none: 1 },
  });
  expect((await traced(fx, { gaps: true })).commits.map(({ oid }) => oid)).toEqual([gap, mention]);
});

test('a request is traced to its commits on whatever branch they are', async () => {
  const fx = scene();
  const here = change(fx, 'a', '1', 'Add a\n\nCRQ: CRQ-2');
  fx.git(['switch', '--quiet', 'main']);
  for (const words of [['CRQ-2'], ['crq-2'], ['2']])
    expect((await traced(fx, { words })).commits.map(({ oid }) => oid)).toEqual([here, fx.tip('main')]);
  expect(await codeOf(traced(fx, { words: ['CRQ-99'] }))).toBe('CRQ_NOT_FOUND');
});

test('commits of a landing know it, those before and after do not', async () => {
  const fx = scene();
  const first = change(fx, 'a', '1', 'Add a\n\nCRQ: CRQ-2');
  const second = change(fx, 'a', '2', 'Change a\n\nCRQ: CRQ-2');
  const direct = ((): string => {
    fx.git(['switch', '--quiet', 'main']);
    return change(fx, 'm', '1', 'On main\n\nCRQ: CRQ-3');
  })();
  fx.git(['switch', '--quiet', 'feature/CRQ-2-work']);
  fx.git(['merge', '--quiet', '--no-edit', 'main']);
  const landing = await land(fx, 'feature/CRQ-2-work', 'CRQ-2');
  fx.git(['switch', '--quiet', '--create', 'feature/CRQ-3-x']);
  const third = change(fx, 'c', '1', 'Add c\n\nCRQ: CRQ-3');
  const later = await land(fx, 'feature/CRQ-3-x', 'CRQ-3');
  const trace = await traced(fx);
  traceSchema.parse(trace);
  const landed = new Map(trace.commits.map(({ oid, landing: found }) => [String(oid), found?.oid]));
  expect([first, second, landing, third, later, direct].map((oid) => landed.get(oid))).toEqual([
    landing,
    landing,
    landing,
    later,
    later,
    undefined,
  ]);
  expect(trace.commits.find(({ oid }) => oid === first)?.landing).toMatchObject({
    via: 'queue',
    branch: 'feature/CRQ-2-work',
    by: 'Lea <lea@example.com>',
    tested_oid: landing,
    test: 'make test',
    overrides: [],
  });
});

test('an approval is told with the commits of its request and with the landing after it', async () => {
  const fx = scene();
  change(
    fx,
    'crqs/CRQ-2.md',
    crqText('CRQ-2', { status: 'approved' }),
    'Approve CRQ-2\n\nCRQ: CRQ-2\nCRQ-Transition: open -> approved',
  );
  const work = change(fx, 'a', '1', 'Add a\n\nCRQ: CRQ-2');
  await land(fx, 'feature/CRQ-2-work', 'CRQ-2');
  const found = (await traced(fx)).commits.find(({ oid }) => oid === work);
  expect(found?.approvals).toMatchObject([{ crq: 'CRQ-2', by: 'Ada Lovelace <ada@example.com>' }]);
  expect(found?.landing?.approvals).toEqual(found?.approvals);
});

test('a revision, a range and a path select commits; a word with two meanings is refused', async () => {
  const fx = scene();
  const one = change(fx, 'docs/a', '1', 'Add a\n\nCRQ: CRQ-2');
  const two = change(fx, 'b', '1', 'Add b\n\nCRQ: CRQ-2');
  const oids = async (words: readonly string[], paths: readonly string[] = []): Promise<readonly string[]> =>
    (await traced(fx, { words, paths })).commits.map(({ oid }) => oid);
  expect(await oids(['HEAD'])).toEqual([two]);
  expect(await oids([one.slice(0, 10)])).toEqual([one]);
  expect(await oids(['main..HEAD'])).toEqual([two, one]);
  expect(await oids(['docs'])).toEqual([one]);
  expect(await oids(['docs', 'b'])).toEqual([two, one]);
  fx.git(['branch', 'docs']);
  expect(await codeOf(oids(['docs']))).toBe('TRACE_AMBIGUOUS');
  expect(await oids([], ['docs'])).toEqual([one]);
  fx.git(['tag', 'CRQ-2', 'HEAD']);
  expect(await codeOf(oids(['CRQ-2']))).toBe('TRACE_AMBIGUOUS');
  expect(await codeOf(oids(['nothing-of-that-name']))).toBe('TRACE_UNKNOWN');
  expect(await codeOf(oids(['HEAD', 'HEAD~1']))).toBe('TRACE_AMBIGUOUS');
});

test('a path that is gone is traced behind --', async () => {
  const fx = scene();
  const added = change(fx, 'gone', '1', 'Add it\n\nCRQ: CRQ-2');
  fx.git(['rm', '--quiet', 'gone']);
  const removed = commit(fx, 'Remove it\n\nCRQ: CRQ-2');
  expect(await codeOf(traced(fx, { words: ['gone'] }))).toBe('TRACE_UNKNOWN');
  expect((await traced(fx, { paths: ['gone'] })).commits.map(({ oid }) => oid)).toEqual([removed, added]);
});

test('days are whole days, and an author is found without patterns', async () => {
  const fx = scene();
  const at = (date: string, name: string): string => {
    fx.write('a', date);
    fx.git(['add', '--all']);
    fx.git([
      '-c',
      `user.name=${name}`,
      '-c',
      'user.email=x@example.com',
      'commit',
      '--quiet',
      '--date',
      date,
      '-m',
      'Work\n\nCRQ: CRQ-2',
    ]);
    fx.git(['-c', 'advice.x=1', 'rebase', '--quiet', '--committer-date-is-author-date', 'HEAD~1']);
    return fx.git(['rev-parse', 'HEAD']);
  };
  const early = at('2031-03-01T00:00:30', 'Grace (GH)');
  const late = at('2031-03-01T23:59:30', 'Ada');
  const oids = async (words: Parameters<typeof traced>[1]): Promise<readonly string[]> =>
    (await traced(fx, words)).commits.map(({ oid }) => oid);
  expect(await oids({ since: '2031-03-01', until: '2031-03-01' })).toEqual([late, early]);
  expect(await oids({ since: '2031-03-02' })).toEqual([]);
  expect(await oids({ author: 'grace (g' })).toEqual([early]);
  for (const since of ['2031-02-30', 'next tuesday', '', '31.12.2030'])
    expect(await codeOf(oids({ since }))).toBe('DATE_INVALID');
});

test('what is older than the adoption is exempt; --external judges it all', async () => {
  const fx = scene({ remote: false });
  fx.git(['switch', '--quiet', '--orphan', 'trunk']);
  change(fx, 'a', '1', 'Before');
  fx.write('crqs/CRQ-1.md', crqText('CRQ-1'));
  change(fx, 'gitcrq.yaml', 'version: 1\n', 'Adopt\n\nCRQ: CRQ-1');
  fx.git(['branch', '--quiet', '--force', 'main', 'trunk']);
  fx.git(['switch', '--quiet', 'main']);
  const trace = await traced(fx);
  expect(trace.summary).toMatchObject({ commits: 2, linked: 1, exempt: 1, gaps: 0 });
  expect(trace.commits[1]?.exempt).toBe('before-adoption');
  expect((await traced(fx, { external: true, prefixes: ['CRQ'] })).summary).toMatchObject({ gaps: 1 });
});

test('the text has one line a commit and says how commits are linked', async () => {
  const fx = scene();
  change(fx, 'a', '1', 'CRQ-2: Add a');
  change(fx, 'a', '2', 'Change a');
  const lines = traceText(await traced(fx), false, noPaint, { columns: null, cut }).split('\n');
  expect(lines[0]).toMatch(/^[0-9a-f]{12} \d{4}-\d\d-\d\d gap {9}Change a$/);
  expect(lines[1]).toMatch(/CRQ-2 {7}CRQ-2: Add a$/);
  change(fx, 'a', '3', `CRQ-2: ${'漢字とかな'.repeat(20)}`);
  for (const columns of [40, 60, 80]) {
    const fitted = traceText(await traced(fx), false, noPaint, { columns, cut })
      .split('\n')
      .slice(0, -1);
    expect(fitted.filter((line) => width(line) > columns)).toEqual([]);
    expect(fitted.join('\n')).toContain('Change a');
  }
  expect(lines.at(-1)).toBe('4 commits: 50 % by trailer (2), 25 % an id leads the subject (1), 25 % none (1); 1 gap');
});
