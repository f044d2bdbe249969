/** The zod schema of `gitcrq.yaml`. Strict: a key that does not act is a mistake, not a comment. */

import * as z from 'zod/mini';
import { isPattern } from '../domain/branch-name.ts';
import { parseTime, WINDOW_FORM } from '../domain/change-class.ts';
import { parseDuration } from '../domain/duration.ts';
import { LEAST_TTL_S, MOST_TTL_S } from '../domain/lease.ts';
import { isStateName } from '../domain/lifecycle.ts';
import { NEEDS, STRATEGIES } from '../domain/policy.ts';
import { isKeyLine, isSignerName, isTaker, RIGHTS, SIGNER_KINDS } from '../domain/trust.ts';
import { credentialsSchema, toolsSchema } from './policy-tools.ts';

const level = z.enum(['error', 'warning', 'off']);
const names = z.array(z.string().check(z.minLength(1)));
const day = z.string().check(z.regex(/^\d{4}-\d{2}-\d{2}$/, 'expected a day as YYYY-MM-DD'));

const exemption = z
  .strictObject({
    author: z.optional(z.string().check(z.minLength(3))),
    paths: z.optional(names.check(z.minLength(1))),
    until: z.optional(day),
    reason: z.string().check(z.minLength(1)),
  })
  .check(
    z.refine(({ author, paths }) => author !== undefined || paths !== undefined, 'expected `author`, `paths` or both'),
  );

/** A span of time within bounds, in seconds. */
const span = (least_s: number, most_s: number, what: string) =>
  z.string().check(
    z.refine((text) => {
      const seconds = parseDuration(text);
      return seconds !== null && seconds >= least_s && seconds <= most_s;
    }, `expected a span of time from ${what}`),
  );

const requirement = z.strictObject({
  name: z.string().check(z.regex(/^[a-z][a-z0-9-]{0,40}$/, 'expected lower-case letters, digits and hyphens')),
  needs: z.enum(NEEDS),
  applies_if: z.optional(z.strictObject({ types: z.optional(names), paths: z.optional(names) })),
  min: z.optional(span(1, 366 * 86_400, '1s to 366d')),
  override: z.optional(z.boolean()),
});

const time = z
  .string()
  .check(
    z.refine(
      (text) => !Number.isNaN(parseTime(text)),
      `expected a time with its zone, as ${WINDOW_FORM.split('/')[0]}`,
    ),
  );

const freeze = z.strictObject({
  from: time,
  to: time,
  reason: z.string().check(z.minLength(1)),
  branches: z.optional(names.check(z.minLength(1))),
});

const ownership = z.strictObject({
  paths: names.check(z.minLength(1)),
  approvals_of: names.check(z.minLength(1)),
  count: z.optional(z.int().check(z.gte(1), z.lte(20))),
});

/** A path as git spells it, without an empty part, and no way out. */
const folder = z
  .string()
  .check(
    z.regex(
      /^(?!\.{1,2}(?:\/|$))[A-Za-z0-9_.-]+(?:\/(?!\.{1,2}(?:\/|$))[A-Za-z0-9_.-]+)*$/,
      'expected a path inside the repository',
    ),
  );

const signer = z.strictObject({
  name: z
    .string()
    .check(z.refine(isSignerName, 'expected letters, digits, `.`, `_` and `-`, beginning with a letter or digit')),
  key: z
    .string()
    .check(z.refine(isKeyLine, 'expected a whole public key on one line: ssh-ed25519, ecdsa-sha2-nistp256 or ssh-rsa')),
  kind: z.enum(SIGNER_KINDS),
  rights: z.array(z.enum(RIGHTS)).check(z.minLength(1)),
});

const stateName = z
  .string()
  .check(z.refine(isStateName, 'expected a lower-case word, and not `closing`, which says that a landing is awaited'));

const state = z.strictObject({
  to: z.array(stateName),
  accepts: z.optional(z.boolean()),
  by: z.optional(
    z.record(
      z.string(),
      z
        .array(
          z
            .string()
            .check(
              z.refine(isTaker, `expected \`owner\`, \`right:RIGHT\` (${RIGHTS.join(', ')}) or a glob over addresses`),
            ),
        )
        .check(z.minLength(1)),
    ),
  ),
});

const workflow = z.strictObject({
  states: z.record(z.string(), state),
  new: z.optional(stateName),
  draft: z.optional(z.nullable(stateName)),
  approved: z.optional(z.nullable(stateName)),
  closed: z.optional(stateName),
});

/** What a team writes; every key may be left out but `version`. */
export const policySchema = z.strictObject({
  version: z.literal(1),
  adopt: z.optional(z.strictObject({ grace_until: z.optional(z.nullable(day)) })),
  crq: z.optional(
    z.strictObject({
      prefixes: z.optional(
        z
          .array(z.string().check(z.regex(/^[A-Z][A-Z0-9_]{0,31}$/, 'expected a prefix such as CRQ or KAFKA')))
          .check(z.minLength(1)),
      ),
      directory: z.optional(folder),
      born: z.optional(z.enum(['auto', 'branch', 'base'])),
      workflow: z.optional(workflow),
      templates: z.optional(z.record(z.string(), folder)),
      standard: z.optional(z.array(z.strictObject({ template: z.string(), paths: names.check(z.minLength(1)) }))),
    }),
  ),
  branches: z.optional(
    z.strictObject({
      base: z.optional(names.check(z.minLength(1))),
      protected: z.optional(names),
      types: z.optional(
        z.array(z.string().check(z.regex(/^[a-z][a-z0-9-]*$/, 'expected a lower-case word'))).check(z.minLength(1)),
      ),
      pattern: z.optional(
        z
          .string()
          .check(
            z.refine(isPattern, 'expected <type> or fixed words, and <ID>-<slug> or <ID> at the end, joined by /'),
          ),
      ),
      exempt: z.optional(names),
      max_length: z.optional(z.int().check(z.gte(20), z.lte(200))),
    }),
  ),
  commits: z.optional(
    z.strictObject({
      link: z.optional(z.enum(['add', 'require', 'off'])),
      exempt: z.optional(z.array(exemption)),
      one_of_branch: z.optional(z.boolean()),
    }),
  ),
  rules: z.optional(z.record(z.string(), level)),
  merge: z.optional(
    z.strictObject({
      when: z.optional(z.enum(['closed', 'approved'])),
      strategy: z.optional(z.enum(STRATEGIES)),
      requirements: z.optional(z.array(requirement)),
      test: z.optional(z.nullable(z.string().check(z.minLength(1)))),
      test_timeout_s: z.optional(z.int().check(z.gte(1), z.lte(86_400))),
      window: z.optional(z.int().check(z.gte(1), z.lte(32))),
      retests: z.optional(z.int().check(z.gte(0), z.lte(5))),
      delete_branch: z.optional(z.boolean()),
      approvals: z.optional(z.int().check(z.gte(0), z.lte(20))),
      owners: z.optional(z.array(ownership)),
      freeze: z.optional(z.array(freeze)),
    }),
  ),
  comms: z.optional(
    z.strictObject({
      dir: z.optional(
        z.nullable(
          z
            .string()
            .check(
              z.maxLength(1000),
              z.regex(/^(?!.*(?:^|\/)\.\.(?:\/|$))[^\p{Cc}~][^\p{Cc}]*$/u, 'expected a folder without `..`, or null'),
            ),
        ),
      ),
    }),
  ),
  coord: z.optional(
    z.strictObject({
      remote: z.optional(
        z.nullable(
          z.string().check(z.regex(/^[A-Za-z0-9][A-Za-z0-9._/-]{0,99}$/, 'expected the name of a remote, or null')),
        ),
      ),
    }),
  ),
  lease: z.optional(
    z.strictObject({
      ttl: z.optional(span(LEAST_TTL_S, MOST_TTL_S, '1s to 24h')),
      margin: z.optional(span(0, 3600, '0s to 1h')),
    }),
  ),
  trust: z.optional(z.nullable(z.array(signer))),
  tools: z.optional(toolsSchema),
  credentials: z.optional(credentialsSchema),
});

export type PolicyFile = z.infer<typeof policySchema>;

export type WorkflowFile = z.infer<typeof workflow>;
