/** Kill -9 at every named point of the commands that change something, then the same command again: one effect. */
import { afterAll, describe, expect, test } from 'vitest';
import { atPoint, everyPoint, scene, undisturbed, undoIsRight } from './ground.ts';
import { FURTHER, SCENARIOS } from './scenarios.ts';

const covered: string[] = [];
afterAll(() => console.log(`points at which it was killed\n${covered.join('\n')}`));

describe.for(['with a remote', 'alone'])('%s', (where) => {
  test.for([...SCENARIOS, ...FURTHER])('$name', { timeout: 300_000 }, (scenario) => {
    const of = scene(scenario, where === 'with a remote');
    const good = undisturbed(of);
    undoIsRight(of, good);
    // The further commands have the same machinery, each with steps of its own.
    const points = everyPoint(of, good, atPoint, SCENARIOS.includes(scenario) ? 1 : 2);
    covered.push(`${String(points).padStart(4)}  ${scenario.name}, ${where}`);
    // Begun, before and after each step, done, printed: no command has fewer than one step.
    expect(points).toBeGreaterThanOrEqual(5);
  });
});
