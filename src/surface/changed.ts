/** The answer of a changing command: what it did, or with --dry-run the steps it would take. */
import type { Outcome } from '../plan/operate.ts';
import type { PlanLine } from '../plan/step.ts';
import type { Paint } from './paint.ts';
import type { Answer } from './report.ts';

const planText = (lines: readonly PlanLine[], paint: Paint): string =>
  lines.length === 0 ? 'nothing to do' : lines.map((line) => `${paint.dim('would')} ${line.summary}`).join('\n');

export const planned = (lines: readonly PlanLine[]): Answer => ({
  value: { plan: lines },
  text: (paint) => planText(lines, paint),
});

/** `say` tells a person what was done; the operation's answer is what its planner promised. */
export function changed<T>(
  outcome: Outcome,
  say: (answer: T, paint: Paint) => string,
  notes: (answer: T) => readonly string[] = () => [],
): Answer {
  if (outcome.lines !== null) return planned(outcome.lines);
  const answer = outcome.answer as T; // the planner of this very command made it; after a kill the journal gives it back
  return { value: answer, text: (paint) => say(answer, paint), notes: notes(answer), reported: outcome.reported };
}
