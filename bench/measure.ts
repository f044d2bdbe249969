/** Medians of interleaved runs: a machine that gets slower for a while slows the baseline and the subject alike. */
import { spawnSync } from 'node:child_process';

/** A program with its arguments. */
export type Call = readonly [string, ...string[]];

/** Wall-clock medians in milliseconds, in the order of `calls`; two first rounds warm the caches and do not count. */
export function medians(calls: readonly Call[], rounds: number, cwd?: string): readonly number[] {
  const taken = calls.map((): number[] => []);
  for (let round = -2; round < rounds; round++) {
    for (const [index, [program, ...args]] of calls.entries()) {
      const begin = performance.now();
      const { error } = spawnSync(program, args, {
        stdio: ['ignore', 'pipe', 'pipe'],
        maxBuffer: 1 << 28,
        ...(cwd && { cwd }),
      });
      if (error) throw error;
      if (round >= 0) taken[index]?.push(performance.now() - begin);
    }
  }
  return taken.map((times) => times.sort((a, b) => a - b)[times.length >> 1] ?? Number.NaN);
}

/** One subject beside its baseline, and how many times slower it may be. */
export interface Case {
  readonly name: string;
  readonly subject: Call;
  readonly limit: number;
}

/** Measures cases that share a baseline, prints a line for each and answers whether all kept their limit. */
export function compare(baseline: Call, cases: readonly Case[], rounds = 25, cwd?: string): boolean {
  const [base = Number.NaN, ...times] = medians([baseline, ...cases.map(({ subject }) => subject)], rounds, cwd);
  console.log(`${base.toFixed(1).padStart(8)} ms          ${baseline.slice(1).join(' ')} (baseline)`);
  const kept = cases.map(({ name, limit }, index) => {
    const time = times[index] ?? Number.NaN;
    const ratio = time / base;
    const verdict = ratio <= limit ? 'ok' : 'TOO SLOW';
    console.log(`${time.toFixed(1).padStart(8)} ms  ${ratio.toFixed(2)}x of ${limit}x  ${name}: ${verdict}`);
    return ratio <= limit;
  });
  return kept.every(Boolean);
}
