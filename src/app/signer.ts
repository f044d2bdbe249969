/** Who signs in this clone: a person by their own key of ssh, or the agent that GITCRQ_AGENT names, or this clone's. */
import { agentKey, type Signer } from '../coord/agent-key.ts';
import { sshSigner } from '../coord/signer.ts';
import { once } from '../domain/once.ts';
import { ok, type Result } from '../domain/result.ts';
import type { SignerKind } from '../domain/trust.ts';
import type { Repo } from '../git/repo.ts';
import type { WhoLands } from '../merge/lander.ts';
import type { Request } from '../plan/operate.ts';
import { agentOf, homeOf } from './identity.ts';

export interface OwnSigner extends Signer {
  /** What the signer says it is; what counts is the kind that the trust list gives the key. */
  readonly kind: SignerKind;
}

/** The agent's key; one that is made only to look is kept nowhere. */
export function agentSigner(repo: Repo, isLook: boolean): Result<Signer> {
  const home = homeOf(repo.ports);
  if (!home.ok) return home;
  const agent = agentOf(repo);
  return agent.ok ? agentKey(repo.ports.files, home.value, agent.value, isLook) : agent;
}

/** The signer of landings, found when it is first asked for. A dry run makes no key that stays. */
export const whoLands = (repo: Repo, { dryRun }: Request): WhoLands => once(() => ownSigner(repo, dryRun));

/** An agent works with the git configuration of its user, and must not sign as one: whoever is named an agent is one. */
export async function ownSigner(repo: Repo, isLook: boolean): Promise<Result<OwnSigner>> {
  const ssh = repo.ports.env['GITCRQ_AGENT'] ? ok(null) : await sshSigner(repo);
  if (!ssh.ok) return ssh;
  if (ssh.value !== null) return ok({ ...ssh.value, kind: 'person' });
  const agent = agentSigner(repo, isLook);
  return agent.ok ? ok({ ...agent.value, kind: 'agent' }) : agent;
}
