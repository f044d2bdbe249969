/** The words of the commits that gitcrq makes about records: subject, the person's reason, trailers. */
import type { CrqId } from '../domain/brand.ts';
import { formatTransition, type Transition } from '../domain/lifecycle.ts';

/** Of the usual states; for others the subject says where the request went. */
const VERBS: Readonly<Record<string, string>> = {
  draft: 'Draft',
  open: 'Reopen',
  approved: 'Approve',
  closed: 'Close',
  rejected: 'Reject',
  deferred: 'Defer',
  cancelled: 'Cancel',
};

const withTrailers = (subject: string, reason: string | undefined, trailers: readonly string[]): string =>
  [subject, ...(reason === undefined || reason.trim() === '' ? [] : [reason.trim()]), trailers.join('\n')]
    .join('\n\n')
    .concat('\n');

/** Subjects stay within git's usual width. */
const short = (title: string): string => ([...title].length > 60 ? `${[...title].slice(0, 59).join('')}…` : title);

export const openMessage = (id: CrqId, title: string): string =>
  withTrailers(`Open ${id}: ${short(title)}`, undefined, [`CRQ: ${id}`]);

/** A trailer a record: each of them is made by this commit. */
export const importMessage = (title: string, ids: readonly CrqId[]): string =>
  withTrailers(
    title,
    undefined,
    ids.map((id) => `CRQ: ${id}`),
  );

export const editMessage = (id: CrqId, keys: readonly string[], reason?: string): string =>
  withTrailers(`Set ${keys.join(', ')} of ${id}`, reason, [`CRQ: ${id}`]);

export const commentMessage = (id: CrqId): string => withTrailers(`Comment on ${id}`, undefined, [`CRQ: ${id}`]);

export const renumberMessage = (was: CrqId, id: CrqId): string =>
  withTrailers(`Renumber ${was} to ${id}`, undefined, [`CRQ: ${id}`]);

export const rewriteMessage = (id: CrqId, reason?: string): string =>
  withTrailers(`Edit the record of ${id}`, reason, [`CRQ: ${id}`]);

export const transitionMessage = (id: CrqId, title: string, step: Transition, reason?: string): string => {
  const verb = step.from === 'draft' && step.to === 'open' ? 'Open' : VERBS[step.to];
  const subject = verb === undefined ? `Move ${id} to ${step.to}` : `${verb} ${id}`;
  return withTrailers(`${subject}: ${short(title)}`, reason, [
    `CRQ: ${id}`,
    `CRQ-Transition: ${formatTransition(step)}`,
  ]);
};
