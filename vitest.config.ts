/**
 * Quick tests run on every `npm test`; the full ones, which kill processes or need heavy tools, on `npm run test:full`.
 * Each run leaves a report under node_modules/.cache, named after the npm script, which .ci/run adds up.
 */
import { defineConfig } from 'vitest/config';
import Conformance from './test/conformance/reporter.ts';

const HEAVY = ['test/full/**/*.test.ts', 'test/fault/**/*.test.ts'];
const shared = { globalSetup: 'test/run-folder.ts', testTimeout: 60_000, hookTimeout: 60_000, pool: 'forks' as const };
const run = (process.env['npm_lifecycle_event'] ?? 'vitest').replaceAll(':', '-');

export default defineConfig({
  test: {
    // Most tests wait for git processes, so a few more workers than processors keep both busy.
    maxWorkers: 3,
    reporters: [
      ['default', { summary: false }],
      new Conformance(),
      ['json', { outputFile: `node_modules/.cache/gitcrq-tests/${run}.json` }],
    ],
    projects: [
      { test: { ...shared, name: 'quick', include: ['test/**/*.test.ts'], exclude: HEAVY } },
      { test: { ...shared, name: 'full', include: HEAVY } },
    ],
  },
});
