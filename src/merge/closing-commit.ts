/** The one commit that closes requests whose branches came to their base by other means than the queue. */

import { transitionMessage } from '../crq/message.ts';
import type { CrqId, Oid } from '../domain/brand.ts';
import type { Status } from '../domain/lifecycle.ts';
import { setField } from '../store/crq-edit.ts';
import type { StoredCrq } from '../store/crq-load.ts';

export interface Closing {
  readonly stored: StoredCrq;
  /** Tip of the branch that came. */
  readonly tip: Oid;
}

export interface ClosingCommit {
  readonly ids: readonly CrqId[];
  readonly subject: string;
  readonly message: string;
  /** Path → whole new text. */
  readonly files: ReadonlyMap<string, string>;
}

/** `closings` are of different requests, at least one. */
export function closingCommit(closings: readonly Closing[], to: Status): ClosingCommit {
  const files = new Map<string, string>();
  for (const { stored } of closings) {
    const after = setField(stored.text, 'status', to);
    if (typeof after === 'string') files.set(stored.path, after);
  }
  const words = closings.map(({ stored: { crq } }) =>
    transitionMessage(crq.id, crq.title, { from: crq.status, to }).trimEnd().split('\n\n'),
  );
  const ids = closings.map(({ stored }) => stored.crq.id);
  const subject = closings.length === 1 ? (words[0]?.[0] ?? '') : `Close ${ids.join(', ')}`;
  const trailers = [
    ...new Set(words.flatMap((parts) => (parts.at(-1) ?? '').split('\n'))),
    ...closings.map(({ tip }) => `CRQ-Cause: landed ${tip}`),
  ];
  return { ids, subject, message: `${subject}\n\n${trailers.join('\n')}\n`, files };
}
