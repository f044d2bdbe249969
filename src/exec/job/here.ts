/** A run in place: the terminal, or whatever input and output this process has, is the child's meanwhile. */
import { spawn } from 'node:child_process';
import type { Env } from './child-env.ts';
import { jobFile } from './job-dir.ts';

export interface Here {
  readonly dir: string;
  readonly cwd: string;
  readonly env: Env;
  /** `quiet`: its output goes to standard error, since ours is for one JSON document. `none`: nobody sees it. */
  readonly output: 'ours' | 'quiet' | 'none';
}

/** Resolves when the wrapper is gone; what it wrote says how the run ended. Rejects if no shell can be started. */
export function runHere({ dir, cwd, env, output }: Here): Promise<void> {
  const ours = output === 'ours' ? 'inherit' : 2;
  const child = spawn('/bin/sh', [jobFile(dir, 'script')], {
    cwd,
    env: { ...env },
    detached: output === 'none',
    stdio: output === 'none' ? 'ignore' : ['inherit', ours, 'inherit'],
  });
  if (output === 'none') child.unref();
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once(output === 'none' ? 'spawn' : 'exit', () => resolve());
  });
}
