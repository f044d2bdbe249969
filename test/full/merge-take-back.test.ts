/** `merge undo`: the log knows what landed, so any clone can take it back, also long after. */
import { expect, test } from 'vitest';
import { takeBack } from '../../src/app/direct.ts';
import { undo } from '../../src/app/undo.ts';
import { unwrap } from '../../src/domain/result.ts';
import { takenBackSchema } from '../../src/merge/schema.ts';
import type { TakenBack } from '../../src/merge/take-back.ts';
import { type Fixture, fixture } from '../fixture.ts';
import { inRepo, landings, pass, work } from '../merge/ground.ts';

let calls = 0;

async function back(at: Fixture, id: string, cwd = at.clone): Promise<TakenBack> {
  const done = await takeBack(at.ports({ cwd, argv: ['merge', 'undo', `${calls++}`] }), id, false);
  done.reported();
  return takenBackSchema.parse(done.answer) as TakenBack; // what the planner of this command answers
}

const files = (at: Fixture, dir: string): string => at.git(['ls-tree', '--name-only', '-r', 'main'], dir);

test('another clone takes back what landed before other things, keeps the records, and the work lands again', async () => {
  const at = fixture();
  work(at, { id: 'CRQ-2' });
  const [landed] = (await pass(at)).landed;
  work(at, { id: 'CRQ-3' });
  await pass(at);
  const other = at.another('other');
  const done = await back(at, '2', other);
  expect(done).toMatchObject({ crq: 'CRQ-2', branch: 'feature/CRQ-2-work', target: 'main', landing: landed?.oid });
  expect(done).toMatchObject({ oid: at.tip('main', at.remote), head: at.tip('feature/CRQ-2-work', at.remote) });
  expect(files(at, at.remote)).toMatch(/CRQ-3\.txt/);
  expect(files(at, at.remote)).not.toMatch(/CRQ-2\.txt/);
  expect(at.git(['show', 'main:crqs/CRQ-2.md'], at.remote)).toContain('status: open');
  expect(at.git(['log', '-1', '--format=%B', 'main'], at.remote)).toContain(`CRQ-Cause: reverted ${landed?.oid}`);
  at.git(['switch', '--quiet', '-C', 'feature/CRQ-2-work', 'origin/feature/CRQ-2-work'], other);
  at.write('crqs/CRQ-2.md', at.read('crqs/CRQ-2.md', other).replace('status: open', 'status: closed'), other);
  at.git(['commit', '--quiet', '-am', 'Close CRQ-2\n\nCRQ: CRQ-2\nCRQ-Transition: open -> closed'], other);
  at.git(['push', '--quiet', 'origin', 'HEAD'], other);
  expect((await pass(at)).landed).toMatchObject([{ crq: 'CRQ-2' }]);
  expect(files(at, at.remote)).toMatch(/CRQ-2\.txt/);
  expect((await back(at, '2')).landing).not.toBe(landed?.oid);
});

test('without a remote the checkout moves along, and changes in the way hold it back', async () => {
  const at = fixture({ remote: false });
  work(at, { id: 'CRQ-2', push: false });
  await pass(at);
  at.write('CRQ-2.txt', 'mine\n');
  const before = at.git(['for-each-ref']);
  await expect(back(at, '2')).rejects.toMatchObject({ code: 'UNDO_REFUSED', exit: 6 });
  expect([at.git(['for-each-ref']), at.read('CRQ-2.txt')]).toEqual([before, 'mine\n']);
  at.git(['checkout', '--quiet', 'CRQ-2.txt']);
  const done = await back(at, '2');
  expect([at.tip('main'), at.tip('feature/CRQ-2-work')]).toEqual([done.oid, done.head]);
  expect([files(at, at.clone).includes('CRQ-2.txt'), at.git(['status', '--porcelain'])]).toEqual([false, '']);
  expect(at.git(['show', 'feature/CRQ-2-work:CRQ-2.txt'])).toBe('work of CRQ-2');
  expect(landings(at, at.clone)).toHaveLength(1);
});

test.each(['squash', 'rebase', 'ff'])('a landing by %s is taken back whole', async (strategy) => {
  const at = fixture({ policy: `version: 1\nmerge:\n  strategy: ${strategy}\n` });
  const before = at.git(['rev-parse', 'main^{tree}'], at.remote);
  work(at, { id: 'CRQ-2' });
  expect((await pass(at)).landed).toHaveLength(1);
  await back(at, '2');
  expect(files(at, at.remote).split('\n')).toEqual(['README', 'crqs/CRQ-1.md', 'crqs/CRQ-2.md', 'gitcrq.yaml']);
  expect(at.git(['rev-parse', 'main:README'], at.remote)).toBe(at.git(['rev-parse', `${before}:README`], at.remote));
});

test('what has not landed, or is taken back already, is unknown', async () => {
  const at = fixture();
  work(at, { id: 'CRQ-2' });
  await expect(back(at, '2')).rejects.toMatchObject({ code: 'LANDING_UNKNOWN', exit: 4 });
  await pass(at);
  await back(at, '2');
  await expect(back(at, '2')).rejects.toMatchObject({ code: 'LANDING_UNKNOWN' });
});

test('taking back the taking back is a landing, and undo says so', async () => {
  const at = fixture();
  work(at, { id: 'CRQ-2' });
  await pass(at);
  await back(at, '2');
  const refused = await inRepo(at, {}, (repo, basis) => {
    const request = { key: { argv: ['undo'], gitDir: repo.gitDir }, group: 'undo', dryRun: false };
    return undo({ repo, basis, request }, null);
  });
  expect(() => unwrap(refused)).toThrow('CRQ-2 was taken back by new commits');
});
