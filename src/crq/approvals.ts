/** The reviews of one request as people see them: who approved what, and whether it still holds. Asks this clone alone. */

import { queueEvents } from '../coord/queue-log.ts';
import { withoutStatus } from '../coord/quiet.ts';
import type { Review, Reviewed } from '../coord/review.ts';
import { type Ground, type Standing, standings, whyNoSay } from '../coord/review-holds.ts';
import { type Reviews, readReviews } from '../coord/review-read.ts';
import { type Trust, trustIn, trustNow } from '../coord/trust.ts';
import { type CrqId, isOid, type Oid } from '../domain/brand.ts';
import { crqPath } from '../domain/crq.ts';
import { ok, type Result } from '../domain/result.ts';
import { isAncestor } from '../git/refs.ts';
import type { Repo } from '../git/repo.ts';
import type { Basis } from '../store/basis.ts';
import { recordRules } from '../store/merge-commits.ts';
import { copyOf, type Found } from './find.ts';

export interface ShownApproval {
  /** The commit that was approved. */
  readonly oid: Oid;
  readonly what?: Reviewed;
  /** What the review says of its signer; empty where it is none. */
  readonly by: string;
  readonly at: string;
  readonly key?: string;
  /** The name that the trust list gives the key. */
  readonly signer?: string;
  readonly message?: string;
  readonly state: Standing['state'];
  /** Why it does not hold; empty if it does. */
  readonly why: string;
}

const shown = ({ head, what, by, at, key, message }: Review, standing: Pick<Standing, 'state' | 'why' | 'signer'>) => ({
  oid: head,
  what,
  by,
  at,
  key: key.id,
  ...(standing.signer === null ? {} : { signer: standing.signer }),
  ...(message === undefined ? {} : { message }),
  state: standing.state,
  why: standing.why,
});

/** A line that is no review is shown where it claims to belong, or beside what it stands at. */
function voids({ voids, unreadable }: Reviews, id: CrqId, heads: ReadonlySet<string>): readonly ShownApproval[] {
  const lines = voids.filter(({ crq, about }) => crq === id || (crq === null && heads.has(about)));
  const notes = unreadable.flatMap(({ about, reason }) =>
    isOid(about) && heads.has(about) ? [{ about, why: reason }] : [],
  );
  return [...lines, ...notes].map(({ about, why }) => ({ oid: about, by: '', at: '', state: 'void', why }));
}

/** The last landing of the request, with the list of its time. */
async function landedGround(repo: Repo, { own, id }: Found): Promise<Result<readonly Ground[]>> {
  const event = (await queueEvents(repo, own)).findLast(({ crq }) => crq === id);
  const base = event?.event === 'landed' ? await repo.reader.info(`${event.landing}^1`) : null;
  if (event === undefined || base === null) return ok([]);
  const trust = await trustIn(repo, base.oid);
  return trust.ok ? ok([{ base: base.oid, head: event.head, trust: trust.value, ...recordRules(own.policy) }]) : trust;
}

/** What of the request is to land, and what has landed. */
async function groundsOf(repo: Repo, found: Found): Promise<Result<readonly Ground[]>> {
  const { own, proposals } = found;
  const base = own.tip;
  const grounds: Ground[] = [];
  for (const { tip } of base === null ? [] : proposals) {
    const landed = base === null ? ok(true) : await isAncestor(repo, tip, base);
    if (!landed.ok) return landed;
    if (base !== null && !landed.value)
      grounds.push({ base, head: tip, trust: trustNow(own), ...recordRules(own.policy) });
  }
  const landed = await landedGround(repo, found);
  return landed.ok ? ok([...grounds, ...landed.value]) : landed;
}

/** How the code reviews stand: one that holds for any of the branches holds. */
async function ofCode(repo: Repo, found: Found, reviews: readonly Review[]): Promise<Result<readonly ShownApproval[]>> {
  const grounds = reviews.length === 0 ? ok([]) : await groundsOf(repo, found);
  if (!grounds.ok) return grounds;
  const stood: (readonly Standing[])[] = [];
  for (const ground of grounds.value) {
    const all = await standings(repo, ground, reviews);
    if (!all.ok) return all;
    stood.push(all.value);
  }
  const none = { state: 'stale', why: 'nothing of the request is to land', signer: null } as const;
  return ok(
    reviews.map((review, index) => {
      const all = stood.flatMap((some) => some[index] ?? []);
      return shown(review, all.find(({ state }) => state === 'holds') ?? all[0] ?? none);
    }),
  );
}

/** A plan is the request as the commit has it, whatever its state is by now. */
async function ofPlan(repo: Repo, { own, id }: Found, now: string | null, trust: Trust, review: Review) {
  const signer = trust.keys.find((entry) => entry.id === review.key.id)?.name ?? null;
  const silent = whyNoSay(trust, review.key.id);
  if (silent !== null) return shown(review, { state: 'void', why: silent, signer });
  const then = await repo.reader.read(`${review.head}:${crqPath(own.policy.crq.directory, id)}`);
  const same =
    then?.type === 'blob' && now !== null && withoutStatus(then.bytes.toString('utf8')) === withoutStatus(now);
  return shown(
    review,
    same ? { state: 'holds', why: '', signer } : { state: 'stale', why: 'the request was changed since', signer },
  );
}

/** Oldest first; what is no review comes last. Fails: GIT_FAILED, POLICY_INVALID. */
export async function approvalsOf(repo: Repo, basis: Basis, found: Found): Promise<Result<readonly ShownApproval[]>> {
  const all = await readReviews(repo, basis.policy.crq.prefixes, found.id);
  const mine = all.reviews.filter(({ crq }) => crq === found.id);
  const code = await ofCode(
    repo,
    found,
    mine.filter(({ what }) => what === 'code'),
  );
  if (!code.ok) return code;
  // A branch proposes what the request will say.
  const now = (found.proposals.find(({ stored }) => stored !== null)?.stored ?? copyOf(found))?.text ?? null;
  const trust = trustNow(found.own);
  const plans = mine.filter(({ what }) => what === 'plan');
  const plan = await Promise.all(plans.map((review) => ofPlan(repo, found, now, trust, review)));
  const heads = new Set([...mine.map(({ head }) => head), ...found.proposals.map(({ tip }) => tip)]);
  const told = [...code.value, ...plan].sort((a, b) => Date.parse(a.at) - Date.parse(b.at));
  return ok([...told, ...voids(all, found.id, heads)]);
}
