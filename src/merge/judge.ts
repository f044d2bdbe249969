/** Puts all requirements of the target's policy to one waiting branch. */

import type { LeaseList } from '../coord/lease-list.ts';
import type { Ground } from '../coord/review-holds.ts';
import { trustNow } from '../coord/trust.ts';
import { matches } from '../domain/glob.ts';
import { once } from '../domain/once.ts';
import type { Need, Policy, Requirement } from '../domain/policy.ts';
import { ok, type Result } from '../domain/result.ts';
import { codeApprovals } from '../enforce/approved-code.ts';
import { checkRange } from '../enforce/check.ts';
import { mergeBase } from '../git/beyond.ts';
import { changedBetween } from '../git/changes.ts';
import type { Repo } from '../git/repo.ts';
import { recordRules } from '../store/merge-commits.ts';
import { makeCandidate } from './candidate.ts';
import { type Case, type Finding, missing, notApplicable, type Verdict } from './requirement.ts';
import { ANSWERS, requirementsOf } from './requirements.ts';
import { type Queue, requestOf, type Waiting } from './waiting.ts';

/** What is to land, and who may approve it: the target says so. */
export const groundOf = ({ tip, head, basis }: Waiting): Ground => ({
  base: tip,
  head,
  trust: trustNow(basis),
  ...recordRules(basis.policy),
});

/** Asks who leases what; where leases are and who asks, the caller knows. */
export type SeenLeases = () => Promise<Result<LeaseList>>;

/**
 * What the landing changes of its target. After a rename on the target, or in a history with several merge bases, that is
 * something else than what the branch changed since it left; of one that conflicts there is nothing else to say.
 */
async function pathsOf(
  repo: Repo,
  { tip, head }: Waiting,
  candidate: Case['candidate'],
): Promise<Result<readonly string[]>> {
  const made = await candidate();
  if (!made.ok) return made;
  const left = made.value.clean ? ok(tip) : await mergeBase(repo, tip, head);
  if (!left.ok) return left;
  const changed = await changedBetween(repo, left.value ?? tip, made.value.clean ? made.value.tree : head);
  return ok(changed.map(({ path }) => path));
}

export function makeCase(repo: Repo, queue: Queue, entry: Waiting, leases: SeenLeases): Case {
  const { id, head, tip, branch, basis } = entry;
  const candidate = once(() => makeCandidate(repo, entry));
  return {
    repo,
    queue,
    entry,
    report: once(() => checkRange(repo, basis, { base: tip, head, branch, crq: id, landing: true })),
    candidate,
    approvals: once(() => codeApprovals(repo, basis, groundOf(entry), id)),
    leases: once(leases),
    paths: once(() => pathsOf(repo, entry, candidate)),
  };
}

/** Why the requirement does not concern this branch; null if it does. */
export async function exemption(at: Case, { applies_if }: Requirement): Promise<Result<Finding | null>> {
  const type = requestOf(at.entry)?.type ?? '';
  if (applies_if?.types !== undefined && !applies_if.types.includes(type)) {
    return ok(
      notApplicable(
        `for requests of type ${applies_if.types.join(', ')}; this is of type ${type === '' ? 'none' : type}`,
      ),
    );
  }
  const globs = applies_if?.paths;
  if (globs === undefined) return ok(null);
  const paths = await at.paths();
  if (!paths.ok) return paths;
  if (paths.value.some((path) => globs.some((glob) => matches(glob, path)))) return ok(null);
  return ok(notApplicable(`for changes below ${globs.join(', ')}`));
}

async function judgeEach(at: Case, requirements: readonly Requirement[]): Promise<Result<readonly Verdict[]>> {
  const verdicts: Verdict[] = [];
  for (const requirement of requirements) {
    const spared = await exemption(at, requirement);
    if (!spared.ok) return spared;
    const finding = spared.value === null ? await ANSWERS[requirement.needs](at, requirement) : ok(spared.value);
    if (!finding.ok) return finding;
    verdicts.push({ name: requirement.name, overridable: requirement.override === true, ...finding.value });
  }
  return ok(verdicts);
}

export async function judge(at: Case): Promise<Result<readonly Verdict[]>> {
  const { instead, stops } = at.entry;
  const judged = await judgeEach(at, requirementsOf(at.entry.basis.policy));
  if (!judged.ok) return judged;
  const told = [...stops, ...(instead === null ? [] : [{ name: 'target', why: instead }])];
  return ok([...told.map(({ name, why }) => ({ name, ...missing(why) })), ...judged.value]);
}

/** What becomes true or false by itself while a test runs, with no ref that moves. */
const PASSING: ReadonlySet<Need> = new Set(['freeze', 'window', 'age', 'lease-free']);

/** Names of the requirements that may become met by waiting. */
export const timedRequirements = (policy: Policy): ReadonlySet<string> =>
  new Set(requirementsOf(policy).flatMap(({ name, needs }) => (PASSING.has(needs) ? [name] : [])));

/** Only what may have changed since it was judged: asked again right before the push. */
export const judgeAgain = (at: Case): Promise<Result<readonly Verdict[]>> =>
  judgeEach(
    at,
    requirementsOf(at.entry.basis.policy).filter(({ needs }) => PASSING.has(needs)),
  );
