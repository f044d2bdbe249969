/** Everything that doctor looks at, in the order a person should mend it, and the plan that mends what needs no decision. */
import { GitcrqError } from '../../domain/error.ts';
import { ok, type Result } from '../../domain/result.ts';
import { editedFiles } from '../../enforce/hooks/install.ts';
import type { Installation } from '../../enforce/hooks/stub.ts';
import type { Repo } from '../../git/repo.ts';
import type { Plan, Step } from '../../plan/step.ts';
import { loadBasis } from '../../store/basis.ts';
import { compareAndSwap } from './checks/compare-and-swap.ts';
import { hookFiles } from './checks/hook-files.ts';
import { hooksRun } from './checks/hooks-run.ts';
import { locks } from './checks/locks.ts';
import { mergeDriver } from './checks/merge-driver.ts';
import { policy } from './checks/policy.ts';
import { queueLogs } from './checks/queue-log.ts';
import { records } from './checks/records.ts';
import { remote } from './checks/remote.ts';
import { surroundings } from './checks/surroundings.ts';
import type { AdoptedCheck, Check, Found, Problem } from './problem.ts';

const ALWAYS: readonly Check[] = [locks, surroundings, policy, hookFiles];
/** They make sense only under a policy that can be read. */
const ADOPTED: readonly AdoptedCheck[] = [mergeDriver, remote, compareAndSwap, records, queueLogs];

export interface Diagnosis {
  readonly problems: readonly Problem[];
  /** What could not be looked at, and why. */
  readonly skipped: readonly string[];
}

interface Full {
  readonly found: readonly Found[];
  readonly skipped: readonly string[];
}

async function examine(repo: Repo, installation: Installation): Promise<Full> {
  const read = await loadBasis(repo);
  const basis = read.ok ? read.value : read.error;
  const findings = [];
  for (const check of ALWAYS) findings.push(await check({ repo, basis, installation }));
  if (!(basis instanceof GitcrqError) && basis.adopted) {
    const patient = { repo, basis, installation };
    // Files that are wrong explain why no hook runs, and are what has to be mended.
    const wrong = findings.some(({ found }) => found.some(({ code }) => code.startsWith('hooks/')));
    for (const check of [...(wrong ? [] : [hooksRun]), ...ADOPTED]) findings.push(await check(patient));
  }
  return {
    found: findings.flatMap(({ found }) => found),
    skipped: findings.flatMap(({ skipped = [] }) => skipped),
  };
}

export async function diagnose(repo: Repo, installation: Installation): Promise<Diagnosis> {
  const { found, skipped } = await examine(repo, installation);
  return { problems: found.map(({ steps: _, ...problem }) => problem), skipped };
}

/** Each step once: the hooks share one. */
const distinct = (steps: readonly Step[]): readonly Step[] => [
  ...new Map(steps.map((step) => [JSON.stringify(step), step])).values(),
];

/** What the plan mends: kept in the journal, for the run that ends it after a kill. */
export interface Mending {
  readonly problems: readonly Problem[];
  /** Hooks of other managers that are changed; git may track them. */
  readonly edited: readonly string[];
}

export async function planMending(repo: Repo, installation: Installation): Promise<Result<Plan>> {
  const { found } = await examine(repo, installation);
  const mendable = found.filter(({ fixable }) => fixable);
  const problems = mendable.map(({ steps: _, ...problem }) => problem);
  const steps = distinct(mendable.flatMap(({ steps: own }) => own));
  const codes = [...new Set(mendable.map(({ code }) => code))];
  const changes = steps.flatMap((step) => (step.kind === 'files' ? step.files : []));
  const edited = problems.some(({ code }) => code.startsWith('hooks/')) ? editedFiles(repo, changes) : [];
  return ok({
    op: 'doctor',
    title: codes.join(', ') || 'nothing to mend',
    steps,
    answer: { problems, edited } satisfies Mending,
  });
}
