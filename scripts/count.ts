/**
 * Adds up the reports that vitest left in a folder and prints `N passed, N failed, N skipped`. Fails when a test
 * failed or when nothing was run: an empty run proves nothing.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

const [folder = ''] = process.argv.slice(2);

interface Count {
  readonly passed: number;
  readonly failed: number;
  readonly skipped: number;
}

const isRecord = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null;

/** A test file that could not even be loaded has no failed test, but has failed. */
function countOf(file: string): Count {
  const report: unknown = JSON.parse(readFileSync(join(folder, file), 'utf8'));
  if (!isRecord(report) || !Array.isArray(report.testResults)) throw new Error(`${file} is no report of vitest`);
  const suites = report.testResults.filter(isRecord);
  const unloaded = suites.filter(
    ({ status, assertionResults }) => status === 'failed' && !hasFailure(assertionResults),
  );
  const number = (key: string): number => Number(report[key] ?? 0);
  return {
    passed: number('numPassedTests'),
    failed: number('numFailedTests') + unloaded.length,
    skipped: number('numPendingTests') + number('numTodoTests'),
  };
}

const hasFailure = (results: unknown): boolean =>
  Array.isArray(results) && results.some((result) => isRecord(result) && result.status === 'failed');

const counts = readdirSync(folder)
  .filter((file) => file.endsWith('.json'))
  .map(countOf);
const sum = (key: keyof Count): number => counts.reduce((total, count) => total + count[key], 0);

console.log(`${sum('passed')} passed, ${sum('failed')} failed, ${sum('skipped')} skipped`);
process.exitCode = sum('failed') > 0 || sum('passed') === 0 ? 1 : 0;
