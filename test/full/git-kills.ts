/**
 * Kill -9 at any single git that a command starts, then the same command again: one effect. So every gap between two
 * effects on the repository is hit, whether or not the plan has a name for it.
 */
import { afterAll, describe, expect, test } from 'vitest';
import { atGit, everyPoint, scene, undisturbed } from '../fault/ground.ts';
import { FURTHER, SCENARIOS } from '../fault/scenarios.ts';

/** Of the further commands, those that move more than one thing by git. */
const ALSO = ['branch rename', 'link add'];
const KILLED = [...SCENARIOS, ...FURTHER.filter(({ name }) => ALSO.includes(name))];

/** Right after a git comes, but for the journal, what comes before the next one: two commands are enough for that. */
const AFTER = ['start', 'close'];

/** A command starts dozens of gits: a run kills it at each sixth of them, another one than the run before. */
const SHARE = 6;

export function killAtEveryGit(remote: boolean): void {
  const covered: string[] = [];
  afterAll(() =>
    console.log(`gits at which it was killed, ${remote ? 'with a remote' : 'alone'}\n${covered.join('\n')}`),
  );

  describe.for(['before', 'after'] as const)('%s each git', (when) => {
    test.for(KILLED.filter(({ name }) => when === 'before' || AFTER.includes(name)))('$name', (scenario) => {
      const of = scene(scenario, remote);
      const points = everyPoint(of, undisturbed(of), (n) => atGit(n, when), SHARE);
      covered.push(`${String(points).padStart(4)}  ${scenario.name}, ${when}`);
      expect(points).toBeGreaterThan(8);
    });
  });
}
