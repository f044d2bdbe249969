/** What can go wrong with keys and with who is trusted. */
import { errorKind } from '../domain/error.ts';

export const KEY_EXPOSED = errorKind(
  'KEY_EXPOSED',
  3,
  'Whoever else can read a private key can sign as its owner, so a key that others may read is not used.',
);
export const KEY_INVALID = errorKind(
  'KEY_INVALID',
  3,
  'The file of a private key holds exactly one Ed25519 key, or nothing can be signed with it.',
);
export const PUBLIC_KEY_INVALID = errorKind(
  'PUBLIC_KEY_INVALID',
  2,
  'A key is trusted as one public line of a kind that gitcrq can verify, as OpenSSH writes it.',
);
export const SIGNER_NAME_INVALID = errorKind(
  'SIGNER_NAME_INVALID',
  2,
  'A name of a person or an agent is part of paths and refs, so it may be no path, no option and no ref.',
);
export const SIGNER_KIND_MISSING = errorKind(
  'SIGNER_KIND_MISSING',
  2,
  'People and agents may be told apart by a policy, so a new name says which of the two it is.',
);
export const TRUST_ENTRY_DIFFERS = errorKind(
  'TRUST_ENTRY_DIFFERS',
  5,
  'A key has one name and a name one kind; who somebody is does not change because a right is added.',
);
export const TRUST_UNKNOWN = errorKind('TRUST_UNKNOWN', 4, 'The trust list of this checkout has no such name or key.');
export const TRUST_NOT_ON_BASE = errorKind(
  'TRUST_NOT_ON_BASE',
  6,
  'Trust is read on the base alone: a branch must not say who may approve it.',
);
export const KEY_HOME_UNKNOWN = errorKind(
  'KEY_HOME_UNKNOWN',
  3,
  'The private key of an agent is kept in the home of its user, and where that is cannot be told.',
);
export const LEASE_HELD = errorKind(
  'LEASE_HELD',
  5,
  'Somebody else holds a lease on it. Nothing is taken from a holder before it releases its lease or the lease expires.',
);
export const LEASE_NOT_HELD = errorKind(
  'LEASE_NOT_HELD',
  4,
  'A lease is released by the agent and the session that hold it; a lease that nobody holds needs no release.',
);
export const LEASE_KEY_INVALID = errorKind(
  'LEASE_KEY_INVALID',
  2,
  'A lease is on a path inside the repository, or on a name of at most 4,096 bytes.',
);
export const LEASE_NOT_TRUSTED = errorKind(
  'LEASE_NOT_TRUSTED',
  6,
  'The base says whose leases count, and this key is not among them: others would not see the lease.',
);
export const COORD_REMOTE_UNKNOWN = errorKind(
  'COORD_REMOTE_UNKNOWN',
  3,
  'Leases are kept on the remote that the policy names, and this clone has no remote of that name.',
);
export const SIGNING_KEY_INVALID = errorKind(
  'SIGNING_KEY_INVALID',
  3,
  "What git's configuration names as your signing key is no key of ssh that gitcrq can verify.",
);
export const SIGNING_FAILED = errorKind(
  'SIGNING_FAILED',
  3,
  'Your key signs through ssh-keygen and perhaps ssh-agent; without a signature that holds nothing is written.',
);
export const REVIEW_UNSIGNABLE = errorKind(
  'REVIEW_UNSIGNABLE',
  2,
  'A review is one signed line of a note, so what is said in it is short and plain text.',
);
export const LEASE_LOST = errorKind(
  'LEASE_LOST',
  5,
  'Somebody else may hold it by now, so whatever went on under the lease was ended, or was not written.',
);
