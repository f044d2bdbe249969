/** Merges three versions of one file by lines (git-merge-file(1)), without touching any of them. */
import { join } from 'node:path';
import type { Sides } from '../domain/merge.ts';
import { ok, type Result } from '../domain/result.ts';
import type { Ports } from '../sys/ports.ts';
import { inScratch } from '../sys/scratch.ts';
import { gitFailed, runGit } from './run.ts';

export interface MergedLines {
  readonly bytes: Uint8Array;
  readonly clean: boolean;
}

/** merge-file exits with the number of conflicts, at most 127. */
const MOST_CONFLICTS = 127;

export const mergeFile = (ports: Ports, sides: Sides<Uint8Array>, markerSize: number): Promise<Result<MergedLines>> =>
  inScratch(ports, async (directory) => {
    const names = ['ours', 'base', 'theirs'] as const;
    for (const name of names) ports.files.createUnsynced(join(directory, name), sides[name], 0o600);
    const labels = names.flatMap((name) => ['-L', name]);
    const run = await runGit(ports, directory, [
      'merge-file',
      '-p',
      `--marker-size=${markerSize}`,
      ...labels,
      ...names,
    ]);
    if (!run.ok) return run;
    const { code, stdout, stderr } = run.value;
    if (code <= MOST_CONFLICTS) return ok({ bytes: stdout, clean: code === 0 });
    return stderr.includes('Cannot merge binary files')
      ? ok({ bytes: sides.ours, clean: false })
      : gitFailed('merging', run.value);
  });
