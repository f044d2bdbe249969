/** Kill -9 at every named point of the commands that change something, then the same command again: one effect. */
import { afterAll, expect, test } from 'vitest';
import { atPoint, everyPoint, scene, undisturbed, undoIsRight } from './ground.ts';
import { FURTHER, SCENARIOS } from './scenarios.ts';

/** The further commands have the same machinery, each with steps of its own: a run kills them at each fourth point. */
const SHARE = 4;

export function killAtEveryPoint(remote: boolean): void {
  const covered: string[] = [];
  afterAll(() =>
    console.log(`points at which it was killed, ${remote ? 'with a remote' : 'alone'}\n${covered.join('\n')}`),
  );

  test.for([...SCENARIOS, ...FURTHER])('$name', (scenario) => {
    const of = scene(scenario, remote);
    const good = undisturbed(of);
    undoIsRight(of, good);
    const points = everyPoint(of, good, atPoint, SCENARIOS.includes(scenario) ? 1 : SHARE);
    covered.push(`${String(points).padStart(4)}  ${scenario.name}`);
    // Begun, before and after each step, done, printed: no command has fewer than one step.
    expect(points).toBeGreaterThanOrEqual(5);
  });
}
