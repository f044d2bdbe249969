/**
 * The line that shows how far long work is: on a terminal only, and only for work that takes longer than a moment, so
 * that quick commands stay quiet and logs of CI hold no drawings.
 */
import { nodeClock } from '../sys/node.ts';
import type { Progress } from '../sys/ports.ts';
import { drawErr, errColumns, errIsTerminal } from './print.ts';
import type { Manner } from './report.ts';

/** Work that is done sooner is not worth a line. */
const FIRST_MS = 400;
const BETWEEN_MS = 100;
const BAR = 24;

const grouped = (count: number): string => String(count).replace(/\B(?=(?:\d{3})+$)/g, ',');

/** `#########---------------  412 of 1,000 branches judged`, or the bare count where nobody knows the end. */
export function progressText({ what, done, total }: Progress): string {
  if (total === undefined || total === 0) return `${grouped(done)} ${what}`;
  const filled = Math.min(BAR, Math.floor((BAR * done) / total));
  return `${'#'.repeat(filled)}${'-'.repeat(BAR - filled)}  ${grouped(done)} of ${grouped(total)} ${what}`;
}

const hasTerminal = ({ env }: Manner): boolean => (env['CI'] ?? '') === '' && env['TERM'] !== 'dumb' && errIsTerminal();

/** Draws progress for as long as the command has something to tell. */
export function meter(manner: Manner): (progress: Progress) => void {
  const began_ms = nodeClock.monotonic_ms();
  let next_ms = began_ms + FIRST_MS;
  let terminal: boolean | null = null;
  return (progress) => {
    const now_ms = nodeClock.monotonic_ms();
    if (now_ms < next_ms) return;
    next_ms = now_ms + BETWEEN_MS;
    terminal ??= hasTerminal(manner);
    if (terminal) drawErr(progressText(progress).slice(0, errColumns() - 1));
  };
}
