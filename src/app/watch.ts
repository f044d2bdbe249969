/** `merge --watch`: the loop, in the clone around the current directory. Each pass opens the clone anew. */
import { isAbsolute, join, resolve } from 'node:path';
import { HEADS } from '../domain/branch-name.ts';
import { GitcrqError } from '../domain/error.ts';
import { type Result, unwrap } from '../domain/result.ts';
import { listRefs } from '../git/refs.ts';
import { advertisedRefs } from '../git/remote.ts';
import type { Repo } from '../git/repo.ts';
import { timedRequirements } from '../merge/judge.ts';
import type { Pass } from '../merge/land.ts';
import { type Watched, watchQueue } from '../merge/watch.ts';
import type { Basis } from '../store/basis.ts';
import { rest, watchFolders } from '../sys/watch.ts';
import { inAdopted } from './clone.ts';
import { onePass, type PassWords } from './pass.ts';
import type { Wired } from './wire.ts';

/** Refs that a landing may depend on: branches, what the queue was told, and reviews. */
const WATCHED = [HEADS, 'refs/gitcrq/queue/', 'refs/notes/gitcrq/'];

/** A text that changes exactly if one of them does. */
export async function refsNow(repo: Repo, { remote }: Basis): Promise<Result<string>> {
  const refs =
    remote === null
      ? await listRefs(repo, WATCHED)
      : await advertisedRefs(
          repo,
          remote,
          WATCHED.map((prefix) => `${prefix}*`),
        );
  return refs.ok ? { ok: true, value: [...refs.value].map((row) => row.join(' ')).join('\n') } : refs;
}

/** Where refs of this clone, and of a remote that is a folder, change. */
async function foldersOf(repo: Repo, { remote }: Basis): Promise<readonly string[]> {
  const here = join(repo.commonDir, 'refs');
  if (remote === null) return [here];
  const url = await repo.output('asking for a remote', ['remote', 'get-url', remote]);
  const path = url.ok ? url.value.trim().replace(/^file:\/\//, '') : '';
  const there = isAbsolute(path) ? path : resolve(repo.commonDir, '..', path);
  const folders = [join(there, 'refs'), join(there, '.git', 'refs')];
  return folders.filter((folder) => repo.ports.files.stat(folder)?.kind === 'directory');
}

/** Throws as inAdopted does, as a value. */
export async function tried<T>(use: () => Promise<T>): Promise<Result<T>> {
  try {
    return { ok: true, value: await use() };
  } catch (error) {
    if (error instanceof GitcrqError) return { ok: false, error };
    throw error;
  }
}

export interface WatchWords extends Omit<PassWords, 'ids' | 'dryRun'> {
  readonly interval_s: number;
  /** Ends the watch. */
  readonly signal: AbortSignal;
  tell(pass: Pass): Promise<void>;
}

export async function watch(ports: Wired, { interval_s, signal, tell, ...words }: WatchWords): Promise<Watched> {
  const folders = await inAdopted(ports, async ({ repo, basis }) => ({
    ok: true,
    value: await foldersOf(repo, basis),
  }));
  let hint = new AbortController();
  const stop = watchFolders(folders, () => hint.abort());
  try {
    return unwrap(
      await watchQueue({
        interval_ms: interval_s * 1000,
        look: () => tried(() => inAdopted(ports, ({ repo, basis }) => refsNow(repo, basis))),
        pass: (ids) => tried(() => onePass(ports, { ...words, ids, dryRun: false })),
        timed: () =>
          inAdopted(ports, ({ basis }) => Promise.resolve({ ok: true, value: timedRequirements(basis.policy) })),
        tell,
        note: (text) => ports.out.note(text),
        async wait(ms) {
          await rest(ms, [signal, hint.signal]);
          // Several refs move within one push.
          if (hint.signal.aborted && !signal.aborted) await rest(100, [signal]);
          hint = new AbortController();
        },
        stopped: () => signal.aborted,
        now_ms: () => ports.clock.monotonic_ms(),
      }),
    );
  } finally {
    stop();
  }
}
