/** Shapes of the answers about trust. */
import * as z from 'zod/mini';
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
