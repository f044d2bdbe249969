/** The ref of a lease. Any key has one: paths, options, refs, unicode; also on a disk that knows no case. */
import { createHash } from 'node:crypto';
import { isPathType, LEASE_TYPES, type LeaseKey } from '../domain/lease.ts';

export const LEASE_REFS = 'refs/gitcrq/leases/';
/** Moved by whoever acquires a path: who knows its value knows of every path that was ever acquired. */
export const INDEX_REF = `${LEASE_REFS}index`;

/** `refs/gitcrq/leases/<xx>/<type>-<readable part>-<hash>`. The readable part is for people; the hash tells keys apart. */
export function leaseRef({ type, key }: LeaseKey): string {
  const hash = createHash('sha256').update(`${type}\0${key}`).digest('hex');
  const readable = key
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-/, '')
    .slice(0, 40)
    .replace(/-$/, '');
  return `${LEASE_REFS}${hash.slice(0, 2)}/${type}-${readable === '' ? '' : `${readable}-`}${hash.slice(0, 32)}`;
}

const ASK = '.ask';

/** Where somebody asks the holder to yield. */
export const askRef = (ref: string): string => `${ref}${ASK}`;

const FORM = /^refs\/gitcrq\/leases\/[0-9a-f]{2}\/([a-z]+)-[a-z0-9-]+$/;

/** What stands beside leases: the index, and asks. */
export const isNoted = (ref: string): boolean =>
  ref === INDEX_REF || (ref.endsWith(ASK) && isLeaseRef(ref.slice(0, -ASK.length)));

export const isLeaseRef = (ref: string): boolean => FORM.test(ref);

/** Does the name say that a path is held by it? What is stored under it is judged apart. */
export function isPathRef(ref: string): boolean {
  const type = FORM.exec(ref)?.[1];
  return LEASE_TYPES.some((one) => one === type && isPathType(one));
}
