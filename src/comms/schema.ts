/** Shapes of the answers about messages. */
import * as z from 'zod/mini';
import { MAIL_STATES } from '../sys/maildir.ts';

const command = {
  id: z.string(),
  kind: z.string(),
  from: z.string(),
  to: z.string(),
  /** RFC 3339 */
  at: z.string(),
  argv: z.array(z.string()),
  /** Whose signature holds. */
  key: z.string(),
  crq: z.optional(z.string()),
  branch: z.optional(z.string()),
};

/** `comms list`: what waits, oldest first. */
export const commsListSchema = z.object({
  mailboxes: z.array(z.string()),
  messages: z.array(z.object({ ...command, state: z.enum(MAIL_STATES) })),
  unreadable: z.array(z.object({ path: z.string(), reason: z.string() })),
});

/** `comms show` */
export const commsShowSchema = z.object({
  ...command,
  states: z.array(z.object({ state: z.string(), at: z.string(), by: z.string() })),
});

/** `comms ack`; `changed`: it had not been done with before. */
export const commsAckSchema = z.object({ id: z.string(), state: z.literal('done'), changed: z.boolean() });
