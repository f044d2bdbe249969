/** What can go wrong with messages. */
import { errorKind } from '../domain/error.ts';

export const MESSAGE_NOT_FOUND = errorKind(
  'MESSAGE_NOT_FOUND',
  4,
  'A message is named by its whole id, and only whoever it was sent to can read it.',
);
export const MESSAGE_UNREADABLE = errorKind(
  'MESSAGE_UNREADABLE',
  3,
  'A file of a mailbox that is no signed message to its owner tells nothing that could be relied on.',
);
