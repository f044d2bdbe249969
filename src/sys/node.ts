/** The Node implementations of clock, randomness and process identity. */
import { randomBytes, randomInt } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { hostname, uptime } from 'node:os';
import type { Clock, Processes, ProcessId, Random } from './ports.ts';

export const nodeClock: Clock = {
  now: () => new Date(),
  monotonic_ms: () => performance.now(),
  boot_ms: () => uptime() * 1000,
  sleep: (ms) => new Promise((resolve) => setTimeout(resolve, ms)),
};

export const nodeRandom: Random = {
  bytes: (count) => randomBytes(count),
  int: (below) => randomInt(below),
};

function readOrEmpty(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return '';
  }
}

/** Field 22 of /proc/<pid>/stat (proc(5)): start time in clock ticks after boot. The name in field 2 may hold spaces. */
function startTime(pid: number): string {
  const line = readOrEmpty(`/proc/${pid}/stat`);
  return line.slice(line.lastIndexOf(')') + 2).split(' ')[19] ?? '';
}

/** A pid that is gone raises ESRCH; EPERM means it lives and belongs to somebody else. */
function signalReaches(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return !(error instanceof Error && 'code' in error && error.code === 'ESRCH');
  }
}

const bootId = (): string => readOrEmpty('/proc/sys/kernel/random/boot_id').trim();

export const nodeProcesses: Processes = {
  self: (): ProcessId => ({ pid: process.pid, start: startTime(process.pid), boot: bootId(), host: hostname() }),
  alive(id) {
    if (id.host !== hostname()) return true;
    if (id.boot !== bootId()) return false;
    return signalReaches(id.pid) && startTime(id.pid) === id.start;
  },
};
