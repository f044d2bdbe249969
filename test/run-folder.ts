/**
 * One folder for everything a run of tests leaves behind: vitest ends its workers without letting them clean up, so the
 * run as a whole does. (vitest globalSetup; TMPDIR is what os.tmpdir() and git look at.) It lies in memory where the
 * machine has room there: git syncs every object to the disk, and a test makes some hundred files that nobody keeps.
 */
import { spawnSync } from 'node:child_process';
import { chmodSync, mkdtempSync, rmSync, statfsSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const MEMORY = '/dev/shm';
const ROOM = 2 ** 31;

/** A new folder in `place`, or null where there is no room, or where programs cannot be run. */
function folderIn(place: string, room: number): string | null {
  let folder: string | null = null;
  try {
    const { bavail, bsize } = statfsSync(place);
    if (bavail * bsize < room) return null;
    folder = mkdtempSync(join(place, 'gitcrq-tests-'));
    const program = join(folder, 'program');
    writeFileSync(program, '#!/bin/sh\nexit 7\n', { mode: 0o755 });
    if (spawnSync(program).status === 7) return folder;
  } catch {
    // There is no such place here, or it is not for us.
  }
  if (folder !== null) rmSync(folder, { recursive: true, force: true });
  return null;
}

export default function setup(): () => void {
  const before = process.env['TMPDIR'];
  const folder = (before === undefined ? folderIn(MEMORY, ROOM) : null) ?? mkdtempSync(join(tmpdir(), 'gitcrq-tests-'));
  // A test may run as another user, who has to get through.
  chmodSync(folder, 0o755);
  process.env['TMPDIR'] = folder;
  return () => {
    if (before === undefined) delete process.env['TMPDIR'];
    else process.env['TMPDIR'] = before;
    rmSync(folder, { recursive: true, force: true, maxRetries: 3 });
  };
}
