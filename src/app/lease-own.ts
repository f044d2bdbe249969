/** What this session holds, as far as it is known here: no remote is asked, and nothing is made. */
import { keyPath } from '../coord/agent-key.ts';
import { knownLeases } from '../coord/lease-list.ts';
import { recall } from '../coord/lease-memory.ts';
import type { LeaseType } from '../domain/lease.ts';
import type { Clone } from './clone.ts';
import { agentOf, homeOf } from './identity.ts';
import { deskOf } from './lease.ts';

export interface OwnLease {
  readonly type: LeaseType;
  readonly key: string;
  readonly token: number;
  /** 0: it has expired, and whoever wants it may take it. */
  readonly expires_in_s: number;
}

export async function ownLeases(clone: Clone): Promise<readonly OwnLease[]> {
  const { ports } = clone.repo;
  const [agent, home] = [agentOf(clone.repo), homeOf(ports)];
  if (!agent.ok || !home.ok || ports.files.stat(keyPath(home.value, agent.value)) === null) return [];
  const desk = deskOf(clone);
  if (!desk.ok) return [];
  const listed = await knownLeases(desk.value);
  return listed.flatMap(({ ref, standing }) => {
    if (standing.kind !== 'mine') return [];
    const { type, key, token, ttl_s } = standing.lease;
    const left_ms = recall(desk.value.coord, ref).since_ms + ttl_s * 1000 - ports.clock.boot_ms();
    return [{ type, key, token, expires_in_s: Math.max(0, Math.min(ttl_s, Math.ceil(left_ms / 1000))) }];
  });
}
