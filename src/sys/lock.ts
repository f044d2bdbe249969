/**
 * A lock file between processes of one machine. Invariants: it is held by exactly one process; it is broken only when
 * its owner is certainly dead, and breaking goes through a rename so that two breakers cannot both win.
 */
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

/** Takes the lock at `path`, waiting up to `wait_ms` for a living owner. */
export async function lock(ports: Ports, path: string, wait_ms: number): Promise<Result<Lock>> {
  const self = JSON.stringify(ports.processes.self());
  const until = ports.clock.monotonic_ms() + wait_ms;
  for (;;) {
    if (ports.files.create(path, self)) return ok({ release: () => ports.files.remove(path) });
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

/** Moves a dead owner's lock aside; the bytes are compared after the move, and put back if a living one came between. */
function breakDead(ports: Ports, path: string, dead: string): void {
  const aside = `${path}.dead.${ports.processes.self().pid}.${ports.random.int(1 << 30)}`;
  try {
    ports.files.rename(path, aside);
  } catch {
    return;
  }
  const moved = ports.files.readText(aside);
  if (moved !== null && moved !== dead) ports.files.create(path, moved);
  ports.files.remove(aside);
}
