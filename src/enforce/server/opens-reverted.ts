/**
 * Does a commit only open requests again whose landings were reverted by hand? The server looks for such landings as a lander
 * does: what the log says has landed, what a commit of the base says it reverts, and that nothing of it is left.
 */
import { queueEvents } from '../../coord/queue-log.ts';
import { revertedLandings } from '../../crq/landed/reverted.ts';
import { unwrap } from '../../domain/result.ts';
import type { Basis } from '../../store/basis.ts';
import { causesOf, onlyStates, type SingleCommit } from './only-states.ts';
import type { Push } from './push.ts';

/** Throws GitcrqError. */
export async function opensReverted(push: Push, basis: Basis, move: SingleCommit): Promise<boolean> {
  const causes = causesOf(move);
  if (!causes.some((cause) => cause.startsWith('reverted '))) return false;
  const { workflow } = basis.policy.crq;
  const ids = await onlyStates(push, basis, move, (from, to) => from === workflow.closed && to === workflow.new);
  if (ids === null || ids.length === 0) return false;
  const events = await queueEvents(push.repo, basis);
  const reverted = unwrap(await revertedLandings(push.repo, basis, move.from, events));
  return ids.every((id) => reverted.some(({ crq, landing }) => crq === id && causes.includes(`reverted ${landing}`)));
}
