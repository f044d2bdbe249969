/** Leases for people. */
import type { Held } from '../app/lease-hold.ts';
import type { LeaseRow, LeaseRows } from '../app/lease-look.ts';
import type { LeaseAnswer, Taken } from '../app/lease-take.ts';
import type { Conflict } from '../coord/lease-conflicts.ts';
import type { Paint } from './paint.ts';
import type { Answer } from './report.ts';
import { type Cell, table } from './table.ts';

const held = ({ key, type, token, expires_in_s, renewed }: LeaseAnswer, paint: Paint): string =>
  `${paint.id(key)} ${paint.dim(type)} ${renewed ? 'renewed' : 'held'} with token ${token} for ${expires_in_s} s`;

const NOTHING_RENEWS =
  'nothing renews it: the same command again does, and `gitcrq lease PATH -- COMMAND` holds it while COMMAND runs';

/** One lease is the answer itself; the others of a batch stand beside it. */
export function leaseTaken({ leases, notes, refused, run }: Taken): Answer {
  const [first] = leases;
  const value = leases.length > 1 ? { ...first, leases } : { ...first };
  if (refused !== null) return { value, text: '', refused };
  return {
    value,
    text: (paint) => leases.map((lease) => held(lease, paint)).join('\n'),
    notes: [...notes, run === null ? NOTHING_RENEWS : `run ${run} renews it, and gives it back at its end`],
  };
}

/** What the command printed is all that a person wants to see. */
export function leaseHeld(held: Held): Answer {
  const { value, refused } = leaseTaken(held);
  if (refused !== undefined) return { value, text: '', refused };
  const code = held.exit ?? 0;
  return { value: { ...Object(value), command: { exit: code } }, exit: code, text: '' };
}

function cells(
  { key, type, holder, token, state, mine, expires_in_s, why, ref }: LeaseRow,
  paint: Paint,
): readonly Cell[] {
  const until = mine ? 'mine' : expires_in_s === null ? (why ?? '') : `${expires_in_s} s left, if nobody renews it`;
  return [
    { text: key ?? ref, paint: paint.id },
    type ?? '',
    holder ?? '',
    token === null ? '' : `token ${token}`,
    { text: state, paint: state === 'held' ? paint.good : paint.warn },
    until,
  ];
}

export const leaseListText = (leases: readonly LeaseRow[], paint: Paint): string =>
  leases.length === 0
    ? 'nobody holds a lease; next: gitcrq coord lease PATH'
    : table(leases.map((lease) => cells(lease, paint))).join('\n');

export const conflictsText = (conflicts: readonly Conflict[], paint: Paint): string =>
  conflicts.length === 0
    ? 'nobody else holds any of it'
    : table(
        conflicts.map(({ own, type, resource, holder, expires_in_s }) => [
          { text: own, paint: paint.id },
          type,
          resource,
          holder,
          `${expires_in_s} s left, if nobody renews it`,
        ]),
      ).join('\n');

const OPEN = 'the base gives the right to lease to nobody, so every signed lease counts';

export const listNotes = (list: LeaseRows): readonly string[] => [
  ...(list.open && list.leases.length > 0 ? [OPEN] : []),
  ...staleNote(list),
];

export const staleNote = ({ stale }: Pick<LeaseRows, 'stale'>): readonly string[] =>
  stale === null ? [] : [`this is what was seen last, and no lease can be had meanwhile: ${stale}`];
