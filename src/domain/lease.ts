/** Leases as values: what can be held, by whom, and which two of them cannot be held at once. */
import { globsMeet, matches } from './glob.ts';

export const LEASE_TYPES = ['file', 'glob', 'issue', 'spec', 'component', 'crq'] as const;
export type LeaseType = (typeof LEASE_TYPES)[number];

export interface LeaseKey {
  readonly type: LeaseType;
  /** A path or a glob from the top of the checkout with `/`; else any name: `#42`, `CRQ-7`. */
  readonly key: string;
}

/** Who holds: two sessions of one agent are two holders. */
export interface Holder {
  readonly holder: string;
  readonly session: string;
}

export interface Lease extends LeaseKey, Holder {
  readonly state: 'held' | 'released';
  /** Fencing token: greater with each holder, and never the same again. */
  readonly token: number;
  readonly ttl_s: number;
  readonly priority: number;
  /** Makes each writing of the same lease another object. */
  readonly nonce: string;
  /** RFC 3339, for people: no lease ends by it. */
  readonly at: string;
}

export const LEAST_TTL_S = 1;
export const MOST_TTL_S = 86_400;
export const MOST_PRIORITY = 1000;
export const DEFAULT_PRIORITY = 5;
/** What does not count may claim any token; above this it is no count of holders, and is passed over. */
export const MOST_CLAIMED = 2 ** 40;
export const MOST_TOKEN = 2 ** 50;
export const MOST_KEY_BYTES = 4096;

export const isLeasePriority = (value: unknown): value is number =>
  typeof value === 'number' && Number.isSafeInteger(value) && value >= 0 && value <= MOST_PRIORITY;

/** Paths can overlap without being equal; everything else is held by its name alone. */
export const isPathType = (type: LeaseType): boolean => type === 'file' || type === 'glob';

export function overlap(a: LeaseKey, b: LeaseKey): boolean {
  if (!isPathType(a.type) || !isPathType(b.type)) return a.type === b.type && a.key === b.key;
  if (a.type === 'file') return b.type === 'file' ? a.key === b.key : matches(b.key, a.key);
  return b.type === 'file' ? matches(a.key, b.key) : globsMeet(a.key, b.key);
}
