/** Does the queue's log, as it was last fetched, say what nobody who may land has signed? Nobody obeys it; somebody pushed it. */
import { queueLog } from '../../../coord/queue-log.ts';
import { listRefs } from '../../../git/refs.ts';
import { ignoredOf, sayIgnored } from '../../../merge/ignored.ts';
import { turnedTo } from '../../../store/basis.ts';
import { readEntries } from '../../../store/queue-log.ts';
import { type AdoptedCheck, asks, type Found } from '../problem.ts';

const LOG = /^refs\/gitcrq\/queue\/(.+)\/log$/;

export const queueLogs: AdoptedCheck = async ({ repo, basis }) => {
  const listed = await listRefs(repo, ['refs/gitcrq/queue/']);
  if (!listed.ok) return { found: [], skipped: [`queue logs: ${listed.error.message}`] };
  const found: Found[] = [];
  for (const [ref, tip] of listed.value) {
    const target = LOG.exec(ref)?.[1] ?? '';
    const own = await turnedTo(repo, basis, target);
    if (!own.ok || own.value.base !== target) continue;
    const log = await queueLog(repo, own.value, await readEntries(repo, tip, own.value.policy.crq.prefixes));
    const [said] = sayIgnored(ignoredOf(target, log));
    if (said !== undefined) found.push(asks('queue/not-obeyed', said, 'gitcrq merge log'));
  }
  return { found };
};
