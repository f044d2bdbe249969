/** The ways to a remote: a path, git-http-backend(1), git-daemon(1). */
import { spawn } from 'node:child_process';
import { createServer } from 'node:net';
import { onTestFinished } from 'vitest';
import type { Fixture } from '../fixture.ts';
import { serve } from './http.ts';

const freePort = (): Promise<number> =>
  new Promise((resolve, reject) => {
    const server = createServer().listen(0, '127.0.0.1', () => {
      const address = server.address();
      server.close(() =>
        address === null || typeof address === 'string' ? reject(new Error('no port')) : resolve(address.port),
      );
    });
  });

/** `git daemon` over the folder of the fixture. */
async function daemon({ root, env }: Fixture): Promise<string> {
  const port = await freePort();
  const words = ['--reuseaddr', '--export-all', '--enable=receive-pack', '--max-connections=0', '--init-timeout=60'];
  const where = ['--listen=127.0.0.1', `--port=${port}`, `--base-path=${root}`, root];
  const child = spawn('git', ['daemon', ...words, ...where], { env: { ...env }, stdio: 'ignore', detached: true });
  onTestFinished(() => {
    if (child.pid !== undefined) process.kill(-child.pid, 'SIGKILL');
  });
  return `git://127.0.0.1:${port}/remote.git`;
}

async function http({ root, remote, env, git }: Fixture): Promise<string> {
  git(['config', 'http.receivepack', 'true'], remote);
  return `${await serve(root, env)}/remote.git`;
}

/** Each answers the address of the fixture's remote, which is served until the test ends. */
export const TRANSPORTS: readonly (readonly [string, (at: Fixture) => Promise<string>])[] = [
  ['a file', ({ remote }) => Promise.resolve(remote)],
  ['http-backend', http],
  ['git daemon', daemon],
];
