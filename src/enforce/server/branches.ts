/**
 * Branches in a push. What is new to all bases is judged for every branch, whatever other refs hold it already: a tag, a
 * note or a candidate launders nothing.
 */
import { branchCrq } from '../../domain/branch-name.ts';
import type { Oid } from '../../domain/brand.ts';
import { linksOf, parseMessage } from '../../domain/message.ts';
import { isExemptBranch, isProtected } from '../../domain/policy.ts';
import { ok, type Result } from '../../domain/result.ts';
import { readCommit } from '../../git/commit.ts';
import { isAncestor, type RefChange } from '../../git/refs.ts';
import { isUnreadable, loadCrq } from '../../store/crq-load.ts';
import { checkRange } from '../check.ts';
import { atLevel, type HookVerdict, joined, PASS, type Refusal } from '../hooks/hook.ts';
import { asRefusal } from '../hooks/pre-push.ts';
import { branchName } from '../rules/branch-name.ts';
import { branchProtected } from '../rules/branch-protected.ts';
import type { Range } from '../scope.ts';
import { whyNoLanding } from './landing.ts';
import { newCommits, type Push } from './push.ts';

const refusing = (refusal: Refusal): Result<HookVerdict> => ok({ refusals: [refusal], warnings: [] });

const refused = (ref: string, why: string, next: readonly string[]): Refusal => ({
  rule: branchProtected.id,
  text: ref,
  why: `${why}. ${branchProtected.why}`,
  next,
});

/** The base that the branch's request names on the default branch, as far as there is such a base; else the default one. */
async function targetOf({ repo, bases }: Push, branch: string): Promise<string> {
  const { main } = bases;
  const id = branchCrq(branch, main.policy.crq.prefixes);
  const stored = id === null || main.tip === null ? null : await loadCrq(repo, main, main.tip, id);
  const base = stored === null || isUnreadable(stored) ? main.base : stored.crq.base;
  return bases.is(base) ? base : main.base;
}

async function judgeRange(push: Push, target: string, range: Omit<Range, 'base'>): Promise<Result<HookVerdict>> {
  const { repo, bases } = push;
  const basis = await bases.of(target);
  if (!basis.ok) return basis;
  const report = await checkRange(repo, basis.value, {
    ...range,
    base: basis.value.tip,
    exclude: bases.judged,
    pushing: true,
  });
  if (!report.ok) return report;
  const { findings } = report.value;
  return ok({
    refusals: findings.filter(({ level }) => level === 'error').map(asRefusal),
    warnings: findings
      .filter(({ level }) => level === 'warning')
      .map(asRefusal)
      .map(({ rule, text, why }) => `${rule}: ${text}: ${why}`),
  });
}

/** From a clone whose base has commits of its own: they belong on a branch, and the queue lands that. */
async function wayIn({ repo, bases }: Push, head: Oid): Promise<readonly string[]> {
  const { prefixes } = bases.main.policy.crq;
  const [type = 'feature'] = bases.main.policy.branches.types;
  const commit = await readCommit(repo, head);
  const id = commit === null ? undefined : linksOf(parseMessage(commit.message), prefixes).crqs[0];
  const named = id ?? `${prefixes[0] ?? 'CRQ'}-<n>`;
  return [`git push origin HEAD:refs/heads/${type}/${named}`, `gitcrq close ${named}`];
}

/** Why a protected base does not take this; null if it does. */
async function whyProtected(push: Push, branch: string, update: RefChange, head: Oid): Promise<Result<string | null>> {
  const basis = await push.bases.of(branch);
  if (!basis.ok) return basis;
  if (!isProtected(basis.value.policy, branch)) return ok(null);
  if (update.from !== null) return whyNoLanding(push, basis.value, update);
  const brought = await newCommits(push.repo, [head], push.bases.judged);
  if (!brought.ok) return brought;
  return ok(brought.value.size === 0 ? null : `${branch} is protected, so it begins at a commit that a base has`);
}

async function judgeBase(
  push: Push,
  branch: string,
  update: RefChange,
  head: Oid | null,
): Promise<Result<HookVerdict>> {
  const { ref, from } = update;
  if (head === null) return refusing(refused(ref, `${branch} is a base and cannot be deleted`, ['git fetch origin']));
  const forward = from === null ? ok(true) : await isAncestor(push.repo, from, head);
  if (!forward.ok) return forward;
  if (!forward.value)
    return refusing(
      refused(ref, `${branch} is a base and would lose commits`, ['git fetch origin', 'git revert <commit>']),
    );
  const basis = await push.bases.of(branch);
  if (!basis.ok || !basis.value.adopted) return basis.ok ? ok(PASS) : basis;
  const why = await whyProtected(push, branch, update, head);
  if (!why.ok) return why;
  const verdict = why.value === null ? PASS : atLevel(basis.value, refused(ref, why.value, await wayIn(push, head)));
  if (verdict.refusals.length > 0) return ok(verdict);
  const landing = isProtected(basis.value.policy, branch);
  const judged = await judgeRange(push, branch, { head, branch, landing });
  return judged.ok ? ok(joined([verdict, judged.value])) : judged;
}

/** On a disk that knows no case, `Main` is `main`. */
const twinOf = ({ refs, bases }: Push, branch: string): string | undefined =>
  [...refs.branches.keys()].find(
    (name) => name !== branch && name.toLowerCase() === branch.toLowerCase() && bases.is(name),
  );

export async function judgeBranch(push: Push, branch: string, update: RefChange): Promise<Result<HookVerdict>> {
  const { repo, bases } = push;
  const { ref, to } = update;
  const twin = bases.is(branch) ? undefined : twinOf(push, branch);
  if (twin !== undefined && to !== null)
    return refusing({
      rule: branchName.id,
      text: ref,
      why: `it differs from the base ${twin} in upper and lower case only`,
      next: [`git branch -m ${branch} ${bases.main.policy.branches.types[0] ?? 'feature'}/CRQ-<n>`],
    });
  const head = to === null ? null : (await repo.reader.info(to))?.type === 'commit' ? to : undefined;
  if (head === undefined)
    return refusing({ rule: branchName.id, text: ref, why: `${to} is no commit here`, next: ['git push --verbose'] });
  if (bases.is(branch)) return judgeBase(push, branch, update, head);
  if (head === null || isExemptBranch(bases.main.policy, branch)) return ok(PASS);
  return judgeRange(push, await targetOf(push, branch), { head, branch });
}
