/** Bases in a push: they grow, and a protected one by what the queue lands. All that no base has yet is judged. */
import type { Oid } from '../../domain/brand.ts';
import { linksOf, parseMessage } from '../../domain/message.ts';
import { isProtected } from '../../domain/policy.ts';
import { ok, type Result } from '../../domain/result.ts';
import { readCommit } from '../../git/commit.ts';
import { isAncestor, type RefChange } from '../../git/refs.ts';
import { checkRange } from '../check.ts';
import { atLevel, type HookVerdict, joined, PASS, type Refusal } from '../hooks/hook.ts';
import { branchProtected } from '../rules/branch-protected.ts';
import { saysWhatHappened } from './happened.ts';
import { whyNoLanding } from './landing.ts';
import { newCommits, type Push } from './push.ts';
import { verdictOf } from './work.ts';

const refusing = (refusal: Refusal): Result<HookVerdict> => ok({ refusals: [refusal], warnings: [] });

const refused = (ref: string, why: string, next: readonly string[]): Refusal => ({
  rule: branchProtected.id,
  text: ref,
  why: `${why}. ${branchProtected.why}`,
  next,
});

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
  if (update.from !== null) {
    const why = await whyNoLanding(push, basis.value, update);
    return why.ok && why.value !== null && (await saysWhatHappened(push, basis.value, update)) ? ok(null) : why;
  }
  const brought = await newCommits(push.repo, [head], push.bases.judged);
  if (!brought.ok) return brought;
  return ok(brought.value.size === 0 ? null : `${branch} is protected, so it begins at a commit that a base has`);
}

export async function judgeBase(
  push: Push,
  branch: string,
  update: RefChange,
  head: Oid | null,
): Promise<Result<HookVerdict>> {
  const { repo, bases } = push;
  const { ref, from } = update;
  if (head === null)
    return refusing(refused(ref, `${branch} is a base and cannot be deleted`, ['gitcrq config get branches.base']));
  const forward = from === null ? ok(true) : await isAncestor(repo, from, head);
  if (!forward.ok) return forward;
  if (!forward.value)
    return refusing(
      refused(ref, `${branch} is a base and would lose commits`, ['git fetch origin', 'git revert <commit>']),
    );
  const basis = await bases.of(branch);
  if (!basis.ok || !basis.value.adopted) return basis.ok ? ok(PASS) : basis;
  const why = await whyProtected(push, branch, update, head);
  if (!why.ok) return why;
  const verdict = why.value === null ? PASS : atLevel(basis.value, refused(ref, why.value, await wayIn(push, head)));
  if (verdict.refusals.length > 0) return ok(verdict);
  const range = { base: basis.value.tip, head, branch, exclude: bases.judged };
  const report = await checkRange(repo, basis.value, range);
  return report.ok ? ok(joined([verdict, verdictOf(report.value.findings)])) : report;
}
