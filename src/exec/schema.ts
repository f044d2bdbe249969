/** Shapes of the answers about runs. */
import * as z from 'zod/mini';

const text = z.string();
const maybe = z.nullable(text);

const run = {
  run: text,
  /** `%N`; left out where the run was in place. */
  pane: z.optional(text),
  state: z.enum(['started', 'done', 'lost', 'timeout', 'stopped']),
  /** 128+n for a signal, as a shell has it. */
  exit: z.optional(z.int()),
  signal: z.optional(text),
  started: text,
  ended: z.optional(text),
  dir: text,
  cast: z.optional(text),
  log: z.optional(text),
};

export const runSchema = z.object(run);

export const runListSchema = z.object({
  storage: text,
  runs: z.array(z.object({ ...run, argv: z.array(text), crq: maybe, branch: maybe, agent: text })),
});

export const runShowSchema = z.object({
  ...run,
  argv: z.array(text),
  cwd: text,
  project: text,
  agent: text,
  crq: maybe,
  branch: maybe,
  head: maybe,
  worktree: maybe,
  tool: maybe,
  permission: maybe,
  timeout_s: z.nullable(z.number()),
  env: z.array(text),
  credentials: z.array(text),
  pid: z.nullable(z.int()),
});
