/**
 * Which requests somebody could begin now: open or approved, everything they depend on is closed on the base, and nobody
 * claims them or works on a branch of theirs. A branch that holds records alone is no work: a protected base has requests born on one.
 */
import { branchOfRef, HEADS } from '../domain/branch-name.ts';
import type { CrqId, Oid } from '../domain/brand.ts';
import { acceptsCommits, CLOSING, type Phase, type Status } from '../domain/lifecycle.ts';
import { ok, type Result } from '../domain/result.ts';
import { branchRef, listRefs, trackingRef } from '../git/refs.ts';
import type { Repo } from '../git/repo.ts';
import { listWorktrees } from '../git/worktrees.ts';
import type { Basis } from '../store/basis.ts';
import type { Head } from './landed/ground.ts';
import { landedEach } from './landed.ts';
import type { ListedCrq } from './list.ts';
import { eachByBase } from './own-base.ts';

export interface NotReady {
  readonly id: CrqId;
  readonly phase: Phase;
  readonly why: string;
}

interface Tip {
  readonly branch: string;
  readonly oid: Oid;
}

const lines = (text: string): readonly string[] => text.split('\n').filter((line) => line !== '');

/** Tips of these branches: here, or else on the remote. */
async function tipsOf(repo: Repo, basis: Basis, branches: readonly string[]): Promise<Result<readonly Tip[]>> {
  const wanted = new Set(branches);
  const tracking = basis.remote === null ? null : trackingRef(basis.remote, '');
  const refs = await listRefs(repo, [HEADS, ...(tracking === null ? [] : [tracking])]);
  if (!refs.ok) return refs;
  return ok(
    [...wanted].flatMap((branch) => {
      const oid = refs.value.get(branchRef(branch)) ?? refs.value.get(`${tracking}${branch}`);
      return oid === undefined ? [] : [{ branch, oid }];
    }),
  );
}

/** Which heads reach a commit that is not on the base and changes more than records. Two walks for all of them. */
async function haveWork(repo: Repo, basis: Basis, heads: readonly Head[]): Promise<Result<readonly boolean[]>> {
  if (heads.length === 0) return ok([]);
  const input = [...heads.map(({ tip }) => tip), ...(basis.seen === null ? [] : [`^${basis.seen}`])].join('\n');
  const walk = ['rev-list', '--stdin', '--topo-order', '--reverse'];
  const others = `:(top,exclude,literal)${basis.policy.crq.directory}`;
  const [graph, changing] = await Promise.all([
    repo.output('walking branches', [...walk, '--parents'], { input: `${input}\n` }),
    repo.output('walking branches', [...walk, '--no-merges', '--full-history', '--', ':(top)', others], {
      input: `${input}\n`,
    }),
  ]);
  if (!graph.ok) return graph;
  if (!changing.ok) return changing;
  const work = new Set(lines(changing.value));
  // Parents come first, so what a commit reaches is known when it is its turn.
  for (const [oid = '', ...parents] of lines(graph.value).map((line) => line.split(' ')))
    if (parents.some((parent) => work.has(parent))) work.add(oid);
  return ok(heads.map(({ tip }) => work.has(tip)));
}

/** Branch → why it counts as being worked on. */
async function atWork(
  repo: Repo,
  basis: Basis,
  crqs: readonly ListedCrq[],
): Promise<Result<ReadonlyMap<string, string>>> {
  const owners = new Map(crqs.flatMap(({ id, branches }) => branches.map(({ name }) => [name, id] as const)));
  const names = [...owners.keys()];
  if (names.length === 0) return ok(new Map());
  const [tips, trees] = await Promise.all([tipsOf(repo, basis, names), listWorktrees(repo)]);
  if (!tips.ok) return tips;
  if (!trees.ok) return trees;
  const all = tips.value.map(({ branch, oid }) => ({ name: branch, crq: owners.get(branch) ?? null, tip: oid }));
  const busy = await eachByBase(repo, basis, all, (own, some) => haveWork(repo, own, some));
  if (!busy.ok) return busy;
  const heads = all.filter((_, n) => busy.value[n] === true);
  const landed = await landedEach(repo, basis, heads);
  if (!landed.ok) return landed;
  const open = heads.filter((_, index) => landed.value[index] === null);
  const found = new Map(open.map(({ name }) => [name, `${name} has commits that have not landed`]));
  for (const { ref, dir } of trees.value) {
    const name = ref === null ? null : branchOfRef(ref);
    if (name !== null) found.set(name, `${name} is checked out in ${dir}`);
  }
  return ok(found);
}

/** Why a dependency is not met; null if it is. */
function missing(closed: Status, id: CrqId, all: ReadonlyMap<CrqId, ListedCrq>): string | null {
  const other = all.get(id);
  if (other === undefined) return `it depends on ${id}, which is nowhere`;
  if (other.on_base && other.status === closed) return null;
  return `it depends on ${id}, which is ${other.status}${other.on_base ? '' : ' on its branch'}`;
}

/** The requests among `asked` that are not ready, each with its first reason. */
export async function notReady(
  repo: Repo,
  basis: Basis,
  asked: readonly ListedCrq[],
  all: readonly ListedCrq[],
  claimed: ReadonlyMap<string, string>,
): Promise<Result<readonly NotReady[]>> {
  const byId = new Map(all.map((crq) => [crq.id, crq]));
  const { workflow } = basis.policy.crq;
  const early = (crq: ListedCrq): string | null => {
    if (crq.status === CLOSING || !acceptsCommits(workflow, crq.status)) return `it is ${crq.status}`;
    const proposed = crq.branches.find(({ status }) => status !== undefined && !acceptsCommits(workflow, status));
    if (proposed !== undefined) return `it is ${proposed.status} on ${proposed.name}`;
    const holder = claimed.get(crq.id);
    if (holder !== undefined) return `${holder} works on it`;
    return crq.depends_on.map((id) => missing(workflow.closed, id, byId)).find((why) => why !== null) ?? null;
  };
  const rest = asked.filter((crq) => early(crq) === null);
  const busy = await atWork(repo, basis, rest);
  if (!busy.ok) return busy;
  const late = (crq: ListedCrq): string | undefined =>
    crq.branches.map(({ name }) => busy.value.get(name)).find((why) => why !== undefined);
  return ok(
    asked.flatMap((crq) => {
      const why = early(crq) ?? late(crq);
      return why === undefined ? [] : [{ id: crq.id, phase: crq.phase, why }];
    }),
  );
}
