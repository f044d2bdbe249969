/** May this entry of a queue's log tell the queue what it says? Where the base says who may land, one of them signed it. */
import { signerOfDirective } from '../../coord/directive-signature.ts';
import { isOpen, rightsOf, trustNow } from '../../coord/trust.ts';
import type { Basis } from '../../store/basis.ts';
import { isDirective, type LogEntry } from '../../store/queue-log.ts';

/** null: it may, or it tells of something else. */
export function whyNotTold(basis: Basis, { told, previous }: LogEntry): string | null {
  const trust = trustNow(basis);
  if (!isDirective(told) || isOpen(trust, 'land')) return null;
  const key = told.signature === undefined ? null : signerOfDirective({ ...told, previous }, told.signature);
  const what = `${told.event} ${told.branch ?? told.crq ?? ''}`.trim();
  if (key === null) return `it says ${what}, signed by nobody`;
  return rightsOf(trust, key).includes('land')
    ? null
    : `it says ${what}, and ${told.target} gives ${key} no right to land`;
}
