/** The shapes of what the merge commands answer with --json. */
import * as z from 'zod/mini';
import { REVIEWED } from '../coord/review.ts';
import { SIGNER_KINDS } from '../domain/trust.ts';
import { oid } from '../git/schema.ts';
import { DIRECTIVES } from '../store/queue-directive.ts';

const requirement = z.object({
  name: z.string(),
  state: z.enum(['met', 'missing', 'not-applicable', 'overridden']),
  why: z.string(),
});
const held = z.object({ crq: z.string(), branch: z.nullable(z.string()), requirements: z.array(requirement) });

export const landedSchema = z.object({
  crq: z.string(),
  branch: z.string(),
  oid,
  tested_oid: z.nullable(oid),
  target: z.string(),
  head: oid,
  test: z.nullable(z.string()),
  already: z.optional(z.boolean()),
});

const passSchema = z.object({
  landed: z.array(landedSchema),
  held: z.array(held),
  evicted: z.array(
    z.object({ crq: z.string(), branch: z.string(), reason: z.string(), paths: z.optional(z.array(z.string())) }),
  ),
});

/** `merge`; `noticed`: what came to a base, or went from it, without the queue. */
export const mergeSchema = z.extend(passSchema, {
  noticed: z.array(
    z.object({
      crq: z.string(),
      branch: z.string(),
      target: z.string(),
      cause: z.enum(['landed', 'reverted']),
      of: oid,
      oid,
    }),
  ),
});

/** `merge --watch`, once it is stopped. */
export const watchedSchema = z.object({ passes: z.int() });

/** `close`: the branch that was closed, and the landing pass made for it. */
export const closeSchema = z.extend(passSchema, { id: z.string(), branch: z.string(), oid, pushed: z.boolean() });

const explained = z.extend(held, { eligible: z.boolean() });

/** `merge explain`; `also` holds the further branches of the same request. */
export const mergeExplainSchema = z.extend(explained, { also: z.optional(z.array(explained)) });

const said = z.object({ target: z.string(), by: z.string(), at: z.string(), reason: z.nullable(z.string()) });

/** `merge status` */
export const mergeStatusSchema = z.object({
  queue: z.array(
    z.extend(explained, {
      place: z.int(),
      title: z.string(),
      priority: z.string(),
      target: z.string(),
      asked: z.nullable(z.iso.datetime()),
    }),
  ),
  paused: z.array(said),
  dropped: z.array(z.extend(said, { crq: z.string(), branch: z.string(), head: oid })),
  ignored: z.array(
    z.object({ target: z.string(), oid, event: z.string(), by: z.string(), at: z.string(), why: z.string() }),
  ),
});

/** `merge log`, newest first. `event` is open: a later version may write others. */
export const mergeLogSchema = z.object({
  events: z.array(
    z.object({
      event: z.string(),
      crq: z.nullable(z.string()),
      branch: z.nullable(z.string()),
      target: z.string(),
      head: z.nullable(oid),
      onto: z.optional(oid),
      landing: z.nullable(oid),
      tested: z.nullable(oid),
      test: z.nullable(z.string()),
      lander: z.string(),
      approved: z.array(z.string()),
      override: z.optional(
        z.object({
          crq: z.string(),
          names: z.array(z.string()),
          reason: z.string(),
          by: z.string(),
          reviewed: z.nullable(z.string()),
          problem: z.nullable(z.string()),
        }),
      ),
      ignored: z.optional(z.string()),
      reason: z.nullable(z.string()),
      at: z.iso.datetime({ offset: true }),
    }),
  ),
});

/** `merge undo`: `oid` is the commit on the target that took `landing` back, `head` the branch that has the work again. */
export const takenBackSchema = z.object({
  crq: z.string(),
  branch: z.string(),
  target: z.string(),
  landing: oid,
  oid,
  head: oid,
});

/** `merge pause`, `merge resume`, `merge drop`, `merge retry`; `told` is empty if it had been said before. */
export const mergeDirectSchema = z.object({
  told: z.array(
    z.object({
      event: z.enum(DIRECTIVES),
      target: z.string(),
      crq: z.nullable(z.string()),
      branch: z.nullable(z.string()),
      head: z.nullable(oid),
      reason: z.nullable(z.string()),
      oid,
      by: z.string(),
    }),
  ),
  target: z.string(),
});

/** `crq approve`; the last three with --plan. */
export const approveSchema = z.object({
  id: z.string(),
  what: z.enum(REVIEWED),
  head: oid,
  branch: z.string(),
  by: z.string(),
  kind: z.enum(SIGNER_KINDS),
  key: z.string(),
  at: z.string(),
  open: z.boolean(),
  sole: z.optional(z.literal(true)),
  path: z.optional(z.string()),
  oid: z.optional(oid),
  status: z.optional(z.string()),
});
