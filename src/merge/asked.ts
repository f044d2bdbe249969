/** What is answered for a request that has nothing waiting: it landed before, or it has no branch, or it does not exist. */

import { listBranches } from '../crq/branches.ts';
import { branchCrq } from '../domain/branch-name.ts';
import type { CrqId, Oid } from '../domain/brand.ts';
import { quoted } from '../domain/quote.ts';
import { fail, ok, type Result } from '../domain/result.ts';
import { branchRef } from '../git/refs.ts';
import type { Repo } from '../git/repo.ts';
import { loadCrq } from '../store/crq-load.ts';
import { CRQ_NOT_FOUND } from '../store/errors.ts';
import type { Held, Landed } from './landing.ts';
import { queueTargets, type Reading } from './reading.ts';
import { eventsOf, type Queue, type Settled } from './waiting.ts';

/** A branch that landed before, as an answer. */
export const before = ({ id, branch, head, target, record }: Settled): Landed =>
  record === null
    ? { crq: id, branch, oid: head, tested_oid: null, target, head, test: null, already: true }
    : {
        crq: id,
        branch,
        oid: record.landing,
        tested_oid: record.tested,
        target,
        head,
        test: record.test,
        already: true,
      };

/** The landing of a request whose branch is gone, unless it was taken back. */
async function lastLanding(repo: Repo, reading: Reading, { logs }: Queue, id: CrqId): Promise<Landed | null> {
  for (const target of queueTargets(reading)) {
    const events = await eventsOf(repo, reading, logs, target);
    const record = events.findLast((event) => event.crq === id);
    if (record?.event === 'landed') return before({ id, branch: record.branch, head: record.head, target, record });
  }
  return null;
}

export interface LocalBranch {
  readonly branch: string;
  readonly tip: Oid;
}

/** Branches of a request that nobody has pushed; without a remote there are none. */
export async function onlyHere(
  repo: Repo,
  { basis, refs }: Reading,
  id: CrqId,
): Promise<Result<readonly LocalBranch[]>> {
  const listed = basis.remote === null ? ok([]) : await listBranches(repo, basis, id);
  if (!listed.ok) return listed;
  return ok(
    listed.value.flatMap(({ name, local, sharedAs }) =>
      local === null || refs.has(branchRef(sharedAs)) ? [] : [{ branch: name, tip: local }],
    ),
  );
}

/** A branch that git renamed is pushed under a name that says its request, which `close` knows. */
export const notPushed = ({ basis }: Reading, branch: string, id: CrqId): string =>
  branchCrq(branch, basis.policy.crq.prefixes) === id
    ? `${branch} is only here; git push -u ${basis.remote} ${quoted(branch)}`
    : `${branch} is only here; gitcrq close ${id}`;

/** Fails CRQ_NOT_FOUND for an id that is nowhere. */
export async function withoutWaiting(
  repo: Repo,
  reading: Reading,
  queue: Queue,
  id: CrqId,
): Promise<Result<readonly (Landed | Held)[]>> {
  const settled = queue.settled.filter((entry) => entry.id === id);
  if (settled.length > 0) return ok(settled.map(before));
  const last = await lastLanding(repo, reading, queue, id);
  if (last !== null) return ok([last]);
  const { basis } = reading;
  const where = basis.remote ?? 'this repository';
  const without = (why: string): readonly Held[] => [
    { crq: id, branch: null, requirements: [{ name: 'branch', state: 'missing', why }] },
  ];
  const here = await onlyHere(repo, reading, id);
  if (!here.ok) return here;
  const [local] = here.value;
  if (local !== undefined) return ok(without(notPushed(reading, local.branch, id)));
  if ((await loadCrq(repo, basis, reading.tip, id)) === null) {
    return fail(CRQ_NOT_FOUND, `there is no ${id} on ${basis.base}, and no branch of it on ${where}`, [
      'gitcrq crq list',
    ]);
  }
  return ok(without(`no branch of ${id} is on ${where}; gitcrq start ${id}`));
}
