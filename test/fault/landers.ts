/** Starts lander.ts in a clone, and says how far it came and whom it told. */
import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Fixture } from '../fixture.ts';

export const LANDER = fileURLToPath(new URL('lander.ts', import.meta.url));

/** Stripping and compiling the sources costs a lander more than its landing. */
export const COMPILED = {
  NODE_COMPILE_CACHE: fileURLToPath(new URL('../../node_modules/.cache/gitcrq-fault', import.meta.url)),
};

export interface Run {
  readonly signal: string | null;
  /** The points of its trail that it passed, in order. */
  readonly points: readonly string[];
  readonly landed: readonly { readonly crq: string; readonly oid: string }[];
}

/** `killAt`: the number of the point at which it dies; 0 for none. Without ids it lands all. */
export function lander(at: Fixture, killAt: number, ids: readonly string[]): Run {
  const run = spawnSync(process.execPath, [LANDER, at.clone, String(killAt), ...ids], {
    env: { ...at.env, ...COMPILED },
    encoding: 'utf8',
  });
  if (run.signal === null && run.status !== 0) throw new Error(run.stderr);
  return {
    signal: run.signal,
    points: run.stderr.split('\n').filter((line) => /^[a-z ]+\/\S+$/.test(line)),
    landed: run.stdout === '' ? [] : JSON.parse(run.stdout).landed,
  };
}

/** The messages that wait for ada@example.com in the clone. */
export function toldAda(at: Fixture): readonly string[] {
  const box = join(at.clone, '.git', 'gitcrq', 'comms', 'ada-example.com', 'new');
  return existsSync(box) ? readdirSync(box) : [];
}

/**
 * Each `share`-th point with its number, from a random first one on. Every point of one landing is always hit; where a landing is
 * one of several, or something follows, runs take turns, and a failure names its point.
 */
export function sampled(points: readonly string[], share: number): readonly (readonly [n: number, point: string])[] {
  const first = Math.floor(Math.random() * share);
  return [...points.entries()].filter(([n]) => n % share === first);
}
