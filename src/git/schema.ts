/** Shapes that git gives every answer: object names, of SHA-1 or SHA-256. */
import * as z from 'zod/mini';

export const oid = z.string().check(z.regex(/^(?:[0-9a-f]{40}|[0-9a-f]{64})$/));
