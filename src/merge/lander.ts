/** Who lands, where the base says who may: the right is asked for before anything is tested, and the log is signed. */
import type { Courier } from '../comms/courier.ts';
import type { Signer } from '../coord/agent-key.ts';
import { type DirectiveFacts, signDirective } from '../coord/directive-signature.ts';
import { type LandingFacts, signLanding } from '../coord/landing-signature.ts';
import type { Desk } from '../coord/lease-desk.ts';
import { isOpen, rightsOf, trustNow } from '../coord/trust.ts';
import type { Strategy } from '../domain/policy.ts';
import { ok, type Result } from '../domain/result.ts';
import type { Basis } from '../store/basis.ts';
import type { SeenLeases } from './judge.ts';

/** Asked only where it matters: a person's key may want a password. */
export type WhoLands = () => Promise<Result<Signer>>;

/** Requirements to land against, and why. */
export interface Overriding {
  readonly names: readonly string[];
  /** One line. */
  readonly reason: string;
}

/** Who makes a landing pass, and what they can find out that is not in the repository. */
export interface Lander {
  readonly who: WhoLands;
  readonly leases: SeenLeases;
  /** Tells the owners. */
  readonly courier: Courier;
  /** Lands on this base alone. */
  readonly into?: string;
  /** Asked for instead of the policy's. */
  readonly strategy?: Strategy;
  readonly override?: Overriding;
  /** How many tests may run side by side; as the policy says, if left out. */
  readonly width?: number;
  /** Where landers take turns; left out where there is nobody else. */
  readonly desk?: () => Promise<Result<Desk>>;
}

/** Why this lander may not land on the base; null if nothing speaks against it. */
export async function whyNotLander(basis: Basis, who: WhoLands): Promise<Result<string | null>> {
  const trust = trustNow(basis);
  if (isOpen(trust, 'land')) return ok(null);
  const signer = await who();
  if (!signer.ok) return signer;
  const { id } = signer.value.key;
  return ok(
    rightsOf(trust, id).includes('land') ? null : `${basis.base} gives ${id} no right to land; see gitcrq trust list`,
  );
}

async function signature(
  basis: Basis,
  who: WhoLands,
  sign: (signer: Signer) => Promise<Result<string>>,
): Promise<Result<string | undefined>> {
  if (isOpen(trustNow(basis), 'land')) return ok(undefined);
  const signer = await who();
  return signer.ok ? sign(signer.value) : signer;
}

/** The signature for the log; undefined where the right to land is open. */
export const landerSignature = (
  basis: Basis,
  who: WhoLands,
  facts: LandingFacts,
): Promise<Result<string | undefined>> => signature(basis, who, (signer) => signLanding(signer, facts));

/** As landerSignature, for what people tell the queue. */
export const directiveSignature = (
  basis: Basis,
  who: WhoLands,
  facts: DirectiveFacts,
): Promise<Result<string | undefined>> => signature(basis, who, (signer) => signDirective(signer, facts));
