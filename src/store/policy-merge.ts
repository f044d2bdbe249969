/** What of the policy's `merge` section is wrong although each value of it may be written. */
import { parseTime } from '../domain/change-class.ts';
import { isLegal, type Workflow } from '../domain/lifecycle.ts';
import { OVERRIDABLE } from '../domain/policy.ts';
import type { PolicyFile } from './policy-schema.ts';
import { workflowOf } from './policy-workflow.ts';

interface Mistake {
  readonly path: readonly PropertyKey[];
  readonly message: string;
}

type Merge = NonNullable<PolicyFile['merge']>;

const of = (list: string, at: number, key: string, message: string): Mistake => ({
  path: ['merge', list, at, key],
  message,
});

/** A verdict is told by its name, so a name stands for one requirement. */
function requirementMistakes({ requirements = [] }: Merge): readonly Mistake[] {
  return requirements.flatMap(({ name, needs, min, override }, at) => [
    ...(requirements.findIndex((one) => one.name === name) < at
      ? [of('requirements', at, 'name', `another requirement is called ${name}`)]
      : []),
    ...(needs === 'age' && min === undefined
      ? [of('requirements', at, 'needs', 'age wants `min`, a span of time as 2h')]
      : []),
    ...(override === true && !OVERRIDABLE.includes(needs)
      ? [of('requirements', at, 'override', `only these can be overridden: ${OVERRIDABLE.join(', ')}`)]
      : []),
    ...(needs !== 'age' && min !== undefined ? [of('requirements', at, 'min', 'only `needs: age` takes it')] : []),
  ]);
}

/** A landing closes what was approved, so that has to be a step. */
function whenMistakes({ when }: Merge, workflow: Workflow): readonly Mistake[] {
  const { approved, closed } = workflow;
  if (when !== 'approved' || (approved !== null && isLegal(workflow, approved, closed))) return [];
  const why =
    approved === null ? 'no state of crq.workflow is `approved`' : `there is no step from ${approved} to ${closed}`;
  return [{ path: ['merge', 'when'], message: why }];
}

export function mergeMistakes({ merge = {}, crq }: PolicyFile): readonly Mistake[] {
  return [
    ...whenMistakes(merge, workflowOf(crq?.workflow)),
    ...requirementMistakes(merge),
    ...(merge.freeze ?? []).flatMap(({ from, to }, at) =>
      parseTime(from) < parseTime(to) ? [] : [of('freeze', at, 'to', 'it ends before it begins')],
    ),
    ...(merge.owners ?? []).flatMap(({ approvals_of, count = 1 }, at) =>
      count > new Set(approvals_of).size ? [of('owners', at, 'count', 'there are fewer in `approvals_of`')] : [],
    ),
  ];
}
