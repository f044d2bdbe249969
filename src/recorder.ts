/**
 * The process beside a run that records it: what script(1) or tmux writes to a fifo comes in, files of the run's directory go
 * out. Words: the directory, and for a stream of tmux what its end bears.
 */
import { createReadStream, ftruncateSync, openSync, writeSync } from 'node:fs';
import { isatty, WriteStream } from 'node:tty';
import { jobFile } from './exec/job/job-dir.ts';
import { valuesFile } from './exec/job/values.ts';
import { scriptFrame } from './exec/record/frame.ts';
import { markFrame } from './exec/record/mark.ts';
import { record } from './exec/record/record.ts';
import { nodeFiles } from './sys/files.ts';
import { nodeClock } from './sys/node.ts';

/** It ends with its input alone: who ends the run ends its other processes, and the last words are to be kept. */
for (const name of ['SIGINT', 'SIGTERM', 'SIGHUP', 'SIGQUIT'] as const) process.on(name, () => {});

const [, , dir = '', nonce] = process.argv;

function secretsOf(): readonly string[] {
  const path = valuesFile(dir, 'secrets');
  const text = nodeFiles.readText(path);
  nodeFiles.remove(path);
  const value: unknown = JSON.parse(text ?? '[]');
  return Array.isArray(value) ? value.filter((one) => typeof one === 'string') : [];
}

/** Not one of the first three: when Node ends, it gives those the modes they had at its start, which may be those of script(1). */
const SCREEN_FD = 3;

function sizeNow(): { readonly cols: number; readonly rows: number } | null {
  if (!isatty(SCREEN_FD)) return null;
  // A stream looks once, when it is made.
  const screen = new WriteStream(SCREEN_FD);
  const { columns: cols = 0, rows = 0 } = screen;
  screen.destroy();
  return cols > 0 && rows > 0 ? { cols, rows } : null;
}

/** The room for what is said last is taken first: a disk that is full meanwhile cannot hide that something is missing. */
function lastWords(): (text: string) => void {
  try {
    const fd = openSync(jobFile(dir, 'summary.json'), 'w', 0o600);
    writeSync(fd, ' '.repeat(512));
    return (text) => {
      writeSync(fd, text, 0);
      ftruncateSync(fd, Buffer.byteLength(text));
    };
  } catch {
    return () => {};
  }
}

const say = lastWords();
const summary = await record({
  clock: nodeClock,
  dir,
  secrets: secretsOf(),
  // Reads that block, in a thread: the descriptor is shared with whoever drains the fifo if this process dies. That of a pane
  // is nobody else's, and its end comes before that of the stream, when a thread would still wait.
  chunks: nonce === undefined ? createReadStream('', { fd: 0, highWaterMark: 1 << 16 }) : process.stdin,
  framed: nonce === undefined ? scriptFrame() : markFrame(nonce),
  term: process.env['TERM'] ?? 'dumb',
  size: sizeNow(),
  onResize(listener) {
    process.on('SIGWINCH', () => {
      const size = sizeNow();
      if (size !== null) listener(size.cols, size.rows);
    });
  },
});
say(`${JSON.stringify(summary, null, 1)}\n`);
