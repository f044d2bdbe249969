/** Shapes of the answers about requests and branches (`data` of the JSON envelope). Keys may be added, never removed. */
import * as z from 'zod/mini';
import { REVIEWED } from '../coord/review.ts';
import { CLASSES, RISKS } from '../domain/change-class.ts';
import { PRIORITIES } from '../domain/crq.ts';
import { PHASES } from '../domain/lifecycle.ts';
import { oid } from '../git/schema.ts';
import { planSchema } from '../plan/schema.ts';
import { RELATION_KINDS } from './mentions.ts';

const id = z.string().check(z.regex(/^[A-Z][A-Z0-9_]*-[0-9a-z]+$/));
const status = z.string();
const shown = z.string();
const phase = z.enum(PHASES);
const historyCommit = { oid, subject: z.string(), author: z.string(), date: z.string() };
const approvals = z.array(
  z.object({
    oid,
    what: z.optional(z.enum(REVIEWED)),
    by: z.string(),
    at: z.string(),
    key: z.optional(z.string()),
    signer: z.optional(z.string()),
    message: z.optional(z.string()),
    state: z.enum(['holds', 'stale', 'void']),
    why: z.string(),
  }),
);
/** Of teams with change management. */
const changeKeys = {
  template: z.optional(z.string()),
  class: z.optional(z.enum(CLASSES)),
  risk: z.optional(z.enum(RISKS)),
  window: z.optional(z.string()),
};
export const landed = z.object({ oid, proof: z.enum(['record', 'ancestor', 'tree', 'patch']) });

/** Front matter of a request's file, as YAML values. */
export const frontMatterSchema = z.looseObject({
  id,
  title: z.string().check(z.minLength(1), z.maxLength(200)),
  status,
  created: z.optional(z.string()),
  author: z.optional(z.string()),
  owner: z.optional(z.string()),
  base: z.optional(z.string()),
  priority: z.optional(z.enum(PRIORITIES)),
  type: z.optional(z.string()),
  labels: z.optional(z.array(z.string())),
  depends_on: z.optional(z.array(id)),
  relations: z.optional(z.array(id)),
  imported_from: z.optional(z.string()),
  ...changeKeys,
});

const listed = z.object({
  id,
  title: z.string(),
  status: shown,
  phase,
  on_base: z.boolean(),
  type: z.string(),
  owner: z.string(),
  priority: z.string(),
  created: z.string(),
  depends_on: z.array(id),
  base: z.string(),
  path: z.string(),
  branches: z.array(z.object({ name: z.string(), status: z.optional(status), phase: z.optional(phase) })),
  landed: z.optional(landed),
  ...changeKeys,
});

export const crqListSchema = z.object({
  crqs: z.array(listed),
  unreadable: z.array(z.object({ path: z.string(), line: z.int(), reason: z.string() })),
  warnings: z.array(z.string()),
  total: z.int(),
  not_ready: z.optional(z.array(z.object({ id, phase, why: z.string() }))),
  /** With --ready: as the remote has the claims, as they were seen last, or not known. */
  claims: z.optional(z.enum(['current', 'stale', 'unknown'])),
});

export const crqGraphSchema = z.object({
  nodes: z.array(z.object({ id, title: z.string(), status: shown })),
  edges: z.array(z.object({ from: id, to: id, kind: z.enum(['depends', ...RELATION_KINDS]) })),
  cycles: z.array(z.array(id)),
  dangling: z.array(z.object({ from: id, to: id })),
  unreadable: z.array(z.object({ path: z.string(), line: z.int(), reason: z.string() })),
});

export const crqHistorySchema = z.object({
  id,
  commits: z.array(z.object({ ...historyCommit, description: z.string() })),
  approvals,
  shallow: z.optional(z.literal(true)),
  path: z.optional(z.string()),
  changed: z.optional(z.boolean()),
});

export const crqShowSchema = z.extend(listed, {
  body: z.string(),
  commits: z.array(z.object({ ...historyCommit, description: z.optional(z.string()) })),
  relations: z.array(id),
  comments: z.array(
    z.object({
      at: z.string(),
      by: z.string(),
      text: z.string(),
      unreadable: z.optional(z.object({ path: z.string(), line: z.int(), reason: z.string() })),
    }),
  ),
  transitions: z.array(z.object({ from: status, to: status, oid, by: z.string(), date: z.string() })),
  approvals,
  creation: z.nullable(z.object({ oid, author: z.string(), date: z.string() })),
  shallow: z.optional(z.literal(true)),
});

export const crqNewSchema = z.object({
  id,
  path: z.string(),
  oid: z.nullable(oid),
  branch: z.optional(z.string()),
  offline: z.optional(z.string()),
});

export const crqImportSchema = z.object({
  read: z.array(
    z.object({
      source: z.string(),
      id,
      title: z.string(),
      status,
      relations: z.array(id),
      warnings: z.array(z.string()),
    }),
  ),
  failed: z.array(z.object({ source: z.string(), line: z.optional(z.int()), reason: z.string() })),
  mapping: z.array(z.object({ from: z.string(), to: id, reason: z.string() })),
  skipped: z.array(z.object({ source: z.string(), id: z.optional(id), reason: z.string() })),
  branch: z.nullable(z.string()),
  oid: z.nullable(oid),
  own: z.optional(id),
  plan: z.optional(planSchema.shape.plan),
});

export const startSchema = z.object({
  id,
  title: z.string(),
  path: z.string(),
  oid: z.nullable(oid),
  branch: z.string(),
  worktree: z.optional(z.string()),
  offline: z.optional(z.string()),
  resumed: z.boolean(),
  /** Null, with the reason, where none could be made. */
  claim: z.nullable(z.object({ holder: z.string(), session: z.string(), token: z.number() })),
  unclaimed: z.optional(z.string()),
});

export const editSchema = z.object({ id, path: z.string(), branch: z.string(), oid, status });

export const commentSchema = z.object({
  id,
  path: z.string(),
  branch: z.string(),
  oid,
  at: z.string(),
  by: z.string(),
});

export const branchNewSchema = z.object({
  branch: z.string(),
  crq: id,
  base: z.string(),
  oid,
  worktree: z.optional(z.string()),
});

export const branchCheckSchema = z.object({
  branch: z.string(),
  valid: z.boolean(),
  crq: z.optional(id),
  rule: z.optional(z.enum(['branch/name', 'branch/unknown-crq'])),
  why: z.optional(z.string()),
  suggestion: z.optional(z.string()),
});

export const branchRenameSchema = z.object({ branch: z.string(), was: z.string(), crq: id, oid, pushed: z.boolean() });

const lost = { commits: z.array(z.object({ oid, subject: z.string() })), ahead: z.int() };

export const branchDeleteSchema = z.object({
  branch: z.string(),
  crq: z.optional(id),
  oid,
  landed: z.optional(landed),
  ...lost,
});

const pruned = { name: z.string(), where: z.enum(['here', 'remote']), crq: z.optional(id), oid };

export const branchPruneSchema = z.object({
  removed: z.array(z.object({ ...pruned, landed })),
  kept: z.array(z.object({ ...pruned, why: z.string(), ...lost })),
});

export const branchListSchema = z.object({
  branches: z.array(
    z.object({
      name: z.string(),
      crq: z.optional(id),
      oid,
      ahead: z.int(),
      behind: z.int(),
      landed: z.optional(landed),
      worktree: z.optional(z.string()),
      age_s: z.int(),
    }),
  ),
});
