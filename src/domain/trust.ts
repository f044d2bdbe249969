/** Who is trusted with what: an entry of the policy's `trust`, and what may be written there. */

export const RIGHTS = ['execute', 'approve', 'land', 'lease', 'task', 'override'] as const;
export type Right = (typeof RIGHTS)[number];

const RIGHT = 'right:';

/** The right that `right:NAME` asks for; null: the text asks for none. */
export const rightNamed = (text: string): Right | null => RIGHTS.find((right) => text === `${RIGHT}${right}`) ?? null;

/** May the text say who may take a step: `owner`, `right:RIGHT`, or a glob over addresses? */
export const isTaker = (text: string): boolean =>
  text === 'owner' || rightNamed(text) !== null || (/^[^\s:]*[@*][^\s:]*$/.test(text) && text.length <= 254);

export const SIGNER_KINDS = ['person', 'agent'] as const;
export type SignerKind = (typeof SIGNER_KINDS)[number];

export interface TrustEntry {
  readonly name: string;
  /** A public key on one line, as OpenSSH writes it: `ssh-ed25519 AAAA…`, with or without a comment. */
  readonly key: string;
  readonly kind: SignerKind;
  readonly rights: readonly Right[];
}

/** Letters, digits, `.`, `_` and `-`: a name is part of paths and refs, and must be neither an option nor a way out. */
export const isSignerName = (name: string): boolean =>
  /^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$/.test(name) && !/\.\.|\.lock$|\.$/.test(name);

/** A name made of any text: what may not be in one becomes a hyphen; null where nothing is left. */
export function signerNameOf(text: string): string | null {
  const name = text
    .replace(/[^A-Za-z0-9._-]+|\.{2,}/g, '-')
    .replace(/-{2,}/g, '-')
    .replace(/^[._-]+/, '')
    .slice(0, 64)
    .replace(/(?:\.lock|[._-])+$/, '');
  return isSignerName(name) ? name : null;
}

/**
 * What every key of a kind begins with, written out: its kind and length fields in base64. Ed25519 keys have one length,
 * so for them the form is all there is to check; whether the numbers of the others are a key, `config check` says.
 */
const FORMS: readonly RegExp[] = [
  /^ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAI[A-Za-z0-9+/]{43}$/,
  /^ecdsa-sha2-nistp256 AAAAE2VjZHNhLXNoYTItbmlzdHAyNTYAAAAIbmlzdHAyNTYAAABBB[A-Za-z0-9+/]{86}=$/,
  /^ssh-rsa AAAAB3NzaC1yc2EAAAA[A-Za-z0-9+/]{340,5450}={0,2}$/,
];

/** The key without its comment: one key has one text. */
export const keyText = (line: string): string =>
  line
    .trim()
    .split(/[ \t]+/, 2)
    .join(' ');

export const isKeyLine = (line: string): boolean => FORMS.some((form) => form.test(keyText(line)));
