/** May this entry of a queue's log tell the queue what it says? Where the base says who may land, one of them signed it. */
import { entrySigner, whyNoRight } from '../../coord/entry-signer.ts';
import { trustNow } from '../../coord/trust.ts';
import type { Basis } from '../../store/basis.ts';
import { isDirective, type LogEntry } from '../../store/queue-log.ts';

/** null: it may, or it tells of something else. */
export function whyNotTold(basis: Basis, entry: LogEntry): string | null {
  const { told } = entry;
  if (!isDirective(told)) return null;
  const why = whyNoRight(trustNow(basis), told.target, entrySigner(entry));
  return why === null ? null : `it says ${`${told.event} ${told.branch ?? told.crq ?? ''}`.trim()}, and ${why}`;
}
