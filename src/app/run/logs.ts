/** `run logs` and `run play`, and the output of a run for whoever watches: all by the files that its recorder wrote. */
import { fail, ok, type Result } from '../../domain/result.ts';
import { NOT_RECORDED } from '../../exec/errors.ts';
import type { Run } from '../../exec/job/job.ts';
import { jobFile, jobText } from '../../exec/job/job-dir.ts';
import { standingOf } from '../../exec/job/standing.ts';
import { type CastEvent, castEvent } from '../../exec/record/cast.ts';
import type { Ports } from '../../sys/ports.ts';
import { readFrom } from '../../sys/tail.ts';

/** Takes bytes as they come, one piece at a time. */
export type Show = (bytes: Uint8Array) => Promise<void>;

/** Its log, if it has one. Fails: NOT_RECORDED. */
export function recorded({ files }: Ports, { job, dir }: Run, name: 'log' | 'cast'): Result<string> {
  const path = jobFile(dir, name);
  if (job.record && files.stat(path)?.kind === 'file') return ok(path);
  return fail(NOT_RECORDED, `run ${job.run} has no ${name}`, ['gitcrq run --record COMMAND', 'gitcrq run list']);
}

/** Shows what is there from this byte on; answers where it ended. */
async function showFrom(path: string, offset: number, show: Show): Promise<number> {
  for (let at = offset; ; ) {
    const piece = readFrom(path, at);
    if (piece.length === 0) return at;
    await show(piece);
    at += piece.length;
  }
}

const LOOK_MS = 40;

/** Shows the log until the run is over. */
export async function follow(ports: Ports, { job, dir }: Pick<Run, 'job' | 'dir'>, from: number, show: Show) {
  for (let at = from; ; ) {
    // Asked before the look at the log: what came before the end is shown.
    const { state } = standingOf(ports, dir, job);
    at = await showFrom(jobFile(dir, 'log'), at, show);
    if (state !== 'started') return;
    await ports.clock.sleep(LOOK_MS);
  }
}

/** Where the last `lines` lines begin. */
export function lastLines(path: string, size: number, lines: number): number {
  let left = lines;
  const PIECE = 1 << 16;
  for (let end = size; end > 0; end = Math.max(0, end - PIECE)) {
    const start = Math.max(0, end - PIECE);
    const piece = readFrom(path, start).subarray(0, end - start);
    for (let at = piece.length - 1; at >= 0; at--)
      if (piece[at] === 0x0a && start + at !== size - 1 && --left === 0) return start + at + 1;
  }
  return 0;
}

export interface Logged {
  readonly path: string;
  readonly from: number;
  readonly truncated: boolean;
}

export function logOf(ports: Ports, found: Run, tail: number | undefined): Result<Logged> {
  const path = recorded(ports, found, 'log');
  if (!path.ok) return path;
  const size = ports.files.stat(path.value)?.size ?? 0;
  const from = tail === undefined ? 0 : tail === 0 ? size : lastLines(path.value, size, tail);
  const truncated = /"truncated": true/.test(jobText(ports.files, found.dir, 'summary.json') ?? '');
  return ok({ path: path.value, from, truncated });
}

export const showLog = async ({ path, from }: Logged, show: Show): Promise<void> => {
  await showFrom(path, from, show);
};

export interface Cast {
  readonly header: unknown;
  readonly events: readonly CastEvent[];
}

/** Fails: NOT_RECORDED. */
export function castOf(ports: Ports, found: Run): Result<Cast> {
  const path = recorded(ports, found, 'cast');
  if (!path.ok) return path;
  const [header = 'null', ...lines] = (ports.files.readText(path.value) ?? '').split('\n');
  if (header === '') return ok({ header: null, events: [] });
  const parsed: unknown = JSON.parse(header);
  return ok({ header: parsed, events: lines.map(castEvent).filter((event) => event !== null) });
}

export interface Playing {
  readonly speed: number;
  readonly idle_s: number;
}

/** Shows it at the pace at which it happened, or `speed` times as fast; no pause is longer than `idle_s`. */
export async function play(ports: Ports, { events }: Cast, { speed, idle_s }: Playing, show: Show): Promise<void> {
  for (const { after_s, code, text } of events) {
    const pause_ms = (Math.min(Math.max(0, after_s), idle_s) * 1000) / speed;
    if (pause_ms >= 1) await ports.clock.sleep(pause_ms);
    if (code === 'o') await show(Buffer.from(text));
  }
}
