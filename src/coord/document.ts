/**
 * Signed documents: JSON objects with `schema` and `sig`. The signature covers the canonical text of everything but
 * itself, behind a line that names the schema, so a signature over one kind of document is none over another.
 */
import { canonical, isList, type Json } from './canonical.ts';
import type { PublicKey } from './public-key.ts';
import { verifySignature } from './signature.ts';

export interface Document {
  /** `gitcrq.review/1`: what it is, and the version of its form. */
  readonly schema: string;
  readonly [key: string]: Json;
}

export type Verified =
  | { readonly kind: 'valid'; readonly key: PublicKey; readonly document: Document }
  /** `why` is for people: what about the document is wrong. */
  | { readonly kind: 'invalid'; readonly why: string };

/** No document of gitcrq is longer, written out. */
export const MOST_BYTES = 64 * 1024;
const SCHEMA = /^gitcrq\.[a-z]+\/[1-9][0-9]{0,3}$/;

/** The bytes that are signed; null if the document has no canonical text or is too long. */
export function signedBytes(document: Document): Buffer | null {
  const text = canonical(document);
  if (text === null || !SCHEMA.test(document.schema)) return null;
  const bytes = Buffer.from(`gitcrq signed document\n${document.schema}\n${text}`, 'utf8');
  return bytes.length > MOST_BYTES ? null : bytes;
}

/** The document with its signature, as one line of JSON. */
export const signedLine = (document: Document, signature: Uint8Array): string =>
  JSON.stringify({ ...document, sig: Buffer.from(signature).toString('base64') });

const invalid = (why: string): Verified => ({ kind: 'invalid', why });

function parsed(text: string): { readonly [key: string]: Json } | null {
  try {
    const value: Json = JSON.parse(text);
    return typeof value === 'object' && value !== null && !isList(value) ? value : null;
  } catch {
    return null;
  }
}

/** Reads and verifies one document. `schemas` are those the reader knows; all else is invalid to it. */
export function verifyDocument(text: string, schemas: readonly string[]): Verified {
  if (text.length > 2 * MOST_BYTES) return invalid('it is too long');
  const value = parsed(text);
  if (value === null) return invalid('it is no JSON object');
  const { sig, ...rest } = value;
  const { schema } = rest;
  if (typeof schema !== 'string' || !SCHEMA.test(schema)) return invalid('it has no schema');
  if (!schemas.includes(schema)) return invalid(`its schema ${schema} is not one of ${schemas.join(', ')}`);
  if (typeof sig !== 'string' || !/^[A-Za-z0-9+/]+={0,2}$/.test(sig)) return invalid('it is not signed');
  const document: Document = { ...rest, schema };
  const bytes = signedBytes(document);
  if (bytes === null) return invalid('it has no canonical text, or is too long');
  const verified = verifySignature(Buffer.from(sig, 'base64'), bytes);
  return typeof verified === 'string'
    ? invalid(`its signature does not hold: ${verified}`)
    : { kind: 'valid', key: verified.key, document };
}
