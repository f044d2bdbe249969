/** Starts the process beside a run that renews its leases: in a session of its own, so that it outlives whoever asked for it. */
import { spawn } from 'node:child_process';
import type { Env } from './child-env.ts';

/** Resolves once it runs. Rejects if it cannot be started. */
export function startKeeper(bin: string, dir: string, { cwd, env }: { readonly cwd: string; readonly env: Env }) {
  const child = spawn(process.execPath, [bin, 'coord', 'keep', dir], {
    cwd,
    env: { ...env },
    detached: true,
    stdio: 'ignore',
  });
  child.unref();
  return new Promise<void>((resolve, reject) => {
    child.once('error', reject);
    child.once('spawn', () => resolve());
  });
}
