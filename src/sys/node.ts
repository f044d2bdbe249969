/** The Node implementations of clock, randomness and process identity. */
import { randomBytes, randomInt } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { hostname, uptime } from 'node:os';
import type { Clock, Processes, ProcessId, Random } from './ports.ts';

export const nodeClock: Clock = {
  now: () => new Date(),
  monotonic_ms: () => performance.now(),
  boot_ms: () => uptime() * 1000,
  sleep: (ms, idle = false) =>
    new Promise((resolve) => {
      const timer = setTimeout(resolve, ms);
      if (idle) timer.unref();
    }),
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

/** /proc/<pid>/stat (proc(5)) from its third field on: the name in the second may hold spaces. */
function statFields(pid: number): readonly string[] {
  const line = readOrEmpty(`/proc/${pid}/stat`);
  return line.slice(line.lastIndexOf(')') + 2).split(' ');
}

/** Field 22: start time in clock ticks after boot. */
function startTime(pid: number): string {
  return statFields(pid)[19] ?? '';
}

const parentOf = (pid: number): number => Number(statFields(pid)[1] ?? 0);

const MOST_CALLERS = 8;

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
  callers() {
    const found: string[][] = [];
    for (let pid = process.ppid; pid > 1 && found.length < MOST_CALLERS; pid = parentOf(pid))
      found.push(readOrEmpty(`/proc/${pid}/cmdline`).split('\0').slice(0, -1));
    return found;
  },
};
