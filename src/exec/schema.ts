/** Shapes of the answers about panes. */
import * as z from 'zod/mini';

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
