/** gitcrq merge status: the queue in its order. */
import { inAdopted } from '../../src/app/clone.ts';
import { asker } from '../../src/app/lander.ts';
import { sayIgnored } from '../../src/merge/ignored.ts';
import { type Place, type QueueStatus, queueStatus, type Said } from '../../src/merge/queue-status.ts';
import { type Answer, GitcrqCommand, type Paint, type Parsed, type Wired } from '../../src/surface/command.ts';
import { requirementLine } from '../../src/surface/landing-text.ts';

const text = ({ place, crq, title, branch, target, eligible, requirements }: Place, paint: Paint): string => {
  const state = eligible ? paint.good('ready') : paint.warn('held');
  const lacking = requirements
    .filter((one) => one.state === 'missing')
    .map((one) => requirementLine(one, paint, eligible));
  return [`${place}. ${paint.id(crq)} ${title} ${paint.dim(`(${branch} on ${target})`)} ${state}`, ...lacking].join(
    '\n',
  );
};

const said = ({ by, at, reason }: Said): string => `by ${by} at ${at}${reason === null ? '' : `: ${reason}`}`;

function statusText({ queue, paused, dropped }: QueueStatus, paint: Paint): string {
  const lines = [
    ...paused.map((one) => `The queue of ${one.target} is ${paint.warn('paused')} ${said(one)}`),
    ...queue.map((place) => text(place, paint)),
    ...dropped.map((one) => `${paint.id(one.crq)} ${paint.warn('dropped')} (${one.branch}) ${said(one)}`),
  ];
  return (queue.length === 0 ? [...lines, 'Nothing asks to land.'] : lines).join('\n');
}

export default class MergeStatus extends GitcrqCommand<typeof MergeStatus> {
  static override summary = 'Show what waits to land, in order, and why each of it waits.';
  static override examples = ['<%= config.bin %> merge status', '<%= config.bin %> merge status --json'];

  protected async act(_: Parsed<typeof MergeStatus>, ports: Wired): Promise<Answer> {
    const { stale, ...status } = await inAdopted(ports, (clone) => queueStatus(asker(clone)));
    return {
      value: status,
      text: (paint) => statusText({ ...status, stale }, paint),
      notes: [...(stale === null ? [] : [`this is what was last fetched: ${stale}`]), ...sayIgnored(status.ignored)],
    };
  }
}
