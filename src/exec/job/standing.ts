/**
 * How a run stands, by its files alone and by whether its process lives. The status is what the wrapper wrote; without one,
 * and without the process, the run is lost, however it looked on the screen.
 */
import { constants } from 'node:os';
import type { Files, Ports, ProcessId } from '../../sys/ports.ts';
import type { Job, Standing } from './job.ts';
import { jobFile, jobText } from './job-dir.ts';

/** A pane may be slow to start a shell; a wrapper that has not begun by then never will. */
export const START_MS = 15_000;

/** Whether a process of another machine lives cannot be asked; its own time limit ends it. So much are clocks allowed to differ. */
const ELSEWHERE_MS = 600_000;

function signalOf(exit: number): string | null {
  if (exit <= 128) return null;
  const found = Object.entries(constants.signals).find(([, number]) => number === exit - 128);
  return found?.[0] ?? null;
}

/** The wrapper as it wrote itself down: its process id, and its start in the kernel's units. */
export function wrapperOf(files: Files, dir: string, { boot, host }: Job): ProcessId | null {
  const [, pid, start = ''] = /^([1-9][0-9]{0,9}) ?([0-9]*)$/.exec(jobText(files, dir, 'started')?.trim() ?? '') ?? [];
  return pid === undefined ? null : { pid: Number(pid), start, boot, host };
}

function ended(files: Files, dir: string, pid: number | null): Standing | null {
  const text = jobText(files, dir, 'status');
  if (text === null || !/^[0-9]{1,3}\n?$/.test(text)) return null;
  const exit = Number(text);
  const ended_ms = files.stat(jobFile(dir, 'status'))?.mtime_ms ?? null;
  // Whoever wanted to end it may have come too late: then it ended by itself.
  const isLate = (files.stat(jobFile(dir, 'ended'))?.mtime_ms ?? 0) > (ended_ms ?? Infinity);
  const why = isLate ? undefined : jobText(files, dir, 'ended')?.trim();
  const state = why === 'timeout' || why === 'stopped' ? why : 'done';
  return { state, exit, signal: signalOf(exit), ended_ms, pid };
}

export function standingOf({ files, processes, clock }: Ports, dir: string, job: Job): Standing {
  const wrapper = wrapperOf(files, dir, job);
  const pid = wrapper?.pid ?? null;
  const now = ended(files, dir, pid);
  if (now !== null) return now;
  const going: Standing = { state: 'started', exit: null, signal: null, ended_ms: null, pid };
  const isHere = processes.self().host === job.host;
  const isOutOfTime = job.timeout_s !== null && clock.now().getTime() - job.at_ms > job.timeout_s * 1000 + ELSEWHERE_MS;
  const isYoung = clock.now().getTime() - job.at_ms < START_MS && processes.self().boot === job.boot;
  if (wrapper === null ? isYoung : processes.alive(wrapper) && (isHere || !isOutOfTime)) return going;
  // It may have ended between the two looks.
  return ended(files, dir, pid) ?? { ...going, state: 'lost' };
}
