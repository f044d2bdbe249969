/** Kill -9 at every named point of one command; all commands, and every git they start: test/fault and test/full. */
import { expect, test } from 'vitest';
import { atPoint, everyPoint, scene, undisturbed, undoIsRight } from '../fault/ground.ts';
import { SCENARIOS } from '../fault/scenarios.ts';

test('crq new, with a remote', { timeout: 120_000 }, () => {
  const scenario = SCENARIOS.find(({ name }) => name === 'crq new');
  if (scenario === undefined) throw new Error('no scenario crq new');
  const of = scene(scenario, true);
  const good = undisturbed(of);
  undoIsRight(of, good);
  expect(everyPoint(of, good, atPoint)).toBeGreaterThanOrEqual(9);
});
