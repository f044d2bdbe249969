/** The state of a request changes by the steps of the workflow, each taken by somebody who may. */
import { signedRights } from '../../coord/commit-signature.ts';
import type { CrqId } from '../../domain/brand.ts';
import { type Crq, pathStem } from '../../domain/crq.ts';
import { parseWrittenId } from '../../domain/id.ts';
import {
  allSteps,
  isLegal,
  isLegalBirth,
  isLegalPath,
  isOpenToAll,
  nextStatuses,
  parseTransition,
  type Status,
  type Transition,
  takersOf,
  type Workflow,
} from '../../domain/lifecycle.ts';
import { linesOf } from '../../domain/message.ts';
import { asksForRight, mayTake, type StepTaker, takersText } from '../../domain/step-taker.ts';
import type { JudgedCommit } from '../commit.ts';
import type { RecordChange } from '../record-changes.ts';
import { aboutCommit, type CommitRule, type Fault } from '../rule.ts';
import type { Scope } from '../scope.ts';
import type { State } from '../states.ts';

const statusOf = (state: State | null): Status | null => (state?.kind === 'read' ? state.crq.status : null);

/** States the file had in any parent; where the first one's cannot be read, the target's counts, so that a broken file is no way around. */
async function before(commit: JudgedCommit, id: CrqId, scope: Scope): Promise<readonly Status[]> {
  const states = await Promise.all(commit.parents.map((parent) => scope.states.at(parent, id)));
  const found = states.map(statusOf);
  if (found[0] === null && states[0]?.kind === 'unreadable' && scope.range.base !== null)
    found[0] = statusOf(await scope.states.at(scope.range.base, id));
  return found.filter((status) => status !== null);
}

/** Owner before the commit: whoever makes himself the owner in the same commit is not. */
async function takerOf(
  commit: JudgedCommit,
  id: CrqId,
  steps: readonly Transition[],
  scope: Scope,
): Promise<StepTaker> {
  const { repo, basis } = scope;
  const first = await scope.states.before(commit, id);
  const signed = asksForRight(basis.policy.crq.workflow, steps);
  return {
    author: commit.author,
    owner: first?.kind === 'read' ? first.crq.owner : '',
    rights: signed ? await signedRights(repo, basis, commit.oid) : [],
  };
}

/**
 * Where an approved request may land, the landing closes it, and who may do that by hand is not asked. Saying so falsely
 * wins nothing: the request could land as it was.
 */
function isOfLanding(commit: JudgedCommit, { from, to }: Transition, { basis }: Scope): boolean {
  const { crq, merge } = basis.policy;
  if (merge.when !== 'approved' || from !== crq.workflow.approved || to !== crq.workflow.closed) return false;
  return linesOf(commit.text, 'CRQ-Landed').length > 0;
}

function explained(
  workflow: Workflow,
  id: CrqId,
  step: Transition,
  { author }: StepTaker,
): { message: string; next: string } {
  const { from, to } = step;
  const takers = takersOf(workflow, step);
  if (isLegal(workflow, from, to) && takers !== null)
    return {
      message: `${id} goes from ${from} to ${to}, and that step is for ${takersText(takers)}; ${author} took it`,
      next: `gitcrq crq move ${id} ${to} -m "why"`,
    };
  const legal = nextStatuses(workflow, from);
  return {
    message: `${id} goes from ${from} to ${to}; from ${from} it can become ${legal.join(', ') || 'nothing else'}`,
    next: `gitcrq crq move ${id} ${legal[0] ?? to}`,
  };
}

/** A squash and an import bring a request in any state, but in none that their author may not have brought it into. */
async function judgeBirth(commit: JudgedCommit, path: string, crq: Crq, scope: Scope): Promise<readonly Fault[]> {
  const { workflow } = scope.basis.policy.crq;
  if (isOpenToAll(workflow) || commit.parents.length > 1) return [];
  const taker = { ...(await takerOf(commit, crq.id, allSteps(workflow), scope)), owner: crq.owner };
  if (isLegalBirth(workflow, crq.status, (step) => mayTake(workflow, step, taker))) return [];
  return [
    {
      ...aboutCommit(commit),
      crq: crq.id,
      path,
      message: `${crq.id} is born ${crq.status}, and ${commit.author} may not take the steps that lead there`,
      next: `gitcrq crq show ${crq.id}`,
    },
  ];
}

async function judgeChange(
  commit: JudgedCommit,
  change: RecordChange,
  steps: readonly Transition[],
  scope: Scope,
): Promise<readonly Fault[]> {
  const { workflow, directory } = scope.basis.policy.crq;
  const stem = pathStem(directory, change.path);
  const id = stem === null ? null : parseWrittenId(stem, scope.prefixes);
  if (id === null || change.to === null) return [];
  const after = await scope.states.of(change.to, id);
  const to = statusOf(after);
  if (change.from === null) return after.kind === 'read' ? judgeBirth(commit, change.path, after.crq, scope) : [];
  const earlier = to === null ? [] : await before(commit, id, scope);
  if (to === null || earlier.length === 0 || earlier.includes(to)) return [];
  const taken = earlier.map((from) => ({ from, to }));
  const taker = await takerOf(commit, id, [...taken, ...steps], scope);
  const may = (step: Transition): boolean => mayTake(workflow, step, taker) || isOfLanding(commit, step, scope);
  const [step] = taken;
  if (step === undefined || taken.some((one) => isLegalPath(workflow, one, steps, may))) return [];
  return [{ ...aboutCommit(commit), crq: id, path: change.path, ...explained(workflow, id, step, taker) }];
}

async function transitions(commit: JudgedCommit, scope: Scope): Promise<readonly Fault[]> {
  const steps = linesOf(commit.text, 'CRQ-Transition')
    .map(parseTransition)
    .filter((step) => step !== null);
  return (await Promise.all(commit.changes.map((change) => judgeChange(commit, change, steps, scope)))).flat();
}

export const crqIllegalTransition: CommitRule = {
  id: 'crq/illegal-transition',
  title: 'A change request changes its state by legal steps, taken by those who may.',
  why: 'A rejected request that is closed by editing a line was never approved by anybody.',
  bad: `sed -i 's/^status: open/status: draft/' crqs/CRQ-42.md
git commit -am "Back to draft" -m "CRQ: CRQ-42"`,
  good: 'gitcrq cancel CRQ-42 -m "not as it stands"',
  level: 'error',
  judges: 'commit',
  lasting: true,
  judge: (commit, scope) => (commit.changes.length > 0 ? transitions(commit, scope) : []),
};
