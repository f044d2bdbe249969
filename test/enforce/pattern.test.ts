/** The team's form of a branch name, from the policy to the gate. */
import { expect, test } from 'vitest';
import { change, check, scene } from './scene.ts';

test('a branch of another form is named with the one that it should have', async () => {
  const fx = scene({ policy: 'version: 1\nbranches:\n  pattern: work/<ID>-<slug>\n' });
  change(fx, 'a', '1', 'Add a\n\nCRQ: CRQ-2');
  const { findings } = await check(fx);
  expect(findings).toMatchObject([{ rule: 'branch/name', next: expect.stringContaining('work/CRQ-2-work') }]);
  fx.git(['branch', '--move', 'work/CRQ-2-work']);
  expect((await check(fx)).findings).toEqual([]);
});
