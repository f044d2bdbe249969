/** Medians of interleaved runs: a machine that gets slower for a while slows the baseline and the subject alike. */
import { spawnSync } from 'node:child_process';

/** A program with its arguments. */
export type Call = readonly [string, ...string[]];

/** Throws if the call ended otherwise than expected: a command that fails early is no figure. */
function finished([program, ...args]: Call, exit: number, cwd: string | undefined): void {
  const { error, status, signal, stderr } = spawnSync(program, args, {
    stdio: ['ignore', 'pipe', 'pipe'],
    maxBuffer: 1 << 28,
    ...(cwd && { cwd }),
  });
  if (error) throw error;
  if (status !== exit)
    throw new Error(`${[program, ...args].join(' ')}: exit ${status ?? signal}, not ${exit}\n${stderr}`);
}

export const median = (times: readonly number[]): number =>
  times.toSorted((a, b) => a - b)[times.length >> 1] ?? Number.NaN;

/**
 * Wall-clock medians in milliseconds, in the order of `calls`; two first rounds warm the caches and do not count. Every
 * call must end with the exit code of the same place in `exits`, or with 0. `before` puts things back, outside the time taken.
 */
export function medians(
  calls: readonly Call[],
  rounds: number,
  cwd?: string,
  exits: readonly (number | undefined)[] = [],
  before?: Call,
): readonly number[] {
  const taken = calls.map((): number[] => []);
  for (let round = -2; round < rounds; round++) {
    for (const [index, call] of calls.entries()) {
      if (before) finished(before, 0, cwd);
      const begin = performance.now();
      finished(call, exits[index] ?? 0, cwd);
      if (round >= 0) taken[index]?.push(performance.now() - begin);
    }
  }
  return taken.map(median);
}

/** One subject beside its baseline, and how many times slower it may be. */
export interface Case {
  readonly name: string;
  readonly subject: Call;
  /** None for what is beside it for comparison only. */
  readonly limit?: number;
  /** The exit code it must end with; 0 unless it says so. */
  readonly exit?: number;
}

/** What is run before each call, and what the baseline is called if its words do not say it. */
export interface Ground {
  readonly before?: Call;
  readonly baseline?: string;
}

/** Measures cases that share a baseline, prints a line for each and answers whether all kept their limit. */
export function compare(
  baseline: Call,
  cases: readonly Case[],
  rounds = 25,
  cwd?: string,
  ground: Ground = {},
): boolean {
  const calls = [baseline, ...cases.map(({ subject }) => subject)];
  const exits = [0, ...cases.map(({ exit }) => exit)];
  const [base = Number.NaN, ...times] = medians(calls, rounds, cwd, exits, ground.before);
  return judged(ground.baseline ?? baseline.slice(1).join(' '), base, cases, times);
}

/** Prints the baseline and a line for each subject with its time; answers whether all kept their limit. */
export function judged(
  baseline: string,
  base: number,
  subjects: readonly Pick<Case, 'name' | 'limit'>[],
  times: readonly number[],
): boolean {
  console.log(`${base.toFixed(1).padStart(8)} ms          ${baseline} (baseline)`);
  const kept = subjects.map(({ name, limit }, index) => {
    const time = times[index] ?? Number.NaN;
    const ratio = time / base;
    const verdict = limit === undefined ? '' : ratio <= limit ? ': ok' : ': TOO SLOW';
    const allowed = limit === undefined ? '' : ` of ${limit}x`;
    console.log(`${time.toFixed(1).padStart(8)} ms  ${ratio.toFixed(2)}x${allowed}  ${name}${verdict}`);
    return limit === undefined || ratio <= limit;
  });
  return kept.every(Boolean);
}
