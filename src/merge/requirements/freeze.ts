/** In a freeze nothing lands but emergencies; and the word of a request alone makes it none: somebody has to approve it. */
import { voices } from '../../coord/review-voices.ts';
import { parseTime } from '../../domain/change-class.ts';
import { matches } from '../../domain/glob.ts';
import { ok } from '../../domain/result.ts';
import { sayTime, timeOf } from '../clock.ts';
import { type Answer, met, missing, notApplicable } from '../requirement.ts';
import { requestOf } from '../waiting.ts';

export const freeze: Answer = async (at) => {
  const { basis, id } = at.entry;
  const { base } = basis;
  const all = basis.policy.merge.freeze.filter(
    ({ branches }) => branches === undefined || branches.some((glob) => matches(glob, base)),
  );
  if (all.length === 0) return ok(notApplicable(`merge.freeze names no time for ${base}`));
  const now_ms = await timeOf(at);
  if (typeof now_ms === 'string') return ok(missing(now_ms));
  const now = all.find(({ from, to }) => parseTime(from) <= now_ms && now_ms < parseTime(to));
  if (now === undefined) {
    const starts = all.map(({ from }) => parseTime(from)).filter((from_ms) => from_ms > now_ms);
    return ok(met(starts.length === 0 ? 'no freeze' : `no freeze before ${sayTime(Math.min(...starts))}`));
  }
  const frozen = `${base} is frozen until ${sayTime(parseTime(now.to))}: ${now.reason}`;
  if (requestOf(at.entry)?.class !== 'emergency') return ok(missing(`${frozen}; gitcrq merge ${id} lands it then`));
  const found = await at.approvals();
  if (!found.ok) return found;
  const given = voices(found.value.all);
  return ok(
    given.length > 0
      ? met(
          `${frozen}; ${id} is an emergency, approved by ${given.map((one) => one.signer ?? one.review.by).join(', ')}`,
        )
      : missing(`${frozen}; ${id} is an emergency, and an approval makes it count: gitcrq approve ${id}`),
  );
};
