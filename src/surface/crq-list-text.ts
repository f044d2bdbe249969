/** The list of requests for people, and what is said beside it: why some are not ready, and ids given twice. */

import type { FilteredList } from '../crq/filter.ts';
import type { ListedCrq } from '../crq/list.ts';
import { CLOSING } from '../domain/lifecycle.ts';
import type { Paint } from './paint.ts';
import { table } from './table.ts';

/** The base has the work, and its record does not say so: nobody closed it yet, or nobody may. */
const isUnsaid = ({ landed }: Pick<ListedCrq, 'landed'>): boolean => landed !== undefined && landed.proof !== 'record';

/** The state on the base, as people see it. */
export const onBaseText = (crq: { readonly status: string } & Pick<ListedCrq, 'landed'>): string =>
  isUnsaid(crq) ? `${crq.status} (landed)` : crq.status;

const where = (crq: ListedCrq): string => {
  if (isUnsaid(crq)) return onBaseText(crq);
  const moved = crq.branches.find((branch) => branch.status !== undefined && branch.status !== crq.status);
  if (!crq.on_base) return `${crq.status} (on its branch)`;
  return moved === undefined ? crq.status : `${crq.status} → ${moved.phase === 'closed' ? CLOSING : moved.status}`;
};

/** Green has landed, yellow waits for somebody, grey has ended otherwise. */
function styleOf(crq: ListedCrq, paint: Paint): (text: string) => string {
  const moving = crq.phase === 'closing' || isUnsaid(crq) || where(crq).includes('→');
  if (moving) return paint.warn;
  if (crq.phase === 'closed') return paint.good;
  return crq.phase === 'ended' ? paint.dim : (text) => text;
}

/** What to type where nothing is listed. */
function emptiness({ total, not_ready: blocked }: FilteredList): string {
  if (total === 0) return 'No change requests yet. Begin one: gitcrq start "Add login"';
  if (blocked !== undefined && blocked.length > 0)
    return 'Nothing is ready to be begun. Make a request: gitcrq crq new "Add login"';
  return `None of the ${total} requests passes the filter. See all: gitcrq crq list`;
}

export function listText(list: FilteredList, paint: Paint): string {
  const { crqs, unreadable } = list;
  const bad = unreadable.map(({ path, line, reason }) => `${paint.bad('unreadable')} ${path}:${line}: ${reason}`);
  if (crqs.length === 0) return unreadable.length === 0 ? emptiness(list) : bad.join('\n');
  const rows = table(
    crqs.map((crq) => [
      { text: crq.id, paint: paint.id },
      { text: where(crq), paint: styleOf(crq, paint) },
      crq.type,
      crq.priority,
      crq.title,
    ]),
  );
  return [...rows, ...bad].join('\n');
}

const MOST = 20;

export function listNotes({ not_ready: blocked = [], warnings }: FilteredList): readonly string[] {
  // Requests that are done are no news to somebody who looks for work.
  const open = blocked.filter(({ phase }) => phase !== 'closed');
  const more = open.length > MOST ? [`and ${open.length - MOST} more that are not ready; --json has them all`] : [];
  return [
    ...open.slice(0, MOST).map(({ id, why }) => `not ready: ${id}: ${why}`),
    ...more,
    ...warnings.map((warning) => `warning: ${warning}`),
  ];
}
