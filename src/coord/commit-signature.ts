/**
 * Whose key signed a commit: git's own SSH signature (gpg.format=ssh), which covers the commit's bytes without the header
 * that holds it, in the namespace `git`. A signature of OpenPGP says nothing here, since the trust list holds SSH keys.
 */
import type { Oid } from '../domain/brand.ts';
import type { Right } from '../domain/trust.ts';
import type { Repo } from '../git/repo.ts';
import type { Basis } from '../store/basis.ts';
import type { KeyId } from './public-key.ts';
import { verifySignature } from './signature.ts';
import { rightsOf, trustNow } from './trust.ts';

/** What git signs in (its gpg-interface.c). */
const GIT = 'git';
/** The header of a repository of SHA-1, and of one of SHA-256 (gitformat-signature(5)). */
const HEADERS = ['gpgsig ', 'gpgsig-sha256 '];
const ARMOUR = /^-----BEGIN SSH SIGNATURE-----\n([A-Za-z0-9+/=\n]+)\n-----END SSH SIGNATURE-----\s*$/;

interface Signed {
  readonly signature: Buffer;
  readonly payload: Buffer;
}

/** Null where the commit has no signature of SSH. Bytes are kept: a message may be in any encoding. */
function signedParts(bytes: Buffer): Signed | null {
  const text = bytes.toString('latin1');
  const end = text.indexOf('\n\n');
  const lines = text.slice(0, end === -1 ? text.length : end).split('\n');
  const at = lines.findIndex((line) => HEADERS.some((header) => line.startsWith(header)));
  if (at === -1) return null;
  let after = at + 1;
  while (lines[after]?.startsWith(' ')) after++;
  const value = lines
    .slice(at, after)
    .map((line, index) => (index === 0 ? line.slice(line.indexOf(' ') + 1) : line.slice(1)));
  const armoured = ARMOUR.exec(value.join('\n'))?.[1];
  if (armoured === undefined) return null;
  const rest = [...lines.slice(0, at), ...lines.slice(after)].join('\n') + text.slice(end === -1 ? text.length : end);
  return { signature: Buffer.from(armoured, 'base64'), payload: Buffer.from(rest, 'latin1') };
}

/** The key whose signature the commit bears, or null: none, or one that does not fit. */
export function signerOfCommit(bytes: Buffer): KeyId | null {
  const parts = signedParts(bytes);
  if (parts === null) return null;
  const verified = verifySignature(parts.signature, parts.payload, GIT);
  return typeof verified === 'string' ? null : verified.key.id;
}

/** What the base's trust list lets the commit's signer do. */
export async function signedRights(repo: Repo, basis: Basis, commit: Oid): Promise<readonly Right[]> {
  const object = await repo.reader.read(commit);
  const key = object?.type === 'commit' ? signerOfCommit(object.bytes) : null;
  return key === null ? [] : rightsOf(trustNow(basis), key);
}
