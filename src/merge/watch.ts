/**
 * The loop of `merge --watch`: a pass at each change of the refs, and one for what only waited for its time. It never asks
 * a remote twice for what it refused while nothing changed, and waits longer and longer for one that cannot be reached.
 */
import type { GitcrqError } from '../domain/error.ts';
import { ok, type Result } from '../domain/result.ts';
import { REMOTE_UNREACHABLE } from '../git/errors.ts';
import type { Pass } from './land.ts';

export interface Watching {
  /** Milliseconds from one look to the next. */
  readonly interval_ms: number;
  /** A text that changes exactly if the refs do. */
  look(): Promise<Result<string>>;
  /** One pass: over everything, or over what only waited for its time. */
  pass(ids: readonly string[]): Promise<Result<Pass>>;
  /** Names of the requirements that time alone can meet. */
  timed(): Promise<ReadonlySet<string>>;
  tell(pass: Pass): Promise<void>;
  note(text: string): void;
  /** Ends early at a hint that something changed, and when the watch is to stop. */
  wait(ms: number): Promise<void>;
  stopped(): boolean;
  now_ms(): number;
}

export interface Watched {
  readonly passes: number;
}

const LONGEST_MS = 5 * 60_000;
/** How often what waits for its time is asked again. */
const TIMED_MS = 60_000;

/** The requests that lack nothing but time. */
const waitingForTime = ({ held }: Pass, timed: ReadonlySet<string>): readonly string[] =>
  held
    .filter(({ requirements }) => {
      const missing = requirements.filter(({ state }) => state === 'missing');
      return (
        missing.some(({ name }) => timed.has(name)) && missing.every(({ name }) => timed.has(name) || name === 'tested')
      );
    })
    .map(({ crq }) => crq);

/** Ends when it is told to stop, after the pass under way. Fails only for what no waiting mends at its first look. */
export async function watchQueue(watching: Watching): Promise<Result<Watched>> {
  const { interval_ms } = watching;
  let seen: string | null = null;
  let away = 0;
  let passes = 0;
  let timed: readonly string[] = [];
  let last_ms = 0;
  /** What the last failure said, so that it is said once. */
  let said: string | null = null;

  const failed = async (error: GitcrqError): Promise<void> => {
    if (said !== error.message) watching.note(`${error.message}; trying again`);
    said = error.message;
    away += 1;
    await watching.wait(Math.min(LONGEST_MS, interval_ms * 2 ** Math.min(away, 10)));
  };

  while (!watching.stopped()) {
    const now = await watching.look();
    if (!now.ok) {
      if (passes === 0 && away === 0 && now.error.code !== REMOTE_UNREACHABLE.code) return now;
      await failed(now.error);
      continue;
    }
    const isDue = timed.length > 0 && watching.now_ms() - last_ms >= TIMED_MS;
    if (now.value === seen && !isDue) {
      await watching.wait(interval_ms);
      continue;
    }
    const done = await watching.pass(now.value === seen ? timed : []);
    if (!done.ok) {
      // What no remote is to blame for is tried again when something changes.
      if (done.error.code !== REMOTE_UNREACHABLE.code) seen = now.value;
      await failed(done.error);
      continue;
    }
    if (said !== null) watching.note('going on');
    [said, away, seen] = [null, 0, now.value];
    passes += 1;
    last_ms = watching.now_ms();
    timed = waitingForTime(done.value, await watching.timed());
    await watching.tell(done.value);
    done.value.reported();
  }
  return ok({ passes });
}
