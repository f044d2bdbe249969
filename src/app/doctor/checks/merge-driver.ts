/** The merge driver for records: set in this clone, and asked for by an attribute that the files of requests have. */

import { quoted } from '../../../domain/quote.ts';
import { attributeLine, DRIVER, planDriver } from '../../../enforce/hooks/driver.ts';
import { type AdoptedCheck, asks, type Found, failed, mends } from '../problem.ts';

export const mergeDriver: AdoptedCheck = async ({ repo, basis, installation }) => {
  if (repo.bare) return { found: [] };
  const planned = await planDriver(repo, installation);
  if (!planned.ok) return { found: [failed('merge/unreadable', planned.error)] };
  const changes = planned.value.flatMap((step) => (step.kind === 'git-config' ? step.changes : []));
  const found: Found[] = [];
  if (changes.some(({ from }) => from !== null))
    found.push(mends('merge/outdated', 'the merge driver for records is set for another gitcrq', planned.value));
  else if (changes.length > 0)
    found.push(
      mends('merge/missing', 'no merge driver for records is set, so git merges them by lines', planned.value),
    );
  const { directory } = basis.policy.crq;
  const args = ['check-attr', '-z', 'merge', '--', `${directory}/CRQ-1.md`];
  const asked = await repo.output('git check-attr', args, { cwd: repo.workTree ?? repo.cwd });
  if (!asked.ok) return { found: [...found, failed('merge/unreadable', asked.error)] };
  const line = attributeLine(directory);
  if (asked.value.split('\0')[2] !== DRIVER)
    found.push(
      asks(
        'merge/no-attribute',
        `requests in ${directory}/ do not have the attribute merge=${DRIVER}, so git merges them by lines`,
        `echo ${quoted(line)} >>.gitattributes`,
      ),
    );
  return { found };
};
