/**
 * Requests that are open on their base although the base has their work: it came by other means than the queue, and no
 * lander has said so yet, or none may. People see them as `open (landed)`. Most heads are asked about again and again while
 * nothing moves, so the answers are kept for where base and queue are.
 */

import { queueEvents } from '../coord/queue-log.ts';
import { type CrqId, isOid, type Oid } from '../domain/brand.ts';
import type { Crq } from '../domain/crq.ts';
import { isLegal } from '../domain/lifecycle.ts';
import { ok, type Result } from '../domain/result.ts';
import { isAltered } from '../git/altered.ts';
import type { Repo } from '../git/repo.ts';
import type { Basis } from '../store/basis.ts';
import { type Keeping, keep, recallJson } from '../store/kept.ts';
import { queueLogRef } from '../store/queue-log.ts';
import type { CrqBranch } from './branches.ts';
import type { Landed } from './landed/ground.ts';
import { cameOtherwise, type OpenHead } from './landed/otherwise.ts';

/** A request as a base has it. */
export interface OnBase {
  readonly at: Basis;
  readonly crq: Crq;
  readonly path: string;
  readonly branches: readonly CrqBranch[];
}

type Answers = Map<string, Landed | null>;

const isLanded = (value: unknown): value is Landed => {
  const { oid, proof } = Object(value);
  return typeof oid === 'string' && isOid(oid) && ['ancestor', 'tree', 'patch'].includes(proof);
};

const answersIn = (value: unknown): Answers =>
  new Map(
    Object.entries(Object(value)).filter(
      (pair): pair is [string, Landed | null] => pair[1] === null || isLanded(pair[1]),
    ),
  );

const nameOf = ({ name, crq, tip }: OpenHead): string => `${tip} ${crq} ${name}`;

/** How each head came to one base, asked or recalled. */
async function answersOn(repo: Repo, basis: Basis, heads: readonly OpenHead[]): Promise<Result<Answers>> {
  const log = await repo.reader.info(queueLogRef(basis.base));
  const keeping: Keeping = { name: 'landed-unsaid.json', from: [basis.base, basis.tip, log?.oid ?? null] };
  const before = (await isAltered(repo)) ? null : (recallJson(repo, keeping, answersIn) ?? new Map());
  const answers: Answers = new Map(before);
  const fresh = heads.filter((head) => !answers.has(nameOf(head)));
  if (fresh.length === 0) return ok(answers);
  const came = await cameOtherwise(repo, basis, fresh, await queueEvents(repo, basis));
  if (!came.ok) return came;
  for (const [n, head] of fresh.entries()) answers.set(nameOf(head), came.value[n] ?? null);
  if (before !== null) keep(repo, keeping, JSON.stringify(Object.fromEntries(answers)));
  return ok(answers);
}

/** Here and on the remote: what is only here may be more. */
const tipsOf = ({ local, shared }: CrqBranch): readonly Oid[] => [
  ...new Set([local, shared].filter((tip) => tip !== null)),
];

const headsOf = ({ crq, path, branches }: OnBase): readonly OpenHead[] =>
  branches.flatMap((branch) => tipsOf(branch).map((tip) => ({ name: branch.name, crq: crq.id, tip, path })));

const couldClose = ({ at, crq, branches }: OnBase): boolean => {
  const { workflow } = at.policy.crq;
  return branches.length > 0 && at.tip !== null && isLegal(workflow, crq.status, workflow.closed);
};

/** Those whose branches have all come, with the commit that brought the last of them. */
export async function landedUnsaid(
  repo: Repo,
  requests: readonly OnBase[],
): Promise<Result<ReadonlyMap<CrqId, Landed>>> {
  const found = new Map<CrqId, Landed>();
  const open = requests.filter(couldClose);
  for (const at of new Set(open.map((request) => request.at))) {
    const some = open.filter((request) => request.at === at);
    const answers = await answersOn(repo, at, some.flatMap(headsOf));
    if (!answers.ok) return answers;
    for (const request of some) {
      const each = headsOf(request).map((head) => answers.value.get(nameOf(head)) ?? null);
      const last = each.at(-1) ?? null;
      if (last !== null && each.every((came) => came !== null)) found.set(request.crq.id, last);
    }
  }
  return ok(found);
}
