/** Waiting that ends early, and a hint that files below some folders changed: a system may miss changes, or not watch at all. */
import { watch } from 'node:fs';
import { setTimeout as timeout } from 'node:timers/promises';

/** Answers how to stop. A folder that cannot be watched is passed over. */
export function watchFolders(folders: readonly string[], changed: () => void): () => void {
  const watchers = folders.flatMap((folder) => {
    try {
      const watcher = watch(folder, { recursive: true, persistent: false }, changed);
      watcher.on('error', () => {});
      return [watcher];
    } catch {
      return [];
    }
  });
  return () => watchers.forEach((watcher) => void watcher.close());
}

/** Waits, but no longer than until one of the signals. */
export const rest = (ms: number, signals: readonly AbortSignal[]): Promise<void> =>
  timeout(ms, undefined, { signal: AbortSignal.any([...signals]) }).then(
    () => undefined,
    () => undefined,
  );
