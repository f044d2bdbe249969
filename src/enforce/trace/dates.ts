/** Dates on the command line. git takes what it does not understand for now, which makes an empty report look complete. */
import { fail, ok, type Result } from '../../domain/result.ts';
import { DATE_INVALID } from '../errors.ts';

const DAY = /^\d{4}-\d{2}-\d{2}$/;
const MOMENT = /^\d{4}-\d{2}-\d{2}[T ]\d{2}:\d{2}(?::\d{2})?(?:Z|[+-]\d{2}:?\d{2})?$/;
const AGO = /^\d{1,6}[ .](?:second|minute|hour|day|week|month|year)s?(?:[ .]ago)?$/;

const isDay = (text: string): boolean => {
  const date = new Date(`${text}T00:00:00Z`);
  return !Number.isNaN(date.getTime()) && date.toISOString().startsWith(text);
};

/** A date for git: a day begins at midnight for `since` and ends before the next one for `until` (git would take the time of day of now). */
export function gitDate(text: string, side: 'since' | 'until'): Result<string> {
  const trimmed = text.trim();
  if (DAY.test(trimmed) && isDay(trimmed)) return ok(`${trimmed} ${side === 'since' ? '00:00:00' : '23:59:59'}`);
  if (MOMENT.test(trimmed) && isDay(trimmed.slice(0, 10))) return ok(trimmed);
  if (AGO.test(trimmed) || trimmed === 'yesterday') return ok(trimmed);
  return fail(DATE_INVALID, `${JSON.stringify(text.slice(0, 60))} is no date gitcrq is sure of`, [
    `gitcrq trace --${side} 2026-01-31`,
    `gitcrq trace --${side} "2 weeks ago"`,
  ]);
}
