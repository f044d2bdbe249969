/** `run logs` and `run play`, and the output of a run for whoever watches: all by the files that its recorder wrote. */
import { fail, ok, type Result } from '../../domain/result.ts';
import { NOT_RECORDED } from '../../exec/errors.ts';
import type { Run } from '../../exec/job/job.ts';
import { jobFile } from '../../exec/job/job-dir.ts';
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
  const why = job.record
    ? `run ${job.run} has no ${name}: its recorder has written nothing`
    : `run ${job.run} was not recorded`;
  return fail(NOT_RECORDED, why, ['gitcrq run --record COMMAND', 'gitcrq run list']);
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
}

export function logOf(ports: Ports, found: Run, tail: number | undefined): Result<Logged> {
  const path = recorded(ports, found, 'log');
  if (!path.ok) return path;
  const size = ports.files.stat(path.value)?.size ?? 0;
  const from = tail === undefined ? 0 : tail === 0 ? size : lastLines(path.value, size, tail);
  return ok({ path: path.value, from });
}

export interface Pieces {
  readonly add: Show;
  text(): string;
  isCut(): boolean;
}

/** Keeps what is shown, up to so many bytes. */
export function pieces(most: number): Pieces {
  const kept: Uint8Array[] = [];
  let left = most;
  let cut = false;
  return {
    async add(bytes) {
      cut ||= bytes.length > left;
      if (left > 0) kept.push(bytes.subarray(0, left));
      left = Math.max(0, left - bytes.length);
    },
    text: () => Buffer.concat(kept).toString('utf8'),
    isCut: () => cut,
  };
}

export const showLog = async ({ path, from }: Logged, show: Show): Promise<void> => {
  await showFrom(path, from, show);
};

/** Longer lines are no events of a recorder: what a player reads stays bounded, whatever the file holds. */
const LONGEST_LINE = 1 << 24;

/** Its lines without the line feeds, one in memory at a time. */
function* linesOf(path: string): Generator<string> {
  let rest: Buffer[] = [];
  let held = 0;
  for (let at = 0; ; ) {
    const piece = Buffer.from(readFrom(path, at));
    if (piece.length === 0) break;
    at += piece.length;
    let from = 0;
    for (let end = piece.indexOf(0x0a); end !== -1; end = piece.indexOf(0x0a, from)) {
      if (held <= LONGEST_LINE) yield Buffer.concat([...rest, piece.subarray(from, end)]).toString('utf8');
      [rest, held, from] = [[], 0, end + 1];
    }
    held += piece.length - from;
    if (held > LONGEST_LINE) rest = [];
    else rest.push(piece.subarray(from));
  }
  if (held > 0 && held <= LONGEST_LINE) yield Buffer.concat(rest).toString('utf8');
}

export interface Cast {
  /** Null where nothing was shown, or the recorder was killed in its first line. */
  readonly header: unknown;
  /** Read as they are needed, each time anew. */
  events(): Iterable<CastEvent>;
}

function* eventsIn(path: string): Generator<CastEvent> {
  for (const line of linesOf(path)) {
    const event = castEvent(line);
    if (event !== null) yield event;
  }
}

function parsed(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    return null;
  }
}

/** Fails: NOT_RECORDED. */
export function castOf(ports: Ports, found: Run): Result<Cast> {
  const path = recorded(ports, found, 'cast');
  if (!path.ok) return path;
  const [first = 'null'] = linesOf(path.value);
  return ok({ header: parsed(first), events: () => eventsIn(path.value) });
}

export function countEvents({ events }: Cast): number {
  let count = 0;
  for (const _ of events()) count++;
  return count;
}

export interface Playing {
  readonly speed: number;
  readonly idle_s: number;
}

/** Shows it at the pace at which it happened, or `speed` times as fast; no pause is longer than `idle_s`. */
export async function play(ports: Ports, { events }: Cast, { speed, idle_s }: Playing, show: Show): Promise<void> {
  for (const { after_s, code, text } of events()) {
    const pause_ms = (Math.min(Math.max(0, after_s), idle_s) * 1000) / speed;
    if (pause_ms >= 1) await ports.clock.sleep(pause_ms);
    if (code === 'o') await show(Buffer.from(text));
  }
}
