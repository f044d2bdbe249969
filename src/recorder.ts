/** The process beside a run that records it: what script(1) writes to a fifo comes in, files of the run's directory go out. */
import { createReadStream } from 'node:fs';
import { isatty, WriteStream } from 'node:tty';
import { jobFile, jobText } from './exec/job/job-dir.ts';
import { record } from './exec/record/record.ts';
import { nodeFiles } from './sys/files.ts';
import { nodeClock } from './sys/node.ts';

/** It ends with its input alone: who ends the run ends its other processes, and the last words are to be kept. */
for (const name of ['SIGINT', 'SIGTERM', 'SIGHUP', 'SIGQUIT'] as const) process.on(name, () => {});

const dir = process.argv[2] ?? '';

function secretsOf(): readonly string[] {
  const text = jobText(nodeFiles, dir, 'secrets');
  nodeFiles.remove(jobFile(dir, 'secrets'));
  const value: unknown = JSON.parse(text ?? '[]');
  return Array.isArray(value) ? value.filter((one) => typeof one === 'string') : [];
}

/** Not one of the first three: when Node ends, it gives those the modes they had at its start, which may be those of script(1). */
const SCREEN_FD = 3;
const screen = isatty(SCREEN_FD) ? new WriteStream(SCREEN_FD) : null;

function sizeNow(): { readonly cols: number; readonly rows: number } | null {
  const [cols = 0, rows = 0] = screen?.getWindowSize() ?? [];
  return cols > 0 && rows > 0 ? { cols, rows } : null;
}

const summary = await record({
  clock: nodeClock,
  dir,
  secrets: secretsOf(),
  // Reads that block, in a thread: the descriptor is shared with whoever drains the fifo if this process dies.
  chunks: createReadStream('', { fd: 0, highWaterMark: 1 << 16 }),
  term: process.env['TERM'] ?? 'dumb',
  size: sizeNow(),
  onResize(listener) {
    process.on('SIGWINCH', () => {
      const size = sizeNow();
      if (size !== null) listener(size.cols, size.rows);
    });
  },
});
try {
  nodeFiles.writeAtomic(jobFile(dir, 'summary.json'), `${JSON.stringify(summary, null, 1)}\n`, 0o600);
} catch {
  // A full disk: the log is what there is.
}
