/** Shape of the answer of every `--dry-run`. */
import * as z from 'zod/mini';

export const planSchema = z.object({
  plan: z.array(
    z.object({
      op: z.string(),
      summary: z.string(),
      ref: z.optional(z.string()),
      path: z.optional(z.string()),
      old: z.optional(z.string()),
      new: z.optional(z.string()),
    }),
  ),
});
