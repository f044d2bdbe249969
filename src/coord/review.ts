/**
 * One review: a signed document that says who approved which commit of which request. It is a line in the note about
 * that commit, below `refs/notes/gitcrq/reviews`. What it says of its signer is a claim; the trust list decides.
 */
import { type CrqId, isOid, type Oid } from '../domain/brand.ts';
import { parseWrittenId } from '../domain/id.ts';
import { fail, ok, type Result } from '../domain/result.ts';
import { SIGNER_KINDS, type SignerKind } from '../domain/trust.ts';
import type { Signer } from './agent-key.ts';
import type { Json } from './canonical.ts';
import { type Document, signedBytes, signedLine, verifyDocument } from './document.ts';
import { REVIEW_UNSIGNABLE } from './errors.ts';
import type { PublicKey } from './public-key.ts';

export const REVIEWS_REF = 'refs/notes/gitcrq/reviews';
const SCHEMA = 'gitcrq.review/1';

/** `code`: this commit may land. `plan`: the request, as this commit has it, may be worked on. */
export const REVIEWED = ['code', 'plan'] as const;
export type Reviewed = (typeof REVIEWED)[number];

export interface Draft {
  readonly crq: CrqId;
  /** The commit that was reviewed. */
  readonly head: Oid;
  readonly what: Reviewed;
  /** `Name <address>` */
  readonly by: string;
  readonly kind: SignerKind;
  /** RFC 3339. */
  readonly at: string;
  readonly message?: string;
}

export interface Review extends Draft {
  readonly key: PublicKey;
}

const MOST_CHARACTERS = 2000;

/** The line for a note. */
export async function signReview(draft: Draft, signer: Signer): Promise<Result<string>> {
  const { crq, head, what, by, kind, at, message } = draft;
  const more: { readonly [key: string]: Json } = message === undefined ? {} : { message };
  const document: Document = { schema: SCHEMA, crq, head, what, by, kind, at, ...more };
  const bytes = signedBytes(document);
  if (bytes === null || (message ?? '').length > MOST_CHARACTERS)
    return fail(REVIEW_UNSIGNABLE, 'the message is too long, or holds half of a character', [
      `gitcrq approve ${crq} -m "seen"`,
    ]);
  const signature = await signer.sign(bytes);
  return signature.ok ? ok(signedLine(document, signature.value)) : signature;
}

const oneOf = <T extends string>(all: readonly T[], value: Json | undefined): T | undefined =>
  all.find((one) => one === value);

const text = (value: Json | undefined, most: number): string =>
  typeof value === 'string' ? value.replace(/(?![\n\t])\p{Cc}/gu, ' ').slice(0, most) : '';

const MOMENT = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?(?:Z|[+-]\d\d:\d\d)$/;

/** One line of the note about a commit, or why it is no review of that commit. */
export function parseReview(line: string, about: Oid, prefixes: readonly string[]): Review | string {
  const verified = verifyDocument(line, [SCHEMA]);
  if (verified.kind === 'invalid') return verified.why;
  const { document, key } = verified;
  const { crq, head, at } = document;
  const id = typeof crq === 'string' ? parseWrittenId(crq, prefixes) : null;
  const [what, kind] = [oneOf(REVIEWED, document['what']), oneOf(SIGNER_KINDS, document['kind'])];
  if (id === null) return `its crq is no id with a prefix of ${prefixes.join(', ')}`;
  if (what === undefined) return `it says neither ${REVIEWED.join(' nor ')}`;
  if (kind === undefined) return `its kind is neither ${SIGNER_KINDS.join(' nor ')}`;
  if (typeof at !== 'string' || !MOMENT.test(at)) return 'it says no time';
  if (typeof head !== 'string' || !isOid(head)) return 'its head is no commit';
  if (head !== about) return `it was made for ${head.slice(0, 12)}, another commit`;
  const message = text(document['message'], MOST_CHARACTERS);
  return {
    crq: id,
    head: about,
    what,
    by: text(document['by'], 200).replace(/[\n\t]/g, ' '),
    kind,
    at,
    ...(message === '' ? {} : { message }),
    key,
  };
}
