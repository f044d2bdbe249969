/** States as people type them. */
import { nearest } from '../domain/distance.ts';
import { type Status, statuses, type Workflow } from '../domain/lifecycle.ts';
import { fail, type Result } from '../domain/result.ts';
import { STATE_UNKNOWN } from './errors.ts';

/** The refusal of a state that the workflow does not have. */
export function noState(workflow: Workflow, text: Status): Result<never> {
  const known = statuses(workflow);
  const near = nearest(text, known)[0];
  const hint = near === undefined ? '' : `; did you mean ${near}?`;
  return fail(
    STATE_UNKNOWN,
    `there is no state ${JSON.stringify(text.slice(0, 40))}; there are ${known.join(', ')}${hint}`,
    ['gitcrq config get crq.workflow'],
  );
}
