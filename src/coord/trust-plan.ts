/** Plans that change the trust list of a checkout. The file is committed and landed like any other change of policy. */
import type { Policy } from '../domain/policy.ts';
import { fail, ok, type Result } from '../domain/result.ts';
import { isSignerName, keyText, RIGHTS, type Right, type SignerKind } from '../domain/trust.ts';
import type { Repo } from '../git/repo.ts';
import type { Plan } from '../plan/step.ts';
import { NOTHING_TO_CHANGE } from '../store/errors.ts';
import { type PolicyText, planPolicyFile, policyFile } from '../store/policy-file.ts';
import { policyOf } from '../store/policy-parse.ts';
import { addTrust, dropTrust, setRights } from '../store/trust-edit.ts';
import { SIGNER_KIND_MISSING, SIGNER_NAME_INVALID, TRUST_ENTRY_DIFFERS, TRUST_UNKNOWN } from './errors.ts';
import { type KeyId, type PublicKey, parsePublicKey } from './public-key.ts';

export interface Trusting {
  readonly name: string;
  readonly key: PublicKey;
  readonly kind: SignerKind | undefined;
  readonly rights: readonly Right[];
}

export interface TrustAdded {
  readonly name: string;
  readonly kind: SignerKind;
  /** All rights of the key, those it had before as well. */
  readonly rights: readonly Right[];
  readonly id: KeyId;
  readonly path: string;
}

export interface TrustRemoved {
  readonly removed: readonly { readonly name: string; readonly id: KeyId | null }[];
  readonly path: string;
}

function readPolicy(repo: Repo): Result<PolicyText & { readonly policy: Policy }> {
  const file = policyFile(repo);
  if (!file.ok) return file;
  const policy = policyOf(file.value.text, file.value.path);
  return policy.ok ? ok({ ...file.value, policy: policy.value }) : policy;
}

export const nameInvalid = (name: string, next: string) =>
  fail(
    SIGNER_NAME_INVALID,
    `${JSON.stringify(name.slice(0, 80))} is no name: letters, digits, \`.\`, \`_\` and \`-\`, at most 64, beginning with a letter or digit`,
    [next],
  );

interface Changed {
  readonly text: string;
  readonly kind: SignerKind;
  readonly rights: readonly Right[];
}

/** Rights are written in one order, so that the same list has one text. */
const inOrder = (rights: readonly Right[]): readonly Right[] => RIGHTS.filter((right) => rights.includes(right));

function decided(text: string, policy: Policy, { name, key, kind, rights }: Trusting): Result<Changed> {
  const at = policy.trust.findIndex((one) => keyText(one.key) === key.text);
  const same = policy.trust[at] ?? policy.trust.find((one) => one.name === name);
  const differs = (what: string) => fail(TRUST_ENTRY_DIFFERS, what, [`gitcrq trust remove ${same?.name}`]);
  if (same !== undefined && same.name !== name) return differs(`the key ${key.id} is trusted as ${same.name}`);
  if (same !== undefined && kind !== undefined && same.kind !== kind) return differs(`${name} is of kind ${same.kind}`);
  const known = kind ?? same?.kind;
  if (known === undefined)
    return fail(SIGNER_KIND_MISSING, `${name} is new here`, [
      `gitcrq trust add ${name} --kind person --right ${rights[0]}`,
      `gitcrq trust add ${name} --kind agent --right ${rights[0]}`,
    ]);
  const had = policy.trust[at]?.rights ?? [];
  const all = inOrder([...had, ...rights]);
  if (rights.every((right) => had.includes(right)))
    return fail(NOTHING_TO_CHANGE, `${name} has ${inOrder(rights).join(', ')} already`, ['gitcrq trust list']);
  const next =
    at === -1
      ? addTrust(text, policy, { name, key: key.text, kind: known, rights: all })
      : setRights(text, policy, at, all);
  return next.ok ? ok({ text: next.value, kind: known, rights: all }) : next;
}

/** Trusts a key, or gives rights to one that is trusted. Another key under the same name is how a key is replaced. */
export function planTrustAdd(repo: Repo, asked: Trusting): Result<Plan> {
  const { name, key, rights } = asked;
  if (!isSignerName(name)) return nameInvalid(name, 'gitcrq trust list');
  const file = readPolicy(repo);
  if (!file.ok) return file;
  const { path, policy } = file.value;
  const next = decided(file.value.text, policy, asked);
  if (!next.ok) return next;
  const answer: TrustAdded = { name, kind: next.value.kind, rights: next.value.rights, id: key.id, path };
  const title = `trust ${name} with ${inOrder(rights).join(', ')}`;
  return ok(planPolicyFile(repo, { path, text: next.value.text }, { op: 'trust add', title, answer }));
}

function idOf(line: string): KeyId | null {
  const key = parsePublicKey(line);
  return typeof key === 'string' ? null : key.id;
}

/** Takes back all keys of a name, or one key by its id. */
export function planTrustRemove(repo: Repo, who: string): Result<Plan> {
  const file = readPolicy(repo);
  if (!file.ok) return file;
  const { path, text, policy } = file.value;
  const found = policy.trust.flatMap(({ name, key }, at) => {
    const id = idOf(key);
    return name === who || id === who ? [{ at, name, id }] : [];
  });
  if (found.length === 0)
    return fail(TRUST_UNKNOWN, `${path} trusts no name or key ${JSON.stringify(who.slice(0, 80))}`, [
      'gitcrq trust list',
      'gitcrq config check',
    ]);
  const next = dropTrust(
    text,
    policy,
    found.map(({ at }) => at),
  );
  if (!next.ok) return next;
  const answer: TrustRemoved = { removed: found.map(({ name, id }) => ({ name, id })), path };
  const title = `no longer trust ${who}`;
  return ok(planPolicyFile(repo, { path, text: next.value }, { op: 'trust remove', title, answer }));
}
