/**
 * A lock file between processes of one machine. Invariants: it is held by exactly one process, and it is broken
 * only when its owner is certainly dead.
 */
import { basename, dirname, join } from 'node:path';
import { errorKind } from '../domain/error.ts';
import { fail, ok, type Result } from '../domain/result.ts';
import type { Ports, ProcessId } from './ports.ts';

export const LOCK_HELD = errorKind('LOCK_HELD', 5, 'Another gitcrq process is working here and holds the lock.');

export interface Lock {
  release(): void;
}

function owner(text: string): ProcessId | null {
  try {
    const value: unknown = JSON.parse(text);
    if (typeof value !== 'object' || value === null) return null;
    const { pid, start, boot, host } = value as Record<string, unknown>;
    if (typeof pid !== 'number' || typeof start !== 'string' || typeof boot !== 'string' || typeof host !== 'string')
      return null;
    return { pid, start, boot, host };
  } catch {
    return null;
  }
}

/** Is there a lock whose owner is certainly gone, or that names none? */
export function isAbandonedLock(ports: Ports, path: string): boolean {
  const text = ports.files.readText(path);
  if (text === null) return false;
  const holder = owner(text);
  return holder === null || !ports.processes.alive(holder);
}

/** Takes the lock at `path`, waiting up to `wait_ms` for a living owner. */
export async function lock(ports: Ports, path: string, wait_ms: number): Promise<Result<Lock>> {
  const self = JSON.stringify(ports.processes.self());
  const until = ports.clock.monotonic_ms() + wait_ms;
  for (;;) {
    if (ports.files.create(path, self)) {
      sweep(ports, path);
      return ok({ release: () => ports.files.remove(path) });
    }
    const text = ports.files.readText(path);
    if (text === null) continue;
    const holder = owner(text);
    if (holder === null || !ports.processes.alive(holder)) {
      breakDead(ports, path, text);
      continue;
    }
    if (ports.clock.monotonic_ms() >= until) {
      return fail(LOCK_HELD, `${path} is held by process ${holder.pid} on ${holder.host}`, ['gitcrq status']);
    }
    await ports.clock.sleep(5 + ports.random.int(20));
  }
}

/** Half-written, or half-read: who makes such a file is done with it long before. */
const OLD_MS = 60_000;

/** Removes what processes left that died while they tried to take this lock (`change.lock.PID.0.tmp`). */
function sweep(ports: Ports, path: string): void {
  const now_ms = ports.clock.now().getTime();
  for (const name of ports.files.list(dirname(path))) {
    if (!name.startsWith(`${basename(path)}.`) || !name.endsWith('.tmp')) continue;
    const left = join(dirname(path), name);
    const holder = owner(ports.files.readText(left) ?? '');
    const dead =
      holder === null ? now_ms - (ports.files.stat(left)?.mtime_ms ?? now_ms) > OLD_MS : !ports.processes.alive(holder);
    if (dead) ports.files.remove(left);
  }
}

/**
 * Removes a dead owner's lock. Only who holds the lock's own `.break` file may, and it looks again first, so of two
 * breakers the later one finds the new owner's lock and leaves it. A breaker that died in between is dead as well.
 */
function breakDead(ports: Ports, path: string, dead: string): void {
  const breaking = `${path}.break`;
  if (!ports.files.create(breaking, JSON.stringify(ports.processes.self()))) {
    const breaker = owner(ports.files.readText(breaking) ?? '');
    if (breaker === null || !ports.processes.alive(breaker)) ports.files.remove(breaking);
    return;
  }
  if (ports.files.readText(path) === dead) {
    ports.files.remove(path);
    const holder = owner(dead);
    if (holder !== null) ports.out.note(`${path} was left by process ${holder.pid}, which is gone`);
  }
  ports.files.remove(breaking);
}
