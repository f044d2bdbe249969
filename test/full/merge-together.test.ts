/** Tests side by side: each candidate on top of the one before it, what lands is what was tested, and blame is fair. */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { type Fixture, fixture } from '../fixture.ts';
import { landings, pass, why, work } from '../merge/ground.ts';
import { fsck } from '../state.ts';

const policy = (command: string, more = ''): string =>
  `version: 1\nmerge:\n  test: ${JSON.stringify(command)}\n  window: 4\n${more}`;

/** So many closed branches; those that are bad have a file of which the test can tell. */
function branches(at: Fixture, count: number, bad: readonly number[] = []): void {
  for (let n = 2; n < count + 2; n++)
    work(at, { id: `CRQ-${n}`, files: { [bad.includes(n) ? `bad-${n}` : `good-${n}`]: `${n}\n` } });
}

/** Notes begin and end of each test in a file that all of them share. */
const noted = (at: Fixture, body: string): string => {
  const file = join(at.root, 'log');
  return `echo "begin $(git rev-parse HEAD)" >> ${file}; ${body}; code=$?; echo "end $code" >> ${file}; exit $code`;
};

const told = (at: Fixture): readonly string[] => readFileSync(join(at.root, 'log'), 'utf8').trim().split('\n');

/** How many tests ran at once, at most. */
const most = (lines: readonly string[]): number => {
  let [now, top] = [0, 0];
  for (const line of lines) {
    now += line.startsWith('begin') ? 1 : -1;
    top = Math.max(top, now);
  }
  return top;
};

test('as many run at once as the window allows, and each landed commit is one that was tested', async () => {
  const at = fixture();
  // Nobody of the first four ends before all of them have begun.
  const command = noted(at, `while [ $(grep -c begin ${join(at.root, 'log')}) -lt 4 ]; do sleep 0.05; done`);
  const fx = fixture({ policy: policy(command) });
  branches(fx, 6);
  const done = await pass(fx);
  expect(done.landed.map(({ crq }) => crq)).toEqual(['CRQ-2', 'CRQ-3', 'CRQ-4', 'CRQ-5', 'CRQ-6', 'CRQ-7']);
  const lines = told(at);
  expect(most(lines)).toBe(4);
  const tested = new Set(lines.flatMap((line) => (line.startsWith('begin ') ? [line.slice(6)] : [])));
  for (const { oid, tested_oid } of done.landed) expect([tested.has(oid), tested_oid]).toEqual([true, oid]);
  // One test for each: nothing was tested twice.
  expect(tested.size).toBe(6);
  expect(landings(fx)).toHaveLength(6);
  expect([fsck(fx), fx.git(['status', '--porcelain'])]).toEqual(['', '']);
});

test('the one that fails is held, those before and behind it land, and what was begun on it is ended', async () => {
  const fx = fixture({ policy: policy('if ls bad-* 2>/dev/null; then exit 3; fi; sleep 0.2') });
  branches(fx, 6, [4]);
  const done = await pass(fx);
  expect(done.landed.map(({ crq }) => crq)).toEqual(['CRQ-2', 'CRQ-3', 'CRQ-5', 'CRQ-6', 'CRQ-7']);
  expect(done.held.map(({ crq }) => crq)).toEqual(['CRQ-4']);
  expect(why(done, 'tested')).toContain('exited with 3');
  expect(fx.git(['ls-tree', '--name-only', 'main'], fx.remote)).not.toContain('bad-4');
});

test('a conflict with a branch that does not land evicts nobody; one with the base does', async () => {
  const fx = fixture({ policy: policy('test ! -e bad') });
  work(fx, { id: 'CRQ-2', files: { README: 'two\n', bad: 'x' } });
  work(fx, { id: 'CRQ-3', files: { README: 'three\n' } });
  work(fx, { id: 'CRQ-4', files: { README: 'four\n' } });
  const done = await pass(fx);
  expect(done.held.map(({ crq }) => crq)).toEqual(['CRQ-2']);
  expect(done.landed.map(({ crq }) => crq)).toEqual(['CRQ-3']);
  expect(done.evicted).toMatchObject([{ crq: 'CRQ-4', paths: ['README'] }]);
});

test('a dependency that is in flight is one that has landed', async () => {
  const fx = fixture({ policy: policy('true') });
  work(fx, { id: 'CRQ-2', depends_on: '[CRQ-3]' });
  work(fx, { id: 'CRQ-3' });
  expect((await pass(fx)).landed.map(({ crq }) => crq)).toEqual(['CRQ-3', 'CRQ-2']);
});

test('the target moves between test and landing: all is tested again, on the new commit', async () => {
  const at = fixture();
  const mark = join(at.root, 'moved');
  // The first test pushes to the target while it runs, as somebody else would.
  const push = `if [ ! -e ${mark} ]; then touch ${mark}; git -C ${at.root}/other push --quiet origin HEAD:main; fi`;
  const fx = fixture({ policy: policy(`${push}; true`) });
  fx.git(['clone', '--quiet', fx.remote, join(at.root, 'other')]);
  const other = join(at.root, 'other');
  fx.write('elsewhere', '1', other);
  fx.git(['add', '.'], other);
  fx.git(['commit', '--quiet', '--no-verify', '-m', 'Elsewhere\n\nCRQ: CRQ-1'], other);
  branches(fx, 3);
  const done = await pass(fx);
  expect(existsSync(mark)).toBe(true);
  expect(done.landed).toHaveLength(3);
  expect(landings(fx)).toHaveLength(3);
  for (const { oid, tested_oid } of done.landed) expect(tested_oid).toBe(oid);
  expect(fx.git(['ls-tree', '--name-only', `${done.landed[0]?.oid}`], fx.remote)).toContain('elsewhere');
});

test('a test that fails now and then is run again as often as the policy says', async () => {
  const at = fixture();
  const flaky = join(at.root, 'flaky');
  const fx = fixture({ policy: policy(`test -e ${flaky} || { touch ${flaky}; exit 1; }`, '  retests: 1\n') });
  branches(fx, 2);
  expect((await pass(fx, { width: 1 })).landed).toHaveLength(2);
});

test('a flag says how many for one pass', async () => {
  const at = fixture();
  const fx = fixture({ policy: policy(noted(at, 'sleep 0.1')) });
  branches(fx, 3);
  expect((await pass(fx, { width: 1 })).landed).toHaveLength(3);
  expect(most(told(at))).toBe(1);
});

test('a strategy that is asked for one pass holds for every candidate', async () => {
  const fx = fixture({ policy: policy('true') });
  branches(fx, 3);
  const done = await pass(fx, { strategy: 'squash' });
  expect(done.landed).toHaveLength(3);
  for (const { oid } of done.landed)
    expect(fx.git(['rev-list', '--parents', '-1', oid], fx.remote).split(' ')).toHaveLength(2);
});
