/** Runs every benchmark beside its baseline; fails when one is over its limit. Run by `npm run bench`. */
import { startUp } from './start-up.ts';

const BENCHMARKS: readonly (readonly [string, () => boolean])[] = [['start-up', startUp]];

for (const [name, run] of BENCHMARKS) {
  console.log(`\n${name}`);
  if (!run()) process.exitCode = 1;
}
