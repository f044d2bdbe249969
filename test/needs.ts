/** Tests that need what not every machine has are set aside with the reason; where CI is true they run, and fail. */
import { spawnSync } from 'node:child_process';
import type { TestContext } from 'vitest';

export function needs(context: TestContext, there: boolean, what: string): void {
  if (there || process.env['CI'] === 'true') return;
  console.log(`set aside: ${context.task.file.name} > ${context.task.name} needs ${what}, which is not here`);
  context.skip(`needs ${what}`);
}

export const hasProgram = (name: string): boolean =>
  spawnSync('sh', ['-c', 'command -v "$1"', 'sh', name]).status === 0;
