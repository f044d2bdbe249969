/** Local refs in one transaction. Allocation and queue refs only ever grow, so they are never taken back. */
import { fail, ok } from '../../domain/result.ts';
import { listRefs, moveRefs, type RefChange } from '../../git/refs.ts';
import { STATE_CHANGED } from '../errors.ts';
import type { Kind, PlanLine, RefsStep } from '../step.ts';

const APPEND_ONLY = /^refs\/gitcrq\/(?:ids|queue|audit)\//;
export const isAppendOnly = (ref: string): boolean => APPEND_ONLY.test(ref);

export const inverse = (changes: readonly RefChange[]): readonly RefChange[] =>
  changes.map(({ ref, from, to }) => ({ ref, from: to, to: from }));

export const sayRef = (op: string, { ref, from, to }: RefChange, where = ''): PlanLine => {
  const verb = to === null ? 'delete' : from === null ? 'create' : 'move';
  return {
    op,
    summary: `${verb} ${ref}${where}`,
    ref,
    ...(from === null ? {} : { old: from }),
    ...(to === null ? {} : { new: to }),
  };
};

export const sayWithin = (op: string, within: readonly string[] = []): readonly PlanLine[] =>
  within.map((summary) => ({ op, summary }));

export const refsKind: Kind<RefsStep> = {
  async look(step, repo) {
    const now = await listRefs(
      repo,
      step.changes.map((change) => change.ref),
    );
    if (!now.ok) return now;
    const at = (ref: string) => now.value.get(ref) ?? null;
    if (step.changes.every((change) => at(change.ref) === change.to)) return ok('done');
    const moved = step.changes.find((change) => at(change.ref) !== change.from);
    if (moved === undefined) return ok('todo');
    return ok(fail(STATE_CHANGED, `${moved.ref} is no longer where the plan found it`, ['gitcrq status']).error);
  },
  act: (step, repo) => moveRefs(repo, step.changes, `gitcrq: ${step.reason}`),
  undo(step) {
    const changes = inverse(step.changes.filter((change) => !isAppendOnly(change.ref)));
    if (changes.length === 0) return { how: 'keep' };
    return { how: 'step', step: { kind: 'refs', changes, reason: `undo ${step.reason}` } };
  },
  say: (step) => [...step.changes.map((change) => sayRef('refs', change)), ...sayWithin('refs', step.within)],
};
