/** Shapes of the answers about trust. */
import * as z from 'zod/mini';
import { LEASE_TYPES } from '../domain/lease.ts';
import { RIGHTS, SIGNER_KINDS } from '../domain/trust.ts';

const name = z.string();
const kind = z.enum(SIGNER_KINDS);
const rights = z.array(z.enum(RIGHTS));

export const trustListSchema = z.object({
  commit: z.nullable(z.string()),
  keys: z.array(
    z.object({ name, key: z.string(), kind, rights, id: z.nullable(z.string()), problem: z.nullable(z.string()) }),
  ),
});

export const trustAddSchema = z.object({ name, kind, rights, id: z.string(), path: z.string() });

export const trustRemoveSchema = z.object({
  removed: z.array(z.object({ name, id: z.nullable(z.string()) })),
  path: z.string(),
});

const type = z.enum(LEASE_TYPES);

const lease = {
  key: z.string(),
  type,
  holder: z.string(),
  session: z.string(),
  token: z.int(),
  state: z.enum(['held', 'refused']),
  expires_in_s: z.int(),
  /** Who is in the way. */
  by: z.optional(z.string()),
  /** What `by` holds, where that is not the key itself. */
  over: z.optional(z.string()),
  renewed: z.optional(z.boolean()),
};

/** Also the `data` beside `error` where the lease was refused. */
export const leaseSchema = z.object({
  ...lease,
  leases: z.optional(z.array(z.object(lease))),
  /** How the command behind `--` ended. */
  command: z.optional(z.object({ exit: z.int() })),
});

export const conflictsSchema = z.object({
  conflicts: z.array(
    z.object({
      type,
      /** What is held. */
      resource: z.string(),
      holder: z.string(),
      session: z.string(),
      expires_in_s: z.int(),
      /** What of ours it is about. */
      own: z.string(),
    }),
  ),
  stale: z.nullable(z.string()),
});

export const releaseSchema = z.object({ released: z.array(z.object({ key: z.string(), type, token: z.int() })) });

export const leasesSchema = z.object({
  leases: z.array(
    z.object({
      key: z.nullable(z.string()),
      type: z.nullable(z.string()),
      holder: z.nullable(z.string()),
      session: z.nullable(z.string()),
      token: z.nullable(z.int()),
      priority: z.nullable(z.int()),
      at: z.nullable(z.string()),
      state: z.enum(['held', 'expired', 'void']),
      mine: z.boolean(),
      expires_in_s: z.nullable(z.int()),
      why: z.nullable(z.string()),
      ref: z.string(),
    }),
  ),
  /** Why this is only what was seen last. */
  stale: z.nullable(z.string()),
  /** Every signed lease counts, since the base gives the right to nobody. */
  open: z.boolean(),
});
