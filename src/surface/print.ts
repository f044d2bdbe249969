/**
 * The two output streams of a process. Node's own stream objects cost 4 ms to build, so bytes go straight to the
 * descriptor; only where that would block (a pipe set to non-blocking by whoever reads it) the stream takes over.
 * A reader that went away (`| head`) is no failure: what it wanted, it has.
 */
import { fstatSync, writeSync } from 'node:fs';

type Descriptor = 1 | 2;

/** Descriptors whose stream object took over; from then on the order of bytes is the stream's. */
const streamed = new Set<Descriptor>();

const codeOf = (error: unknown): unknown => (error instanceof Error && 'code' in error ? error.code : undefined);

function throughStream(fd: Descriptor, bytes: Uint8Array): Promise<void> {
  const stream = fd === 1 ? process.stdout : process.stderr;
  if (!streamed.has(fd)) {
    streamed.add(fd);
    // Every failure reaches the callback below; without a listener Node would throw it a second time.
    stream.on('error', () => {});
  }
  return new Promise((resolve, reject) => {
    stream.write(bytes, (error) => (error && codeOf(error) !== 'EPIPE' ? reject(error) : resolve()));
  });
}

/** True while a line without an end stands on the terminal behind descriptor 2. */
let drawn = false;
const ERASE = '\r\u001b[2K';

/** Draws a line over the one drawn before; whatever is printed next takes its place. */
export function drawErr(line: string): void {
  drawn = true;
  try {
    writeSync(2, `${ERASE}${line}`);
  } catch {
    // A terminal that cannot take it now will get the next one.
  }
}

/** Takes away what drawErr left. */
export function eraseErr(): void {
  if (!drawn) return;
  drawn = false;
  try {
    writeSync(2, ERASE);
  } catch {
    // Nobody is there to see it.
  }
}

/** Resolves when the system has taken all of it, or nobody is left to read it. */
async function write(fd: Descriptor, bytes: Uint8Array): Promise<void> {
  eraseErr();
  let at = 0;
  try {
    while (at < bytes.length && !streamed.has(fd)) at += writeSync(fd, bytes, at);
  } catch (error) {
    if (codeOf(error) === 'EPIPE') return;
    if (codeOf(error) !== 'EAGAIN') throw error;
  }
  if (at < bytes.length) await throughStream(fd, bytes.subarray(at));
}

const lines = (text: string): Uint8Array => Buffer.from(text === '' || text.endsWith('\n') ? text : `${text}\n`);

/** Text gets a line feed at its end if it has none. */
export const printOut = (text: string): Promise<void> => write(1, lines(text));
export const printErr = (text: string): Promise<void> => write(2, lines(text));

/** What a program printed, as it is. */
export const printBytes = (bytes: Uint8Array): Promise<void> => write(1, bytes);
/** The same beside an answer that standard output is for. */
export const printBytesErr = (bytes: Uint8Array): Promise<void> => write(2, bytes);

/** A closed descriptor is no terminal. The file's type is asked first: node:tty loads all of node:net. */
function isTerminal(fd: Descriptor): boolean {
  try {
    return fstatSync(fd).isCharacterDevice() && process.getBuiltinModule('node:tty').isatty(fd);
  } catch {
    return false;
  }
}

export const outIsTerminal = (): boolean => isTerminal(1);
export const errIsTerminal = (): boolean => isTerminal(2);

export const errColumns = (): number => process.stderr.columns || 80;

/** Columns of the terminal that standard output is; null where it is none. */
export const outColumns = (): number | null => (outIsTerminal() ? process.stdout.columns || null : null);

/** The exit code is set and never forced: a forced exit would cut off what is still being written. */
export const setExit = (code: number): void => {
  eraseErr();
  process.exitCode = code;
};
