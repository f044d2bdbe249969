/**
 * Ctrl-C. Work that was begun is in the journal, so stopping anywhere is safe, but going on after the interruption was
 * reported is not: this is the one place that ends the process by force. Pipes and files are written synchronously on
 * POSIX systems (process I/O, Node's documentation), so the report is not cut off.
 */
import { GitcrqError } from '../domain/error.ts';
import { INTERRUPTED } from './errors.ts';
import { type Manner, reportFailure } from './report.ts';

export function onInterrupt(manner: Manner): void {
  stopper = () => {
    const stop = (): never => process.exit(INTERRUPTED.exit);
    reportFailure(new GitcrqError(INTERRUPTED, 'stopped by SIGINT', ['gitcrq resume']), manner).then(stop, stop);
  };
  process.once('SIGINT', stopper);
}

let stopper: (() => void) | null = null;

/** Ctrl-C reaches a child in the foreground as well; how that ends is the child's to say. */
export function leaveInterrupts(): void {
  if (stopper !== null) process.off('SIGINT', stopper);
  process.on('SIGINT', () => {});
}

/** For a command that ends when it is told to: aborted by the first SIGINT or SIGTERM; the second one ends the process. */
export function stopSignal(): { readonly signal: AbortSignal; readonly exit: () => number } {
  if (stopper !== null) process.off('SIGINT', stopper);
  const controller = new AbortController();
  let exit = 0;
  for (const [name, code] of [
    ['SIGINT', INTERRUPTED.exit],
    ['SIGTERM', 143],
  ] as const) {
    process.on(name, () => {
      if (exit !== 0) process.exit(code);
      exit = code;
      controller.abort();
    });
  }
  return { signal: controller.signal, exit: () => exit };
}
