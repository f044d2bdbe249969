/**
 * Judges a push by what it does to the remote's refs: the local side may be `HEAD~1` or an object name. Tags and refs
 * that are no branches pass.
 */

import { nameRule } from '../../crq/branch-new.ts';
import { branchCrq, branchOfRef, HEADS, judgeName } from '../../domain/branch-name.ts';
import { isExemptBranch, isProtected } from '../../domain/policy.ts';
import { quoted } from '../../domain/quote.ts';
import { ok, type Result } from '../../domain/result.ts';
import { gitConfig } from '../../git/config.ts';
import type { Repo } from '../../git/repo.ts';
import { type Basis, isBaseBranch } from '../../store/basis.ts';
import { adoptionCommit } from '../adoption-commit.ts';
import { checkRange, type Finding } from '../check.ts';
import { short } from '../mend.ts';
import { targetOf } from '../range.ts';
import type { Range } from '../scope.ts';
import { atLevel, type Hook, type HookVerdict, joined, PASS, type Refusal } from './hook.ts';
import { judgeProtected } from './protected.ts';
import { type PushedRef, parsePushLines } from './push-lines.ts';

const SHOWN = 10;

/** A commit that others may have is linked rather than rewritten. */
async function linkPublished(
  repo: Repo,
  basis: Basis,
  branch: string,
  { rule, oid }: Finding,
): Promise<readonly string[]> {
  if (rule !== 'link/missing' || oid === undefined) return [];
  const refs = await repo.git(['for-each-ref', '--count=1', `--contains=${oid}`, 'refs/remotes/']);
  const id = branchCrq(branch, basis.policy.crq.prefixes) ?? `${basis.policy.crq.prefixes[0] ?? 'CRQ'}-<n>`;
  return refs.ok && refs.value.stdout.length > 0 ? [`gitcrq link add ${short(oid)} ${id}`] : [];
}

export const asRefusal = (finding: Finding): Refusal => ({
  rule: finding.rule,
  text:
    finding.oid === undefined
      ? (finding.ref ?? finding.path ?? '')
      : `${finding.oid.slice(0, 12)} ${finding.subject ?? ''}`,
  why: finding.message,
  next: [finding.next],
});

/** A bad name is pushed under a good one without touching anything else. */
function renamed(basis: Basis, remote: string, update: PushedRef, refusal: Refusal): Refusal {
  const { suggestion } = judgeName(update.ref.slice(HEADS.length), nameRule(basis));
  if (refusal.rule !== 'branch/name' || suggestion === undefined) return refusal;
  return {
    ...refusal,
    next: [`git push ${quoted(remote)} ${quoted(`${update.local}:${HEADS}${suggestion}`)}`, ...refusal.next],
  };
}

/** The commits a push brings that the remote does not have yet, as far as this clone knows. */
async function rangeOf(
  repo: Repo,
  basis: Basis,
  remote: string,
  update: PushedRef,
  head: NonNullable<PushedRef['to']>,
): Promise<Result<Range>> {
  const config = await gitConfig(repo);
  if (!config.ok) return config;
  const named = config.value.get(`remote.${remote}.url`) !== undefined;
  const branch = update.ref.slice(HEADS.length);
  const old = update.from !== null && (await repo.reader.info(update.from)) !== null ? update.from : null;
  const target = isBaseBranch(basis, branch) ? ok(old) : await targetOf(repo, basis, branch);
  if (!target.ok) return target;
  const exclude = [...(named ? [`--remotes=${remote}`] : []), ...(old === null ? [] : [old])];
  return ok({ base: target.value, head, branch, exclude, pushing: true });
}

async function judgeCommits(
  repo: Repo,
  basis: Basis,
  remote: string,
  update: PushedRef,
  head: NonNullable<PushedRef['to']>,
): Promise<Result<HookVerdict>> {
  const range = await rangeOf(repo, basis, remote, update, head);
  if (!range.ok) return range;
  const report = await checkRange(repo, basis, range.value);
  if (!report.ok) return report;
  const of = (level: Finding['level']): readonly Finding[] =>
    report.value.findings.filter((finding) => finding.level === level);
  const errors = of('error');
  const shown = errors.slice(0, SHOWN).map(async (finding) => {
    const refusal = renamed(basis, remote, update, asRefusal(finding));
    return {
      ...refusal,
      next: [...refusal.next, ...(await linkPublished(repo, basis, range.value.branch ?? '', finding))],
    };
  });
  const more =
    errors.length > SHOWN ? [`${errors.length - SHOWN} more; all of them: gitcrq check ${quoted(update.local)}`] : [];
  const warnings = of('warning')
    .map(asRefusal)
    .map(({ rule, text, why }) => `${rule}: ${text}: ${why}`);
  return ok({
    refusals: await Promise.all(shown),
    warnings: [...warnings.slice(0, SHOWN), ...more],
  });
}

async function judge(repo: Repo, basis: Basis, remote: string, update: PushedRef): Promise<Result<HookVerdict>> {
  const branch = branchOfRef(update.ref);
  if (branch === null) return ok(PASS);
  if (isProtected(basis.policy, branch)) {
    const refusal = await judgeProtected(repo, basis, remote, update);
    if (!refusal.ok) return refusal;
    const verdict = refusal.value === null ? PASS : atLevel(basis, refusal.value);
    if (verdict.refusals.length > 0) return ok(verdict);
  }
  if (update.to === null || isExemptBranch(basis.policy, branch)) return ok(PASS);
  const commit = await repo.reader.info(`${update.to}^{commit}`);
  return commit === null ? ok(PASS) : judgeCommits(repo, basis, remote, update, commit.oid);
}

/** Starts the git processes that judging any branch will want, all at once: one after the other each would be waited for. */
function askAhead(repo: Repo, basis: Basis): void {
  const tip = basis.seen ?? basis.tip;
  const asked: Promise<unknown>[] = [gitConfig(repo)];
  if (tip !== null) asked.push(adoptionCommit(repo, tip));
  // Each is kept where it is asked for; what fails is said there.
  void Promise.allSettled(asked);
}

export const prePush: Hook = async (repo, basis, { args, input }) => {
  const updates = parsePushLines(input);
  if (!updates.ok) return updates;
  if (updates.value.some(({ to, ref }) => to !== null && branchOfRef(ref) !== null)) askAhead(repo, basis);
  const verdicts: HookVerdict[] = [];
  for (const update of updates.value) {
    const verdict = await judge(repo, basis, args[0] ?? 'origin', update);
    if (!verdict.ok) return verdict;
    verdicts.push(verdict.value);
  }
  return ok(joined(verdicts));
};
