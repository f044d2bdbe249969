/** The schemas of `tools` and `credentials` in `gitcrq.yaml`. */
import * as z from 'zod/mini';
import { parseDuration } from '../domain/duration.ts';
import { PLACEHOLDERS } from '../domain/tool.ts';

const known: readonly string[] = PLACEHOLDERS;

/** Braces around anything but a lower-case word are text, as in JSON. */
const template = z
  .string()
  .check(
    z.refine(
      (text) => [...text.matchAll(/\{([a-z]+)\}/g)].every(([, name = '']) => known.includes(name)),
      `unknown placeholder; there are ${PLACEHOLDERS.map((name) => `{${name}}`).join(', ')}`,
    ),
  );

const words = z.array(template);
const variable = z.string().check(z.regex(/^[A-Za-z_][A-Za-z0-9_]{0,99}$/, 'expected the name of a variable'));
const program = z.string().check(z.regex(/^[^-\s\p{Cc}][^\p{Cc}]*$/u, 'expected a program'));
const env = z.record(variable, template);
const span = z.string().check(z.refine((text) => (parseDuration(text) ?? 0) > 0, 'expected a span of time as 2h'));

const level = z.strictObject({
  words: z.optional(words),
  env: z.optional(env),
  file: z.optional(z.string()),
});

const tool = z.strictObject({
  command: z.optional(program),
  args: z.optional(
    z.array(
      z.strictObject({
        words,
        unless: z.optional(z.array(z.string())),
        prompted: z.optional(z.boolean()),
      }),
    ),
  ),
  env: z.optional(env),
  stdin: z.optional(z.nullable(template)),
  prompt: z.optional(z.array(z.string())),
  credentials: z.optional(z.array(variable)),
  permissions: z.optional(z.record(z.string(), level)),
  heeds: z.optional(z.array(z.string().check(z.minLength(1)))),
  version: z.optional(z.array(z.string())),
  resume: z.optional(words),
  timeout: z.optional(z.nullable(span)),
  exits: z.optional(z.record(z.string().check(z.regex(/^\d{1,3}$/, 'expected an exit code')), z.string())),
});

const toolName = z.string().check(z.regex(/^[a-z][a-z0-9-]{0,40}$/, 'expected lower-case letters, digits and hyphens'));

export const toolsSchema = z.record(toolName, tool);

const source = z.union(
  [
    z.strictObject({ env: variable }),
    z.strictObject({
      file: z.string().check(z.regex(/^(?:~\/|\/)[^\p{Cc}]+$/u, 'expected an absolute path, or one below ~/')),
    }),
    z.strictObject({ command: z.array(z.string()).check(z.minLength(1)), timeout: z.optional(span) }),
  ],
  'expected {env: VARIABLE}, {file: PATH} or {command: [PROGRAM, WORD]}',
);

export const credentialsSchema = z.record(variable, source);
