/** Whether the recording of a run that is over holds all that it showed, by what its recorder wrote last. */
import type { Files } from '../../sys/ports.ts';
import type { Job, Recorded, Standing } from './job.ts';
import { jobText } from './job-dir.ts';

/** A recorder that was killed, or never began, wrote nothing; what else it left says itself why it is not complete. */
function why(summary: object): string {
  if ('failure' in summary && typeof summary.failure === 'string') return `it could not be written: ${summary.failure}`;
  if ('truncated' in summary && summary.truncated === true) return 'it had its full size';
  return 'its end did not arrive';
}

function summaryOf(files: Files, dir: string): object | null {
  try {
    const value: unknown = JSON.parse(jobText(files, dir, 'summary.json') ?? 'null');
    return typeof value === 'object' ? value : null;
  } catch {
    return null;
  }
}

/** Null where nothing was recorded, and before the end. */
export function recordingOf(files: Files, dir: string, job: Job, { state }: Standing): Recorded | null {
  if (!job.record || state === 'started') return null;
  const summary = summaryOf(files, dir);
  if (summary === null) return { complete: false, why: 'its recorder ended before it' };
  return 'complete' in summary && summary.complete === true
    ? { complete: true, why: null }
    : { complete: false, why: why(summary) };
}
