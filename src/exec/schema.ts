/** Shapes of the answers about runs and panes. */
import * as z from 'zod/mini';

const text = z.string();
const maybe = z.nullable(text);

const run = {
  run: text,
  /** Name of the machine. */
  host: text,
  /** `%N`; left out where the run was in place. */
  pane: z.optional(text),
  state: z.enum(['started', 'done', 'lost', 'timeout', 'stopped']),
  /** 128+n for a signal, as a shell has it. */
  exit: z.optional(z.int()),
  signal: z.optional(text),
  /** What the tool means by this exit code. */
  meaning: z.optional(text),
  started: text,
  ended: z.optional(text),
  dir: text,
  cast: z.optional(text),
  log: z.optional(text),
  /** Of a run that is over: whether log and cast hold all that it showed. */
  recorded: z.optional(z.object({ complete: z.boolean(), why: maybe })),
};

export const runSchema = z.object(run);

export const runLogsSchema = z.object({
  run: text,
  /** Bytes that are no UTF-8 are replaced; without --json they come as they are. */
  log: text,
  /** Something of what the run showed is missing. */
  truncated: z.boolean(),
});

export const runPlaySchema = z.object({
  run: text,
  /** As asciicast v3 has it; null where nothing was shown. */
  header: z.nullable(z.record(text, z.unknown())),
  events: z.int(),
});

export const runListSchema = z.object({
  storage: text,
  runs: z.array(z.object({ ...run, argv: z.array(text), crq: maybe, branch: maybe, agent: text })),
  unreadable: z.array(z.object({ path: text, reason: text })),
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
  leases: z.array(z.object({ type: text, key: text, token: z.int(), state: z.enum(['held', 'released', 'lost']) })),
});

export const paneSchema = z.object({
  /** `%N`: stable as long as its server runs. */
  id: z.string(),
  session: z.string(),
  session_id: z.string(),
  window: z.string(),
  window_index: z.int(),
  window_name: z.string(),
  index: z.int(),
  pid: z.int(),
  command: z.string(),
  cwd: z.string(),
  width: z.int(),
  height: z.int(),
  title: z.string(),
  tty: z.string(),
  active: z.boolean(),
  dead: z.boolean(),
  /** By gitcrq. */
  made: z.boolean(),
  crq: z.nullable(z.string()),
  history_lines: z.int(),
});

export const paneListSchema = z.object({ panes: z.array(paneSchema) });

export const paneNewSchema = z.object({ pane: paneSchema, made: z.enum(['session', 'window', 'pane']) });

export const paneSelectSchema = z.object({ pane: paneSchema });

export const paneSendSchema = z.object({ pane: paneSchema, bytes: z.int(), keys: z.array(z.string()) });

export const paneCaptureSchema = z.object({ pane: paneSchema, lines: z.array(z.string()) });

export const paneKillSchema = z.object({
  /** Ids of the panes that ended by it. */
  killed: z.array(z.string()),
  session: z.nullable(z.string()),
});

const snapshotPaneSchema = z.extend(paneSchema, {
  /** When its lines were read. */
  captured: z.string(),
  /** Oldest first. */
  lines: z.array(z.string()),
  /** Is there more above them? */
  cut: z.boolean(),
});

export const snapshotSchema = z.object({
  schema: z.literal('gitcrq.snapshot/1'),
  taken: z.string(),
  server: z.object({ socket: z.nullable(z.string()), pid: z.int(), started: z.string() }),
  sessions: z.array(
    z.object({
      id: z.string(),
      name: z.string(),
      created: z.string(),
      made: z.boolean(),
      windows: z.array(
        z.object({
          id: z.string(),
          index: z.int(),
          name: z.string(),
          active: z.boolean(),
          width: z.int(),
          height: z.int(),
          /** As tmux's select-layout takes it. */
          layout: z.string(),
          panes: z.array(snapshotPaneSchema),
        }),
      ),
    }),
  ),
});

export const paneSnapshotSchema = z.object({
  /** Where it was written; then it is not repeated here. */
  path: z.nullable(z.string()),
  taken: z.string(),
  panes: z.int(),
  snapshot: z.nullable(snapshotSchema),
});

export const paneSearchSchema = z.object({
  matches: z.array(
    z.object({
      pane: z.string(),
      session: z.string(),
      window_index: z.int(),
      index: z.int(),
      crq: z.nullable(z.string()),
      /** Name of the saved snapshot; null for a pane that is there now. */
      snapshot: z.nullable(z.string()),
      /** When the lines were read. */
      time: z.string(),
      /** 1-based, in the lines that were looked at. */
      line: z.int(),
      text: z.string(),
    }),
  ),
  /** There are more matches than these. */
  more: z.boolean(),
  searched: z.object({ panes: z.int(), snapshots: z.int() }),
  unreadable: z.array(z.object({ path: z.string(), reason: z.string() })),
});

export const paneLayoutSchema = z.object({
  session: z.string(),
  session_id: z.nullable(z.string()),
  made: z.enum(['session', 'windows', 'nothing']),
  windows: z.array(z.object({ id: z.string(), name: z.string(), panes: z.array(z.string()) })),
  /** Windows of the file that were there already. */
  kept: z.array(z.string()),
  /** With --freeze: where the file was written. */
  path: z.nullable(z.string()),
});

const from = z.enum(['built in', 'gitcrq.yaml']);

export const toolListSchema = z.object({
  tools: z.array(
    z.object({
      name: text,
      from,
      command: text,
      /** Where it is; null: it is not on PATH. */
      program: maybe,
      permissions: z.array(text),
    }),
  ),
});

const variables = z.record(text, text);

export const toolShowSchema = z.object({
  name: text,
  from,
  program: maybe,
  profile: z.object({
    command: text,
    args: z.array(
      z.object({ words: z.array(text), unless: z.optional(z.array(text)), prompted: z.optional(z.boolean()) }),
    ),
    env: variables,
    stdin: maybe,
    prompt: z.array(text),
    credentials: z.array(text),
    permissions: z.record(
      text,
      z.object({ words: z.optional(z.array(text)), env: z.optional(variables), file: z.optional(text) }),
    ),
    heeds: z.array(text),
    version: z.array(text),
    resume: z.array(text),
    timeout: maybe,
    exits: variables,
  }),
});

export const toolCheckSchema = z.object({
  tools: z.array(
    z.object({
      name: text,
      program: maybe,
      version: maybe,
      /** Why it is not known that the program runs. */
      why: maybe,
      credentials: z.array(z.object({ name: text, there: z.boolean(), why: maybe })),
      missing: z.boolean(),
    }),
  ),
});
