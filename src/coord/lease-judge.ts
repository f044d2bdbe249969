/** Who has a ref, as this clone can judge it: by signature, by trust, and by how long the ref has stood still. */
import type { Oid } from '../domain/brand.ts';
import { type Lease, MOST_CLAIMED } from '../domain/lease.ts';
import { type Desk, isOwn } from './lease-desk.ts';
import { type LeaseRead, readLease } from './lease-document.ts';
import { observe, recall, remember } from './lease-memory.ts';

/** `token` is the greatest that is known of: the next holder's is greater. */
interface Known {
  readonly token: number;
  /** The remote shows less than it showed before: somebody put old refs back. */
  readonly rewound: boolean;
}

export type Standing = Known &
  (
    | {
        readonly kind: 'free';
        readonly why: 'absent' | 'released' | 'expired' | 'void';
        readonly claim: Partial<Lease>;
        /** With `void`: why what is stored there holds nothing. */
        readonly problem?: string;
      }
    | { readonly kind: 'mine'; readonly lease: Lease }
    | { readonly kind: 'held'; readonly lease: Lease; readonly expires_in_s: number }
  );

/**
 * `asked_ms` is when the board was asked, by the clock of the boot: looking again and again is what makes a lease expire.
 * null: `oid` is only what was known before, so nothing is learned and nothing expires.
 */
export async function judge(desk: Desk, ref: string, oid: Oid | null, asked_ms: number | null): Promise<Standing> {
  const { coord } = desk;
  const memory = recall(coord, ref);
  if (oid === null) {
    const rewound = asked_ms !== null && memory.token > 0;
    if (rewound && memory.oid !== null) remember(coord, ref, null, 0);
    return { kind: 'free', why: 'absent', token: memory.token, rewound, claim: {} };
  }
  const read = readLease(ref, await coord.blob(oid));
  const token = read.kind === 'valid' ? read.lease.token : 0;
  const stood_ms = asked_ms === null ? 0 : observe(coord, ref, oid, token, asked_ms);
  const problem = whyVoid(desk, read);
  if (read.kind === 'invalid' || problem !== null) return voidAt(memory.token, read, problem);
  const known: Known = { token: Math.max(memory.token, token), rewound: asked_ms !== null && token < memory.token };
  return standingOf(desk, read, known, stood_ms);
}

type Valid = Extract<LeaseRead, { kind: 'valid' }>;

function standingOf(desk: Desk, { lease, by }: Valid, known: Known, stood_ms: number): Standing {
  if (lease.state === 'released') return { ...known, kind: 'free', why: 'released', claim: lease };
  // A lease that was put back is held no more, by whoever it was: somebody has had it since.
  if (known.rewound) return { ...known, kind: 'free', why: 'absent', claim: lease };
  if (isOwn(desk, lease, by)) return { ...known, kind: 'mine', lease };
  const left_ms = (lease.ttl_s + desk.margin_s) * 1000 - stood_ms;
  return left_ms <= 0
    ? { ...known, kind: 'free', why: 'expired', claim: lease }
    : { ...known, kind: 'held', lease, expires_in_s: Math.ceil(left_ms / 1000) };
}

function voidAt(floor: number, read: LeaseRead, problem: string | null): Standing {
  const claim = read.kind === 'valid' ? read.lease : read.claim;
  const claimed = claim.token ?? 0;
  const token = claimed < MOST_CLAIMED ? Math.max(floor, claimed) : floor;
  return { kind: 'free', why: 'void', token, rewound: false, claim, problem: problem ?? 'it holds nothing' };
}

function whyVoid({ trusted }: Desk, read: LeaseRead): string | null {
  if (read.kind === 'invalid') return read.why;
  return trusted === null || trusted.has(read.by) ? null : `the base gives ${read.by} no right to lease`;
}
