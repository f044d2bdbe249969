/** Kill -9 at every named point of two commands; all commands, and every git they start: test/fault and test/full. */
import { expect, test } from 'vitest';
import { atPoint, everyPoint, scene, undisturbed, undoIsRight } from '../fault/ground.ts';
import { SCENARIOS } from '../fault/scenarios.ts';

test.for([
  ['crq new', true],
  ['close', false],
] as const)('%s, with a remote: %s', { timeout: 120_000 }, ([name, remote]) => {
  const scenario = SCENARIOS.find((one) => one.name === name);
  if (scenario === undefined) throw new Error(`no scenario ${name}`);
  const of = scene(scenario, remote);
  const good = undisturbed(of);
  undoIsRight(of, good);
  expect(everyPoint(of, good, atPoint)).toBeGreaterThanOrEqual(9);
});
