/** Shapes of the answers of `check`, `trace` and `hooks status`, as `--json` prints them under `data`. */
import * as z from 'zod/mini';
import { REVIEWED } from '../coord/review.ts';
import { RULE_IDS } from '../domain/rules.ts';
import { oid } from '../git/schema.ts';
import { HOOK_NAMES, SERVER_HOOKS } from './hooks/names.ts';

const count = z.int().check(z.gte(0));

const findingSchema = z.object({
  rule: z.enum(RULE_IDS),
  level: z.enum(['error', 'warning', 'info']),
  oid: z.optional(oid),
  ref: z.optional(z.string()),
  path: z.optional(z.string()),
  line: z.optional(z.int().check(z.gte(1))),
  crq: z.optional(z.string()),
  subject: z.optional(z.string()),
  message: z.string(),
  next: z.string(),
});

const verdict = {
  base: z.nullable(oid),
  head: oid,
  summary: z.object({
    commits: count,
    linked: count,
    exempt: count,
    unlinked: count,
    before_adoption: count,
    findings: count,
    errors: count,
    warnings: count,
  }),
  exemptions: z.array(
    z.object({
      author: z.optional(z.string()),
      paths: z.optional(z.array(z.string())),
      until: z.optional(z.string()),
      reason: z.string(),
      commits: count,
      too_late: count,
      expired: z.boolean(),
    }),
  ),
};

export const checkSchema = z.object({ ...verdict, findings: z.array(findingSchema) });

/** A line of `check --format ndjson`. */
export const checkLineSchema = z.discriminatedUnion('type', [
  z.extend(findingSchema, { type: z.literal('finding') }),
  z.object({ type: z.literal('summary'), ...verdict }),
]);

const approvalSchema = z.object({
  crq: z.string(),
  by: z.string(),
  at: z.string(),
  oid,
  what: z.enum(['transition', ...REVIEWED]),
  key: z.optional(z.string()),
  state: z.optional(z.enum(['holds', 'stale', 'void'])),
  why: z.optional(z.string()),
});

const landingSchema = z.object({
  oid,
  at: z.string(),
  by: z.string(),
  via: z.literal('queue'),
  branch: z.string(),
  tested_oid: oid,
  test: z.optional(z.string()),
  approvals: z.array(approvalSchema),
  overrides: z.array(z.string()),
  undone: z.optional(z.literal(true)),
});

export const traceSchema = z.object({
  commits: z.array(
    z.object({
      oid,
      subject: z.string(),
      author: z.string(),
      date: z.string(),
      crqs: z.array(z.string()),
      exempt: z.optional(z.string()),
      via: z.nullable(z.enum(['trailer', 'subject', 'misplaced', 'note', 'body'])),
      landing: z.optional(landingSchema),
      approvals: z.array(approvalSchema),
    }),
  ),
  gaps: z.array(oid),
  crqs: z.array(z.object({ id: z.string(), status: z.nullable(z.string()), commits: z.array(oid) })),
  summary: z.object({
    commits: count,
    linked: count,
    exempt: count,
    gaps: count,
    ways: z.object({ trailer: count, subject: count, misplaced: count, note: count, body: count, none: count }),
  }),
});

/** `link add` and `link prune` */
export const linkChangeSchema = z.object({
  crq: z.nullable(z.string()),
  commits: z.array(oid),
  lines: z.array(z.object({ commit: oid, line: z.string() })),
});

/** `crq renumber` */
export const renumberSchema = z.object({
  ...linkChangeSchema.shape,
  removed: z.array(z.object({ commit: oid, line: z.string() })),
  id: z.string(),
  was: z.string(),
  path: z.string(),
  branch: z.string(),
  was_branch: z.string(),
  oid,
  pushed: z.boolean(),
});

export const linkListSchema = z.object({
  links: z.array(
    z.object({
      commit: oid,
      crq: z.string(),
      instead_of: z.optional(z.string()),
      by: z.string(),
      at: z.string(),
      exists: z.boolean(),
    }),
  ),
  unreadable: z.array(z.object({ about: z.string(), line: count, reason: z.string(), next: z.string() })),
});

/** `hooks install` and `hooks uninstall` */
export const hooksChangedSchema = z.object({
  directory: z.string(),
  hooks: z.array(z.string()),
  kept: z.array(z.string()),
  edited: z.array(z.string()),
  submodules: z.optional(z.array(z.string())),
  passed_over: z.optional(z.array(z.string())),
});

export const hooksStatusSchema = z.object({
  directory: z.string(),
  own: z.boolean(),
  hooks: z.array(
    z.object({
      name: z.enum([...HOOK_NAMES, ...SERVER_HOOKS]),
      directory: z.string(),
      path: z.string(),
      worktree: z.nullable(z.string()),
      state: z.enum(['installed', 'missing', 'other', 'outdated', 'disabled']),
      kept: z.boolean(),
    }),
  ),
});

/** `check --as pre-receive` */
export const pushVerdictSchema = z.object({
  refusals: z.array(z.object({ rule: z.enum(RULE_IDS), text: z.string(), why: z.string(), next: z.array(z.string()) })),
  warnings: z.array(z.string()),
});
