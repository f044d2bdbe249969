/** What of the policy's `merge` section is wrong although each value of it may be written. */
import { parseTime } from '../domain/change-class.ts';
import type { PolicyFile } from './policy-schema.ts';

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
  return requirements.flatMap(({ name, needs, min }, at) => [
    ...(requirements.findIndex((one) => one.name === name) < at
      ? [of('requirements', at, 'name', `another requirement is called ${name}`)]
      : []),
    ...(needs === 'age' && min === undefined
      ? [of('requirements', at, 'needs', 'age wants `min`, a span of time as 2h')]
      : []),
    ...(needs !== 'age' && min !== undefined ? [of('requirements', at, 'min', 'only `needs: age` takes it')] : []),
  ]);
}

export function mergeMistakes({ merge = {} }: PolicyFile): readonly Mistake[] {
  return [
    ...requirementMistakes(merge),
    ...(merge.freeze ?? []).flatMap(({ from, to }, at) =>
      parseTime(from) < parseTime(to) ? [] : [of('freeze', at, 'to', 'it ends before it begins')],
    ),
    ...(merge.owners ?? []).flatMap(({ approvals_of, count = 1 }, at) =>
      count > new Set(approvals_of).size ? [of('owners', at, 'count', 'there are fewer in `approvals_of`')] : [],
    ),
  ];
}
