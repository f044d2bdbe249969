/**
 * Random edits on two sides, by gitcrq's own editor and by hand. Where they concern different keys the merge is clean and
 * holds both; there are never two `status:` lines; and no edit is lost without a conflict, but for the earlier of two states.
 */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Sides } from '../../src/domain/merge.ts';
import { DEFAULT_POLICY } from '../../src/domain/policy.ts';
import { stepsUnder } from '../../src/store/merge-field.ts';
import { type MergedText, mergeRecord } from '../../src/store/merge-record.ts';
import { BASE } from './merge-cases.ts';
import { applied, comments, dress, dressed, edits, KEYS, lost, meaning, STATES, set } from './merge-edits.ts';

/** Never clean, so that every case comes to the keys; bodies of which one side is as it was never get here. */
const byLines = ({ ours, theirs }: Sides<Uint8Array>): Promise<MergedText> =>
  Promise.resolve({ bytes: Buffer.concat([ours, Buffer.from('=======\n'), theirs]), clean: false });

async function merge(base: string, ours: string, theirs: string): Promise<{ text: string; clean: boolean }> {
  const sides = { base: Buffer.from(base), ours: Buffer.from(ours), theirs: Buffer.from(theirs) };
  const merged = await mergeRecord(sides, { steps: stepsUnder(DEFAULT_POLICY), markerSize: 7, byLines });
  return { text: Buffer.from(merged.bytes).toString('utf8'), clean: merged.clean };
}

test('edits of different keys: clean, and both are there', async () => {
  const split = fc.shuffledSubarray(KEYS, { minLength: KEYS.length }).chain((keys) => {
    const [mine, other] = [keys.slice(0, 5), keys.slice(5)];
    return fc.tuple(edits(mine), edits(other), dress, dress);
  });
  await fc.assert(
    fc.asyncProperty(split, async ([mine, other, here, there]) => {
      const [ours, theirs] = [applied(BASE, mine), applied(BASE, other)];
      const merged = await merge(dressed(BASE, here), dressed(ours, there), dressed(theirs, here));
      expect(merged.clean, merged.text).toBe(true);
      const expected = new Map(meaning(BASE));
      for (const [side, all] of [
        [ours, mine],
        [theirs, other],
      ] as const)
        for (const { key } of all) {
          const value = meaning(side)?.get(key);
          if (value === undefined) expected.delete(key);
          else expected.set(key, value);
        }
      expect(new Map([...(meaning(merged.text) ?? [])].sort())).toEqual(new Map([...expected].sort()));
      expect([...comments(merged.text)].sort()).toEqual([...comments(ours), ...comments(theirs)].sort());
      expect(merged.text.startsWith('\uFEFF')).toBe(there.bom);
      expect(merged.text.includes('\r\n')).toBe(there.crlf);
      expect(merged.text.endsWith('\n')).toBe(!there.cut);
    }),
    { numRuns: 1500 },
  );
});

test('any edits: one status line, and nothing is lost without a conflict', async () => {
  let conflicts = 0;
  await fc.assert(
    fc.asyncProperty(edits(KEYS), edits(KEYS), async (mine, other) => {
      const [ours, theirs] = [applied(BASE, mine), applied(BASE, other)];
      const { text, clean } = await merge(BASE, ours, theirs);
      conflicts += clean ? 0 : 1;
      if (clean) expect([text.match(/^status:/gm)?.length, meaning(text) !== null], text).toEqual([1, true]);
      else expect(text).toMatch(/^<{7} ours\n[\s\S]*^={7}\n[\s\S]*^>{7} theirs\n/m);
      expect(lost(text, ours, theirs), text).toEqual([]);
    }),
    { numRuns: 2500 },
  );
  expect(conflicts).toBeGreaterThan(100);
  expect(conflicts).toBeLessThan(2000);
});

test('two states: the later one, or a conflict that shows both', async () => {
  for (const ours of STATES)
    for (const theirs of STATES) {
      const base = BASE.replace('status: open', 'status: cancelled');
      const { text, clean } = await merge(base, set(base, 'status', ours), set(base, 'status', theirs));
      const [there, back] = await Promise.all([
        stepsUnder(DEFAULT_POLICY)(ours, theirs),
        stepsUnder(DEFAULT_POLICY)(theirs, ours),
      ]);
      const lines = text.match(/^status: .*$/gm);
      if (ours === theirs) expect(lines).toEqual([`status: ${ours}`]);
      else if (there === back) expect([clean, lines]).toEqual([false, [`status: ${ours}`, `status: ${theirs}`]]);
      else expect([clean, lines]).toEqual([true, [`status: ${there ? theirs : ours}`]]);
    }
});

test.each([
  [
    'an item each',
    '  - a # why\n  - b\n',
    '  - a # why\n  - b\n  - c\n',
    '  - d\n  - a # why\n  - b\n',
    'labels:\n  - a # why\n  - b\n  - c\n  - d\n',
  ],
  ['one takes out, one adds', '  - a\n  - b\n', '  - b\n', '  - a\n  - b\n  - c\n', 'labels:\n  - b\n  - c\n'],
  ['both take out, and none is left', '  - a\n  - b\n', '  - a\n', '  - b\n', 'labels: []\n'],
  [
    'a comment on one item, and another item',
    '  - a\n',
    '  - a # why\n',
    '  - a\n  - c\n',
    'labels:\n  - a # why\n  - c\n',
  ],
  ['takes out what the other explains', '  - a\n  - b\n', '  - b\n  - c\n', '  - a # why\n  - b\n', null],
  ['two comments on one item', '  - a\n', '  - a # why\n', '  - a # how\n', null],
])('sets with an item a line: %s', async (_name, base, ours, theirs, expected) => {
  const [old, mine, other] = [base, ours, theirs].map((items) => BASE.replace('labels: [old]\n', `labels:\n${items}`));
  const { text, clean } = await merge(old ?? '', mine ?? '', other ?? '');
  expect(clean, text).toBe(expected !== null);
  for (const line of expected === null ? [...ours.split('\n'), ...theirs.split('\n')] : [expected])
    expect(text).toContain(line);
});

test('the order of keys that one side changed stays, with the edits of the other', async () => {
  const moved = BASE.replace('priority: medium\n\n', '').replace('id: CRQ-7\n', 'id: CRQ-7\npriority: medium\n');
  const { text, clean } = await merge(BASE, moved, set(set(BASE, 'priority', 'high'), 'risk', 'low'));
  expect([clean, meaning(text)?.get('priority'), meaning(text)?.get('risk')]).toEqual([true, 'high', 'low']);
  expect([...(meaning(text)?.keys() ?? [])].slice(0, 3)).toEqual(['id', 'priority', 'title']);
  const both = await merge(
    BASE,
    moved,
    BASE.replace('type: feature\n\n', '').replace('id: CRQ-7\n', 'id: CRQ-7\ntype: feature\n'),
  );
  expect(both.clean).toBe(false);
});
