/** Who leases, and where: agent, session, key and remote of this call. The only place that asks the environment for them. */
import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { type CoordOptions, type CoordRepo, coordRepo } from '../coord/coord-repo.ts';
import { COORD_REMOTE_UNKNOWN } from '../coord/errors.ts';
import { boardOf } from '../coord/lease-board.ts';
import type { Desk } from '../coord/lease-desk.ts';
import type { KeyId } from '../coord/public-key.ts';
import { isOpen, trustNow } from '../coord/trust.ts';
import { synced } from '../crq/sync.ts';
import { parseDuration } from '../domain/duration.ts';
import { fail, ok, type Result } from '../domain/result.ts';
import type { Right } from '../domain/trust.ts';
import type { Repo } from '../git/repo.ts';
import type { WhoLands } from '../merge/lander.ts';
import { type Basis, remoteNames } from '../store/basis.ts';
import type { Clone } from './clone.ts';
import { agentOf } from './identity.ts';
import { WITHIN } from './lease-place.ts';
import { agentSigner } from './signer.ts';

const short = (...words: readonly string[]): string =>
  createHash('sha256').update(words.join('\0')).digest('hex').slice(0, 16);

/** Of whoever works in this checkout. */
const treeSession = (repo: Repo, { cloneId }: CoordRepo): string =>
  `tree-${short(cloneId, repo.workTree ?? repo.gitDir)}`;

/**
 * Two sessions of one agent are two holders. A pane of tmux is a session as long as its server lives; elsewhere a checkout is
 * one, so that whoever comes back to it holds what was held.
 */
function sessionOf(repo: Repo, coord: CoordRepo): string {
  const { env } = repo.ports;
  const [socket, server] = (env['TMUX'] ?? '').split(',');
  const pane = env['TMUX_PANE'];
  return socket && pane ? `pane-${short(coord.cloneId, socket, server ?? '', pane)}` : treeSession(repo, coord);
}

/**
 * Whose leases are ours as well: in a pane, what its checkout holds, such as the claim that a worktree was made for; in a run,
 * what the pane or the checkout around it holds, too.
 */
function withinOf(repo: Repo, coord: CoordRepo, session: string | undefined): readonly string[] {
  const around = (repo.ports.env[WITHIN] ?? '').split(' ').filter(Boolean);
  if (session === undefined) return [...around, treeSession(repo, coord)];
  return around.length === 0 ? [] : [...around, sessionOf(repo, coord), treeSession(repo, coord)];
}

/** A session that nobody else can be in. */
export const newSession = ({ random }: Repo['ports']): string => `run-${Buffer.from(random.bytes(8)).toString('hex')}`;

/** The keys that have the right; null while the base gives it to nobody: then every signed lease counts. */
function trustedOf(basis: Basis, right: Right): ReadonlySet<KeyId> | null {
  const trust = trustNow(basis);
  if (isOpen(trust, right)) return null;
  return new Set(trust.keys.flatMap(({ id, rights }) => (id !== null && rights.includes(right) ? [id] : [])));
}

function remoteOf(repo: Repo, { policy, remote }: Basis): Result<string | null> {
  const named = policy.coord.remote;
  if (named === null) return ok(remote);
  const names = remoteNames(repo.ports.files.readText(join(repo.commonDir, 'config')) ?? '');
  return names.includes(named)
    ? ok(named)
    : fail(COORD_REMOTE_UNKNOWN, `there is no remote ${named}`, [
        `git remote add ${named} URL`,
        'gitcrq config get coord.remote',
      ]);
}

export const ttlOf = ({ policy }: Basis): number => parseDuration(policy.lease.ttl) ?? 0;

export interface DeskOptions extends CoordOptions {
  /** Makes no key that stays; implied by `scratch`. */
  readonly isLook?: boolean;
  /** For a command that holds a lease of its own. */
  readonly session?: string;
  /** The worktree that the lease is for, where it is not that of this call, and perhaps not there yet. */
  readonly tree?: string;
}

export function deskOf(
  { repo, basis }: Clone,
  { session, tree, isLook = false, ...options }: DeskOptions = {},
): Result<Desk> {
  const there = tree === undefined ? repo : { ...repo, workTree: tree };
  const agent = agentOf(there);
  if (!agent.ok) return agent;
  const signer = agentSigner(there, isLook || options.scratch !== undefined);
  if (!signer.ok) return signer;
  const remote = remoteOf(repo, basis);
  if (!remote.ok) return remote;
  const coord = coordRepo(repo, options);
  if (!coord.ok) return coord;
  const placeSession = tree === undefined ? sessionOf : treeSession;
  return ok({
    coord: coord.value,
    board: boardOf(coord.value, remote.value),
    who: { holder: agent.value, session: session ?? placeSession(there, coord.value) },
    within: withinOf(there, coord.value, session),
    signer: signer.value,
    trusted: trustedOf(basis, 'lease'),
    margin_s: parseDuration(basis.policy.lease.margin) ?? 0,
  });
}

/**
 * As deskOf, for whoever acquires. Where the base says whose leases count, it is asked what it says now: who goes by an old
 * list would take what somebody holds who has the right since.
 */
export async function acquiringDesk(clone: Clone, options: DeskOptions = {}): Promise<Result<Desk>> {
  if (isOpen(trustNow(clone.basis), 'lease')) return deskOf(clone, options);
  const basis = await synced(clone.repo, clone.basis);
  return basis.ok ? deskOf({ ...clone, basis: basis.value }, options) : basis;
}

/**
 * Where the landers of this clone's remote take turns, as the lander of this clone: whichever of its worktrees they are
 * called from, and after a kill, there is one at a time. Its leases count by the right to land.
 */
export async function queueDesk({ repo, basis }: Clone, remote: string, who: WhoLands): Promise<Result<Desk>> {
  const desk = deskOf({ repo, basis });
  if (!desk.ok) return desk;
  const trusted = trustedOf(basis, 'land');
  const signer = trusted === null ? ok(desk.value.signer) : await who();
  if (!signer.ok) return signer;
  const { coord, who: here } = desk.value;
  return ok({
    ...desk.value,
    board: boardOf(coord, remote),
    who: { ...here, session: `queue-${short(coord.cloneId, repo.commonDir)}` },
    within: [],
    signer: signer.value,
    trusted,
  });
}
