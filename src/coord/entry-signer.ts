/** Who signed an entry of the queue's log, and may they? One answer for the server that takes it and the clone that obeys it. */
import { isDirective, isEvent, type LogEntry } from '../store/queue-log.ts';
import { signerOfDirective } from './directive-signature.ts';
import { signerOfLanding } from './landing-signature.ts';
import type { KeyId } from './public-key.ts';
import { isOpen, rightsOf, type Trust } from './trust.ts';

/** null: nobody's signature, or one over something else. */
export function entrySigner({ told, previous }: LogEntry): KeyId | null {
  if (told?.signature === undefined) return null;
  if (isDirective(told)) return signerOfDirective({ ...told, previous }, told.signature);
  const to = isEvent(told) && told.event === 'landed' ? told.landing : told.to;
  return to === undefined ? null : signerOfLanding({ ...told, to, previous }, told.signature);
}

/** null: whoever signed it may. */
export function whyNoRight(trust: Trust, target: string, key: KeyId | null): string | null {
  if (isOpen(trust, 'land')) return null;
  if (key === null) return 'it is signed by nobody';
  return rightsOf(trust, key).includes('land') ? null : `${target} gives ${key} no right to land`;
}
