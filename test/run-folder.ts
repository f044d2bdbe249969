/**
 * One folder for everything a run of tests leaves in the temporary directory: vitest ends its workers without letting
 * them clean up, so the run as a whole does. (vitest globalSetup; TMPDIR is what os.tmpdir() and git look at.)
 */
import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

export default function setup(): () => void {
  const before = process.env['TMPDIR'];
  const folder = mkdtempSync(join(tmpdir(), 'gitcrq-tests-'));
  // A test may run as another user, who has to get through.
  chmodSync(folder, 0o755);
  process.env['TMPDIR'] = folder;
  return () => {
    if (before === undefined) delete process.env['TMPDIR'];
    else process.env['TMPDIR'] = before;
    rmSync(folder, { recursive: true, force: true, maxRetries: 3 });
  };
}
