/** What can go wrong with keys and signatures. */
import { errorKind } from '../domain/error.ts';

export const KEY_EXPOSED = errorKind(
  'KEY_EXPOSED',
  3,
  'Whoever else can read a private key can sign as its owner, so a key that others may read is not used.',
);
export const KEY_INVALID = errorKind('KEY_INVALID', 3, 'A signature needs a key of a kind that gitcrq can verify.');
