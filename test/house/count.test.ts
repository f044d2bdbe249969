/** The count that ends .ci/run must not be green for nothing. */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { ROOT } from './sources.ts';

const report = (numPassedTests: number, numFailedTests: number, numPendingTests = 0, testResults: unknown[] = []) =>
  JSON.stringify({ numPassedTests, numFailedTests, numPendingTests, numTodoTests: 0, testResults });

function count(...reports: readonly string[]) {
  const folder = mkdtempSync(join(tmpdir(), 'gitcrq-count-'));
  try {
    for (const [index, text] of reports.entries()) writeFileSync(join(folder, `${index}.json`), text);
    const { status, stdout } = spawnSync(process.execPath, [join(ROOT, 'scripts/count.ts'), folder], {
      encoding: 'utf8',
    });
    return { status, stdout };
  } finally {
    rmSync(folder, { recursive: true });
  }
}

test.each([
  ['adds up', [report(3, 0, 1), report(2, 0)], 0, '5 passed, 0 failed, 1 skipped\n'],
  ['fails with a failed test', [report(3, 1)], 1, '3 passed, 1 failed, 0 skipped\n'],
  ['fails when nothing ran', [report(0, 0, 4)], 1, '0 passed, 0 failed, 4 skipped\n'],
  ['fails without a report', [], 1, '0 passed, 0 failed, 0 skipped\n'],
  [
    'counts a file that could not be loaded',
    [report(3, 0, 0, [{ status: 'failed', assertionResults: [] }])],
    1,
    '3 passed, 1 failed, 0 skipped\n',
  ],
])('%s', (_name, reports, status, stdout) => expect(count(...reports)).toEqual({ status, stdout }));
