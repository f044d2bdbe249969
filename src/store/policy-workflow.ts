/** The team's own workflow in `gitcrq.yaml`: defaults filled in, and what would leave requests without a way to land named. */
import { nearest } from '../domain/distance.ts';
import { DEFAULT_WORKFLOW, isStateName, type State, type Status, type Workflow } from '../domain/lifecycle.ts';
import type { WorkflowFile } from './policy-schema.ts';

export interface WorkflowMistake {
  readonly path: readonly PropertyKey[];
  readonly message: string;
}

const ROLES = ['new', 'draft', 'approved', 'closed'] as const;

/** A role that is not given is played by the state of the default workflow's name, if there is one. */
const role = (given: Status | null | undefined, usual: Status, states: Readonly<Record<Status, unknown>>) =>
  given !== undefined ? given : Object.hasOwn(states, usual) ? usual : null;

export function workflowOf(file: WorkflowFile | undefined): Workflow {
  if (file === undefined) return DEFAULT_WORKFLOW;
  const states = Object.fromEntries(
    Object.entries(file.states).map(([name, { to, accepts = false, by = {} }]): [Status, State] => [
      name,
      { to, accepts, by },
    ]),
  );
  return {
    states,
    new: file.new ?? 'open',
    draft: role(file.draft, 'draft', states),
    approved: role(file.approved, 'approved', states),
    closed: file.closed ?? 'closed',
  };
}

/** Can a request get from one state to another? */
function reaches({ states }: Workflow, from: Status, to: Status): boolean {
  const reached = new Set([from]);
  for (const name of reached) for (const next of states[name]?.to ?? []) reached.add(next);
  return reached.has(to);
}

type Mistake = (path: readonly PropertyKey[], message: string) => void;

/** Names that no state has, and steps that are none. */
function wrongNames({ states }: WorkflowFile, workflow: Workflow, mistake: Mistake): void {
  const names = Object.keys(states);
  const known = (path: readonly PropertyKey[], name: Status): void => {
    if (names.includes(name)) return;
    const near = nearest(name, names)[0];
    const hint = near === undefined ? '' : `; did you mean \`${near}\`?`;
    mistake(path, `there is no state ${name}${hint}; states: ${names.join(', ')}`);
  };
  for (const [name, { to, by = {} }] of Object.entries(states)) {
    if (!isStateName(name)) mistake(['states', name], 'expected a lower-case word as the name of a state');
    for (const [at, next] of to.entries()) {
      known(['states', name, 'to', at], next);
      if (next === name) mistake(['states', name, 'to', at], 'a state is no step from itself');
    }
    for (const next of Object.keys(by).filter((one) => !to.includes(one)))
      mistake(['states', name, 'by', next], `there is no step from ${name} to ${next}`);
  }
  for (const key of ROLES) if (workflow[key] !== null) known([key], workflow[key]);
}

/** States that do not fit what they are for, and requests that could never land. */
function wrongRoles(workflow: Workflow, mistake: Mistake): void {
  const { new: first, draft, approved, closed } = workflow;
  const accepts = (name: Status | null): boolean => name !== null && workflow.states[name]?.accepts === true;
  if (!accepts(first)) mistake(['new'], `${first} takes no commits (\`accepts: true\`), so no work could begin`);
  if (accepts(closed)) mistake(['closed'], `${closed} takes commits, so work would go on after the landing`);
  if (accepts(draft)) mistake(['draft'], `${draft} takes commits, so it would be no draft`);
  if (approved !== null && !accepts(approved))
    mistake(['approved'], `${approved} takes no commits, so what was approved could not be built`);
  if (!reaches(workflow, first, closed)) mistake(['states'], `no steps lead from ${first} to ${closed}`);
  if (!workflow.states[closed]?.to.includes(first))
    mistake(['states', closed, 'to'], `${first} is missing: a landing that is taken back opens its request again`);
  if (draft !== null && !reaches(workflow, draft, first))
    mistake(['states'], `no steps lead from ${draft} to ${first}`);
}

export function workflowMistakes(file: WorkflowFile | undefined): readonly WorkflowMistake[] {
  if (file === undefined) return [];
  const workflow = workflowOf(file);
  const found: WorkflowMistake[] = [];
  const mistake: Mistake = (path, message) => found.push({ path: ['crq', 'workflow', ...path], message });
  wrongNames(file, workflow, mistake);
  if (found.length === 0) wrongRoles(workflow, mistake);
  return found;
}
