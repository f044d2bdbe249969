/**
 * Quick tests run on every `npm test`; the full ones, which kill processes or need heavy tools, on `npm run test:full`.
 * Each run leaves a report under node_modules/.cache, named after the npm script, which .ci/run adds up.
 */
import { defineConfig } from 'vitest/config';
import Conformance from './test/conformance/reporter.ts';
import LongestFirst from './test/longest-first.ts';

const HEAVY = ['test/full/**/*.test.ts', 'test/fault/**/*.test.ts'];
const shared = { globalSetup: 'test/run-folder.ts', pool: 'forks' as const };
// A limit is there to end what hangs, on a slow and busy machine, too: no test measures time by it.
const limit = (ms: number) => ({ testTimeout: ms, hookTimeout: ms });
const run = (process.env['npm_lifecycle_event'] ?? 'vitest').replaceAll(':', '-');

export default defineConfig({
  test: {
    // Most tests wait for git processes, so a few more workers than processors keep both busy.
    maxWorkers: 3,
    expect: { poll: { timeout: 30_000 } },
    sequence: { sequencer: LongestFirst },
    reporters: [
      ['default', { summary: false }],
      new Conformance(),
      ['json', { outputFile: `node_modules/.cache/gitcrq-tests/${run}.json` }],
    ],
    projects: [
      { test: { ...shared, ...limit(60_000), name: 'quick', include: ['test/**/*.test.ts'], exclude: HEAVY } },
      { test: { ...shared, ...limit(600_000), name: 'full', include: HEAVY } },
    ],
  },
});
