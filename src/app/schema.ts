/** Shapes of the answers of the commands that this room composes. */

import * as z from 'zod/mini';
import { landed } from '../crq/schema.ts';
import { LEASE_TYPES } from '../domain/lease.ts';
import { SHELLS } from './completion/scripts.ts';

const status = z.string();

export const statusSchema = z.object({
  branch: z.nullable(z.string()),
  base: z.string(),
  adopted: z.boolean(),
  crq: z.optional(
    z.object({
      id: z.string(),
      title: z.string(),
      status,
      status_on_base: z.nullable(status),
      landed: z.optional(landed),
    }),
  ),
  commits: z.object({ total: z.int(), unlinked: z.array(z.string()) }),
  messages: z.int(),
  leases: z.array(z.object({ type: z.enum(LEASE_TYPES), key: z.string(), token: z.int(), expires_in_s: z.int() })),
  next: z.array(z.object({ command: z.string(), why: z.string() })),
  problems: z.array(z.string()),
});

export const initSchema = z.object({
  base: z.string(),
  remote: z.nullable(z.string()),
  adoption: z.nullable(z.object({ id: z.string(), branch: z.string(), oid: z.string(), files: z.array(z.string()) })),
  hooks: z.array(z.string()),
  found: z.array(z.string()),
  hooked: z.boolean(),
  next: z.array(z.string()),
});

const problem = z.object({ code: z.string(), message: z.string(), next: z.string(), fixable: z.boolean() });

export const doctorSchema = z.object({
  problems: z.array(problem),
  mended: z.array(problem),
  edited: z.array(z.string()),
  skipped: z.array(z.string()),
});

export const mergeDriverSchema = z.object({ path: z.string(), clean: z.boolean() });

export const undoSchema = z.object({ undone: z.array(z.string()), titles: z.array(z.string()) });

export const undoListSchema = z.object({
  operations: z.array(
    z.object({
      id: z.string(),
      op: z.string(),
      title: z.string(),
      at: z.string(),
      state: z.enum(['done', 'undone', 'interrupted', 'abandoned']),
    }),
  ),
});

export const resumeSchema = z.object({
  id: z.string(),
  op: z.string(),
  title: z.string(),
  state: z.enum(['done', 'abandoned']),
  answer: z.unknown(),
});

export const configGetSchema = z.object({ key: z.nullable(z.string()), value: z.unknown() });
export const configSetSchema = z.object({ key: z.string(), path: z.string() });
export const configCheckSchema = z.object({
  path: z.string(),
  mistakes: z.array(z.object({ line: z.int(), column: z.int(), key: z.string(), message: z.string() })),
});

export const demoSchema = z.object({
  dir: z.string(),
  kept: z.boolean(),
  commands: z.int(),
  commits: z.int(),
  landed: z.array(z.string()),
});

export const completionSchema = z.object({ shell: z.enum(SHELLS), script: z.string() });

export const guideSchema = z.union([
  z.object({ topics: z.array(z.object({ topic: z.string(), title: z.string() })) }),
  z.object({ topic: z.string(), title: z.string(), text: z.string() }),
]);
