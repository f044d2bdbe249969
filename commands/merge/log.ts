/** gitcrq merge log: what happened in the queue, when, and by whom. */
import { inAdopted } from '../../src/app/clone.ts';
import { overrideText } from '../../src/enforce/overrides.ts';
import { type HistoryEvent, queueHistory } from '../../src/merge/history.ts';
import { type Answer, GitcrqCommand, type Paint, type Parsed, type Wired } from '../../src/surface/command.ts';
import { type Cell, table } from '../../src/surface/table.ts';

const row = (
  { at, event, crq, branch, target, landing, test, lander, approved, override, ignored, reason }: HistoryEvent,
  paint: Paint,
): readonly Cell[] => [
  at,
  { text: event === '' ? 'unknown' : event, paint: event === 'landed' ? paint.good : paint.warn },
  { text: crq ?? '', paint: paint.id },
  branch ?? '',
  landing === null ? target : `${target} ${landing.slice(0, 12)}`,
  landing === null ? (reason ?? '') : test === null ? 'no test' : `tested: ${test}`,
  lander,
  ...(ignored === undefined ? [] : [{ text: `counts for nothing: ${ignored}`, paint: paint.warn }]),
  ...(override === undefined ? [] : [{ text: overrideText(override), paint: paint.warn }]),
  ...(approved.length === 0 ? [] : [`approved by ${approved.map((by) => by.replace(/ <.*$/, '')).join(', ')}`]),
];

export default class MergeLog extends GitcrqCommand<typeof MergeLog> {
  static override summary = 'Show what the queue has landed and was told, newest first.';
  static override examples = ['<%= config.bin %> merge log', '<%= config.bin %> merge log --json'];

  protected async act(_: Parsed<typeof MergeLog>, ports: Wired): Promise<Answer> {
    const { events, stale } = await inAdopted(ports, ({ repo, basis }) => queueHistory(repo, basis));
    return {
      value: { events },
      text: (paint) =>
        events.length === 0
          ? 'Nothing has landed through the queue yet. Finish a request: gitcrq close'
          : table(events.map((event) => row(event, paint))).join('\n'),
      notes: stale === null ? [] : [`this is what was last fetched: ${stale}`],
    };
  }
}
