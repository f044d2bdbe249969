/** `merge --watch` as a process: it lands what is pushed, notices what was merged, outlives a remote that is away, and stops. */
import { spawn } from 'node:child_process';
import { renameSync } from 'node:fs';
import { expect, onTestFinished, test } from 'vitest';
import { SCHEMAS } from '../../src/surface/schemas.ts';
import { BIN } from '../cli/run.ts';
import { type Fixture, fixture } from '../fixture.ts';
import { landings, work } from '../merge/ground.ts';

interface Watcher {
  out(): string;
  /** Ends it by a signal; answers its exit code. */
  stop(signal: NodeJS.Signals): Promise<number | null>;
}

function watching(at: Fixture, interval: string, cwd = at.clone, more: readonly string[] = []): Watcher {
  const child = spawn(process.execPath, [BIN, 'merge', '--watch', '--interval', interval, ...more], {
    cwd,
    env: at.env,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let said = '';
  for (const stream of [child.stdout, child.stderr])
    stream.setEncoding('utf8').on('data', (text: string) => (said += text));
  const ended = new Promise<number | null>((resolve) => child.once('close', (code) => resolve(code)));
  onTestFinished(() => void child.kill('SIGKILL'));
  return {
    out: () => said,
    stop(signal) {
      child.kill(signal);
      return ended;
    },
  };
}

const until = (condition: () => boolean, what: () => string) => expect.poll(condition, { message: what() }).toBe(true);

test('it lands what is pushed, by the hint and long before the interval, and ends at SIGTERM', async () => {
  const at = fixture();
  const watcher = watching(at, '1h', at.another('other'), ['--json']);
  work(at, { id: 'CRQ-2' });
  await until(() => landings(at).length === 1, watcher.out);
  const code = await watcher.stop('SIGTERM');
  const { exit, data } = JSON.parse(watcher.out()); // one document and nothing else
  expect([code, exit]).toEqual([143, 143]);
  expect(SCHEMAS['merge --watch']?.parse(data)).toEqual(data);
});

test('it goes on when the remote is there again, notices what was merged meanwhile, and ends at SIGINT', async () => {
  const at = fixture();
  work(at, { id: 'CRQ-2', status: 'open' });
  renameSync(at.remote, `${at.remote}.away`);
  const watcher = watching(at, '1s');
  await until(() => watcher.out().includes('trying again'), watcher.out);
  renameSync(`${at.remote}.away`, at.remote);
  at.git(['merge', '--quiet', '--no-ff', '-m', 'Merge it\n\nCRQ: CRQ-2', 'feature/CRQ-2-work']);
  at.git(['push', '--quiet', '--no-verify', 'origin', 'main']);
  await until(() => watcher.out().includes('CRQ-2 closed: feature/CRQ-2-work was merged'), watcher.out);
  expect(watcher.out().match(/trying again/g)).toHaveLength(1);
  expect(await watcher.stop('SIGINT')).toBe(130);
});
