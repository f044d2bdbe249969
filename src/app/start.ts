/** `start`: claims the request that work begins on, then its branch; `--next` takes the first that nobody works on. */
import { resolve } from 'node:path';
import { BRANCH_EXISTS, CLAIMS_UNKNOWN, CRQ_CLAIMED, NOTHING_READY } from '../crq/errors.ts';
import { type Filter, filterCrqs } from '../crq/filter.ts';
import { listCrqs } from '../crq/list.ts';
import { planStart, type Started, type StartWords } from '../crq/start.ts';
import type { CrqId } from '../domain/brand.ts';
import type { GitcrqError } from '../domain/error.ts';
import { parseId } from '../domain/id.ts';
import { fail, ok, type Result } from '../domain/result.ts';
import { CHECKOUT_REFUSED } from '../plan/errors.ts';
import type { Outcome } from '../plan/operate.ts';
import type { Plan } from '../plan/step.ts';
import { BRANCH_AMBIGUOUS } from '../store/errors.ts';
import { change } from './change.ts';
import { type Claim, type Claiming, claim, claims, dropClaim, type Leaves } from './claim.ts';
import { dropStranded } from './claim-trees.ts';
import { type Clone, inClone } from './clone.ts';
import { withOfflineId } from './offline.ts';
import type { Wired } from './wire.ts';

export interface StartAsked extends Omit<StartWords, 'what' | 'offline'> {
  /** A title, or an id; null: the first request that is ready. */
  readonly what: string | null;
  readonly dryRun: boolean;
}

export interface Begun extends Started {
  /** Null where none could be made. */
  readonly claim: Claim | null;
  readonly unclaimed?: string;
}

const READY: Filter = { status: [], type: null, owner: null, mine: false, search: null, ready: true, sort: null };

/** What is claimed for this call, and whether that was so before. */
interface Claimed {
  readonly id: CrqId;
  readonly claiming: Claiming;
}

interface Decided {
  readonly plan: Plan;
  /** Null for a title, which has no request yet, and in a dry run. */
  readonly claimed: Claimed | null;
}

export interface Ready {
  /** What somebody could begin now, the most pressing first. */
  readonly ids: readonly CrqId[];
  /** Why nobody could begin the other open ones. */
  readonly not: readonly string[];
}

async function readyOf({ repo, basis }: Clone, others: ReadonlyMap<string, string>): Promise<Result<Ready>> {
  const all = await listCrqs(repo, basis);
  if (!all.ok) return all;
  const found = await filterCrqs(repo, basis, all.value, READY, others);
  if (!found.ok) return found;
  const { crqs, not_ready: blocked = [] } = found.value;
  const open = blocked.filter(({ phase }) => phase !== 'closed');
  return ok({ ids: crqs.map(({ id }) => id), not: open.map(({ id, why }) => `${id}: ${why}`) });
}

const MOST_REASONS = 5;

/** `not`: why each of those that there are cannot be begun. */
export function nothingReady(not: readonly string[]) {
  const more = not.length > MOST_REASONS ? [`and ${not.length - MOST_REASONS} more`] : [];
  const why = [...not.slice(0, MOST_REASONS), ...more].join('; ');
  return fail(NOTHING_READY, `no request is open, unblocked and unclaimed${why === '' ? '' : `: ${why}`}`, [
    'gitcrq crq list --ready',
    'gitcrq start "TITLE"',
  ]);
}

/** The plan first: what cannot be begun is not claimed. */
async function decide(clone: Clone, words: StartWords, { dryRun, tree }: Around): Promise<Result<Decided>> {
  const plan = await planStart(clone.repo, clone.basis, words);
  if (!plan.ok) return plan;
  const { id } = plan.value.answer as Started; // the planner's own answer
  if (dryRun || parseId(words.what.trim(), clone.basis.policy.crq.prefixes) === null)
    return ok({ plan: plan.value, claimed: null });
  const claiming = await claim(clone, id, tree);
  return claiming.ok ? ok({ plan: plan.value, claimed: { id, claiming: claiming.value } }) : claiming;
}

/** What could be begun now, as `crq list --ready` has it. Fails: CLAIMS_UNKNOWN. */
export async function readyNow(clone: Clone, leaves: Leaves = 'all'): Promise<Result<Ready>> {
  const known = await claims(clone, leaves);
  if (!known.known) return fail(CLAIMS_UNKNOWN, known.stale ?? '', ['gitcrq coord leases', 'gitcrq start CRQ-<n>']);
  return readyOf(clone, known.others);
}

/** Does this keep one request from being begun, and no other? Somebody was quicker, or has it checked out. */
export const isOfOne = ({ code }: GitcrqError): boolean =>
  [CRQ_CLAIMED, CHECKOUT_REFUSED, BRANCH_AMBIGUOUS, BRANCH_EXISTS].some((kind) => kind.code === code);

async function decideNext(clone: Clone, words: Omit<StartWords, 'what'>, around: Around): Promise<Result<Decided>> {
  const ready = await readyNow(clone, around.dryRun ? 'nothing' : 'all');
  if (!ready.ok) return ready;
  const not = [...ready.value.not];
  for (const what of ready.value.ids) {
    const decided = await decide(clone, { ...words, what }, around);
    if (decided.ok || !isOfOne(decided.error)) return decided;
    not.push(decided.error.message);
  }
  return nothingReady(not);
}

interface Around {
  readonly dryRun: boolean;
  /** The worktree that the work is for, where it is not that of this call. */
  readonly tree: string | undefined;
}

/** A request that was just made is claimed once it is there. */
async function claimMade(ports: Wired, { id, offline }: Started, tree: string | undefined): Promise<Claiming> {
  if (offline !== undefined) return { claim: null, unclaimed: offline };
  return inClone(ports, async (clone) => {
    const claiming = await claim(clone, id, tree);
    return claiming.ok ? claiming : ok({ claim: null, unclaimed: claiming.error.message });
  });
}

/** Nothing was begun after all. */
const giveBack = (ports: Wired, { id, claiming }: Claimed, tree: string | undefined): Promise<void> =>
  inClone(ports, async (clone) => {
    if (claiming.claim !== null && !claiming.renewed) await dropClaim(clone, id, tree);
    return ok(undefined);
  });

export async function start(ports: Wired, { what, dryRun, ...asked }: StartAsked): Promise<Outcome> {
  const around = { dryRun, tree: asked.worktree === null ? undefined : resolve(ports.cwd, asked.worktree) };
  const made: { claimed: Claimed | null } = { claimed: null };
  const decided = async (clone: Clone, offline: string | null): Promise<Result<Plan>> => {
    const words = { ...asked, offline };
    if (!dryRun) await dropStranded(clone);
    // A plan is made anew where a race was lost; what was claimed for it stays.
    const named = made.claimed?.id ?? what;
    const found =
      named === null ? await decideNext(clone, words, around) : await decide(clone, { ...words, what: named }, around);
    if (!found.ok) return found;
    made.claimed ??= found.value.claimed;
    return ok(found.value.plan);
  };
  const outcome = await withOfflineId(ports, (offline) =>
    change(ports, 'start', { dryRun }, (clone) => decided(clone, offline)),
  ).catch(async (error: unknown) => {
    if (made.claimed !== null) await giveBack(ports, made.claimed, around.tree);
    throw error;
  });
  const answer = outcome.answer as Started; // the planner's own answer
  if (outcome.lines !== null)
    return { ...outcome, lines: [...outcome.lines, { op: 'lease', summary: `claim ${answer.id}` }] };
  const claiming = made.claimed?.claiming ?? (await claimMade(ports, answer, around.tree));
  const begun: Begun = { ...answer, ...(claiming.claim === null ? claiming : { claim: claiming.claim }) };
  return { ...outcome, answer: begun };
}
