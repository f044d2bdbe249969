/**
 * Branches of work in a push. What is new to all bases is judged, whatever other refs hold it already: a tag, a note or a
 * candidate launders nothing. Where a push brings many branches, what was judged without a finding for one of them is not
 * judged again for the next with the same target; for a base it always is.
 */
import { branchCrq } from '../../domain/branch-name.ts';
import type { Oid } from '../../domain/brand.ts';
import { ok, type Result } from '../../domain/result.ts';
import { parseGraph, walk } from '../../git/beyond.ts';
import { isUnreadable, loadCrq } from '../../store/crq-load.ts';
import { checkName, checkRange, type Finding } from '../check.ts';
import type { HookVerdict } from '../hooks/hook.ts';
import { asRefusal } from '../hooks/pre-push.ts';
import type { Range } from '../scope.ts';
import type { Push } from './push.ts';

export interface Work {
  readonly branch: string;
  readonly head: Oid;
}

export const verdictOf = (findings: readonly Finding[]): HookVerdict => ({
  refusals: findings.filter(({ level }) => level === 'error').map(asRefusal),
  warnings: findings
    .filter(({ level }) => level === 'warning')
    .map(asRefusal)
    .map(({ rule, text, why }) => `${rule}: ${text}: ${why}`),
});

/** The base that the branch's request names on the default branch, as far as there is such a base; else the default one. */
async function targetOf({ repo, bases }: Push, branch: string): Promise<string> {
  const { main } = bases;
  const id = branchCrq(branch, main.policy.crq.prefixes);
  const stored = id === null || main.tip === null ? null : await loadCrq(repo, main, main.tip, id);
  const base = stored === null || isUnreadable(stored) ? main.base : stored.crq.base;
  return bases.is(base) ? base : main.base;
}

interface Ground {
  /** Commits that no base has, and their parents. */
  readonly graph: ReadonlyMap<Oid, readonly Oid[]>;
  /** Those judged without a finding, by target. */
  readonly clean: Map<string, Set<Oid>>;
}

/** The commits of all branches by one walk, the branches in such an order that longer ones come first. */
async function survey(
  { repo, bases }: Push,
  all: readonly Work[],
): Promise<Result<Ground & { works: readonly Work[] }>> {
  const input = [...all.map(({ head }) => head), ...bases.judged.map((tip) => `^${tip}`), ''].join('\n');
  const list = await repo.output('walking what is pushed', ['rev-list', '--topo-order', '--parents', '--stdin'], {
    input,
  });
  if (!list.ok) return list;
  const graph = parseGraph(list.value);
  const place = new Map([...graph.keys()].map((commit, index) => [commit, index]));
  const rank = ({ head }: Work): number => place.get(head) ?? graph.size;
  return ok({ graph, clean: new Map(), works: all.toSorted((a, b) => rank(a) - rank(b)) });
}

async function judgeOne(push: Push, { graph, clean }: Ground, { branch, head }: Work): Promise<Result<HookVerdict>> {
  const { repo, bases } = push;
  const target = await targetOf(push, branch);
  const basis = await bases.of(target);
  if (!basis.ok) return basis;
  const known = clean.get(target) ?? new Set();
  clean.set(target, known);
  const { own, border } = walk((commit) => (known.has(commit) ? undefined : graph.get(commit)), head);
  const exclude = [...bases.judged, ...border.filter((commit) => known.has(commit))];
  const range: Range = { base: basis.value.tip, head, branch, exclude, pushing: true };
  if (own.length === 0) return ok(verdictOf(basis.value.adopted ? await checkName(repo, basis.value, range) : []));
  const report = await checkRange(repo, basis.value, range);
  if (!report.ok) return report;
  const { findings, summary } = report.value;
  if (findings.length === 0 && summary.before_adoption === 0) for (const commit of own) known.add(commit);
  return ok(verdictOf(findings));
}

export async function judgeWork(push: Push, all: readonly Work[]): Promise<Result<readonly HookVerdict[]>> {
  if (all.length === 0) return ok([]);
  const ground = await survey(push, all);
  if (!ground.ok) return ground;
  const verdicts: HookVerdict[] = [];
  for (const work of ground.value.works) {
    const verdict = await judgeOne(push, ground.value, work);
    if (!verdict.ok) return verdict;
    verdicts.push(verdict.value);
  }
  return ok(verdicts);
}
