/**
 * The leases that were taken in a run, in its files: `leased` changes whenever a command in it takes or gives one back, and
 * `leases` is what the process that renews them knows. Both are told of, neither is what holds a lease.
 */
import type { Ports } from '../../sys/ports.ts';
import { uuidv7 } from '../../sys/uuid.ts';
import { jobFile, jobText } from './job-dir.ts';

export interface RunLease {
  readonly type: string;
  readonly key: string;
  readonly token: number;
  readonly state: 'held' | 'released' | 'lost';
}

const SECRET = 0o600;

/** Says that something was taken or given back. */
export const noteLeased = (ports: Ports, dir: string): void =>
  ports.files.writeAtomic(jobFile(dir, 'leased'), uuidv7(ports), SECRET);

export const lastLeased = ({ files }: Ports, dir: string): string | null => jobText(files, dir, 'leased');

/** Where it cannot be written, the leases are renewed all the same. */
export function noteLeases({ files }: Ports, dir: string, leases: readonly RunLease[]): void {
  const text = JSON.stringify(leases.toSorted((a, b) => (a.key < b.key ? -1 : 1)));
  try {
    files.writeAtomic(jobFile(dir, 'leases'), `${text}\n`, SECRET);
  } catch {
    // A full disk, or a run whose files somebody removed.
  }
}

const isLease = (value: unknown): value is RunLease =>
  typeof value === 'object' &&
  value !== null &&
  'type' in value &&
  typeof value.type === 'string' &&
  'key' in value &&
  typeof value.key === 'string' &&
  'token' in value &&
  typeof value.token === 'number' &&
  'state' in value &&
  (value.state === 'held' || value.state === 'released' || value.state === 'lost');

/** Empty where none was taken, or the file holds something else. */
export function leasesOf({ files }: Pick<Ports, 'files'>, dir: string): readonly RunLease[] {
  try {
    const value: unknown = JSON.parse(jobText(files, dir, 'leases') ?? '[]');
    return Array.isArray(value) ? value.filter(isLease) : [];
  } catch {
    return [];
  }
}
