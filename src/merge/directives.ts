/** What the queue was told, as it holds now: is it paused, and which branches are left out? Pure. */
import type { CrqId, Oid } from '../domain/brand.ts';
import type { Directive } from '../store/queue-directive.ts';

/** The pause that is in force. */
export function pauseOf(directives: readonly Directive[]): Directive | null {
  const last = directives.findLast(({ event }) => event === 'paused' || event === 'resumed');
  return last?.event === 'paused' ? last : null;
}

/** The drops of a request that are in force: those since it was last asked for again, one a head. */
export function dropsOf(directives: readonly Directive[], crq: CrqId): readonly Directive[] {
  const own = directives.filter((one) => one.crq === crq);
  const since = own.slice(own.findLastIndex(({ event }) => event === 'retried') + 1);
  const byHead = new Map(since.map((drop) => [`${drop.branch} ${drop.head}`, drop]));
  return [...byHead.values()];
}

/** The drop of a branch, which holds for as long as its head is the one that was dropped. */
export function dropOf(directives: readonly Directive[], branch: string, head: Oid): Directive | null {
  const drop = directives.findLast((one) => one.event === 'dropped' && one.branch === branch && one.head === head);
  if (drop === undefined || drop.crq === null) return null;
  return dropsOf(directives, drop.crq).find((one) => one.branch === branch && one.head === head) ?? null;
}

/** Why a branch does not land, in the words of a requirement. */
export interface Stop {
  readonly name: 'running' | 'wanted';
  readonly why: string;
}

/** Who said so, when, and why. */
export const saidBy = ({ by, at, reason }: Directive): string =>
  `by ${by} at ${at}${reason === null ? '' : `: ${reason}`}`;

export function stopsOf(directives: readonly Directive[], branch: string, head: Oid): readonly Stop[] {
  const [pause, drop] = [pauseOf(directives), dropOf(directives, branch, head)];
  const stops: Stop[] = [];
  if (pause !== null)
    stops.push({
      name: 'running',
      why: `the queue of ${pause.target} was paused ${saidBy(pause)}; gitcrq merge resume --into ${pause.target}`,
    });
  if (drop !== null) stops.push({ name: 'wanted', why: `dropped ${saidBy(drop)}; gitcrq merge retry ${drop.crq}` });
  return stops;
}
