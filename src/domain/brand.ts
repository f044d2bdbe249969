/** Names for strings that were checked once and must not be mixed up afterwards. */

declare const brand: unique symbol;
type Brand<Name extends string> = string & { readonly [brand]: Name };

/** A full object name: 40 (SHA-1) or 64 (SHA-256) lower-case hex digits. */
export type Oid = Brand<'Oid'>;
/** A canonical change request id such as `CRQ-42` or `CRQ-x7k2m9`. */
export type CrqId = Brand<'CrqId'>;
/** A branch name without `refs/heads/`. */
export type BranchName = Brand<'BranchName'>;

const OID = /^(?:[0-9a-f]{40}|[0-9a-f]{64})$/;

export const isOid = (text: string): text is Oid => OID.test(text);

/** The object name in `text`; a bug in the caller if it is none, since git printed it. */
export function oid(text: string): Oid {
  if (!isOid(text)) throw new Error(`not an object name: ${JSON.stringify(text.slice(0, 80))}`);
  return text;
}

/** git's way of writing "no object" in reflogs, hooks and transactions. */
export const isZero = (text: string): boolean => /^0+$/.test(text);
