/** gitcrq merge status: the queue in its order. */
import { inAdopted } from '../../src/app/clone.ts';
import { asker } from '../../src/app/lander.ts';
import { type Place, queueStatus } from '../../src/merge/explain.ts';
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

export default class MergeStatus extends GitcrqCommand<typeof MergeStatus> {
  static override summary = 'Show what waits to land, in order, and why each of it waits.';
  static override examples = ['<%= config.bin %> merge status', '<%= config.bin %> merge status --json'];

  protected async act(_: Parsed<typeof MergeStatus>, ports: Wired): Promise<Answer> {
    const { queue, stale } = await inAdopted(ports, (clone) => queueStatus(asker(clone)));
    return {
      value: { queue },
      text: (paint) =>
        queue.length === 0 ? 'Nothing asks to land.' : queue.map((place) => text(place, paint)).join('\n'),
      notes: stale === null ? [] : [`this is what was last fetched: ${stale}`],
    };
  }
}
