/** What only time decides: freezes, windows, age; and that a landing pass asks for it anew before it pushes. */
import { expect, test } from 'vitest';
import { parsePolicy } from '../../src/store/policy-parse.ts';
import { fixture } from '../fixture.ts';
import { approve, trust } from '../merge/approving.ts';
import { pass, why, work } from '../merge/ground.ts';

const HOUR = 3_600_000;
const at = (hours: number): string => new Date(Date.now() + hours * HOUR).toISOString().replace(/\.\d+Z$/, 'Z');
const frozen = (from: number, to: number, more = ''): string =>
  `merge:\n  freeze:\n    - {from: '${at(from)}', to: '${at(to)}', reason: the fair${more}}\n`;

test('nothing lands in a freeze, on the branches it names, until it is over', async () => {
  const fx = fixture({ policy: `version: 1\n${frozen(-1, 1)}` });
  work(fx, { id: 'CRQ-2' });
  expect(why(await pass(fx), 'freeze')).toMatch(/^main is frozen until \S+Z: the fair; gitcrq merge CRQ-2/);
  expect((await pass(fx, { off_ms: () => 2 * HOUR })).landed).toHaveLength(1);
  const other = fixture({ policy: `version: 1\n${frozen(-1, 1, ', branches: [release/*]')}` });
  work(other, { id: 'CRQ-2' });
  expect((await pass(other)).landed).toHaveLength(1);
});

test('a clock that was set back ends no freeze', async () => {
  const fx = fixture({ policy: `version: 1\n${frozen(-1, 1)}` });
  work(fx, { id: 'CRQ-2' });
  expect(why(await pass(fx, { off_ms: () => -2 * HOUR }), 'freeze')).toMatch(/^the clock here says .* set the clock/);
});

test('a freeze that begins while the test runs holds the landing', async () => {
  const fx = fixture({ policy: `version: 1\n${frozen(1, 2)}  test: touch ../ran\n` });
  work(fx, { id: 'CRQ-2' });
  let off_ms = 0;
  const trail = {
    at(point: string): void {
      if (point === 'land/tested') off_ms = 1.5 * HOUR;
    },
  };
  expect(why(await pass(fx, { trail, off_ms: () => off_ms }), 'freeze')).toContain('main is frozen until');
  expect((await pass(fx)).landed).toHaveLength(1);
});

test('an emergency lands in a freeze once somebody approved it', async () => {
  const fx = fixture();
  trust(fx, [['grace', 'person', 'approve']], frozen(-1, 1));
  work(fx, { id: 'CRQ-2', class: 'emergency' });
  expect(why(await pass(fx), 'freeze')).toContain('an approval makes it count: gitcrq approve CRQ-2');
  await approve(fx, 'grace');
  expect((await pass(fx)).landed).toHaveLength(1);
});

test('a request with a window lands in it', async () => {
  const fx = fixture({ policy: 'version: 1\nmerge:\n  requirements:\n    - {name: planned, needs: window}\n' });
  work(fx, { id: 'CRQ-2', window: `${at(1)}/${at(2)}` });
  work(fx, { id: 'CRQ-3' });
  const early = await pass(fx);
  expect(early.landed).toMatchObject([{ crq: 'CRQ-3' }]);
  expect(why(early, 'planned')).toMatch(/^its window opens /);
  expect(why(await pass(fx, { off_ms: () => 3 * HOUR }), 'planned')).toMatch(/^its window closed /);
  expect((await pass(fx, { off_ms: () => 1.5 * HOUR })).landed).toMatchObject([{ crq: 'CRQ-2' }]);
});

test('a branch lands once it is as old as the policy asks', async () => {
  const fx = fixture({ policy: 'version: 1\nmerge:\n  requirements:\n    - {name: settled, needs: age, min: 2h}\n' });
  work(fx, { id: 'CRQ-2' });
  expect(why(await pass(fx, { off_ms: () => HOUR }), 'settled')).toContain('and 2h are asked for');
  expect((await pass(fx, { off_ms: () => 2 * HOUR + 1000 })).landed).toHaveLength(1);
});

test.each([
  ['  freeze:\n    - {from: tomorrow, to: 2026-12-02T00:00Z, reason: x}\n', 4, 'merge.freeze.0.from'],
  ['  freeze:\n    - {from: 2026-12-02T00:00Z, to: 2026-12-01T00:00Z, reason: x}\n', 4, 'merge.freeze.0.to'],
  ['  owners:\n    - paths: [a]\n      approvals_of: [ada]\n      count: 2\n', 6, 'merge.owners.0.count'],
  ['  requirements:\n    - {name: old, needs: age}\n', 4, 'merge.requirements.0.needs'],
  ['  requirements:\n    - {name: old, needs: test, min: 2h}\n', 4, 'merge.requirements.0.min'],
  ['  requirements:\n    - {name: a, needs: test}\n    - {name: a, needs: status}\n', 5, 'merge.requirements.1.name'],
])('a mistake in the policy is named with its line: %j', (text, line, key) => {
  expect(parsePolicy(`version: 1\nmerge:\n${text}`)).toMatchObject({ mistakes: [{ line, key }] });
});
