/** A request that says when it is to be carried out lands then, and at no other time. */
import { parseWindow } from '../../domain/change-class.ts';
import { ok } from '../../domain/result.ts';
import { sayTime, timeOf } from '../clock.ts';
import { type Answer, met, missing, notApplicable } from '../requirement.ts';
import { requestOf } from '../waiting.ts';

export const window: Answer = async (at) => {
  const { id } = at.entry;
  const text = requestOf(at.entry)?.window;
  if (text === undefined) return ok(notApplicable(`${id} names no window`));
  const span = parseWindow(text);
  if (span === null) return ok(missing(`its window ${text} is no span of time; gitcrq crq set ${id} window=START/END`));
  const now_ms = await timeOf(at);
  if (typeof now_ms === 'string') return ok(missing(now_ms));
  const [from, to] = [sayTime(span.from_ms), sayTime(span.to_ms)];
  if (now_ms < span.from_ms) return ok(missing(`its window opens ${from}; gitcrq merge ${id} lands it then`));
  if (now_ms >= span.to_ms) return ok(missing(`its window closed ${to}; gitcrq crq set ${id} window=START/END`));
  return ok(met(`its window is open until ${to}`));
};
