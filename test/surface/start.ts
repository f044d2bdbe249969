/** Starts the fixture program as a process of its own. */
import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';

const script = (name: string): string => fileURLToPath(new URL(`../fixtures/program/${name}.ts`, import.meta.url));

export interface Ended {
  readonly code: number | null;
  readonly out: string;
  readonly err: string;
}

/** Nothing of the machine's own colour settings reaches the program. */
export const bareEnv = (more: Record<string, string> = {}): Record<string, string> => ({
  PATH: process.env['PATH'] ?? '',
  HOME: '/nonexistent',
  ...more,
});

export function start(argv: readonly string[], env: Record<string, string> = {}, entry: 'bin' | 'full' = 'bin'): Ended {
  const ended = spawnSync(process.execPath, [script(entry), ...argv], {
    encoding: 'utf8',
    env: bareEnv(env),
    input: '',
  });
  return { code: ended.status, out: ended.stdout, err: ended.stderr };
}

/** The one JSON document on standard output; fails the test if there is anything else. */
export const document = (ended: Ended): unknown => JSON.parse(ended.out);
export { script };
