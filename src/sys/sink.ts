/** A file that grows to a limit at most, and whose failure is kept instead of thrown: who writes has to go on. */
import { closeSync, openSync, writeSync } from 'node:fs';

export interface Sink {
  /** False once nothing more is written: at the limit, where `mark` stands behind the last whole piece, or after a failure. */
  write(bytes: Uint8Array): boolean;
  close(): void;
  readonly cut: boolean;
  /** The system's word for it, such as ENOSPC. */
  readonly failure: string | null;
}

const codeOf = (error: unknown): string =>
  error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : String(error);

export function sink(path: string, most: number, mark: string): Sink {
  let failure: string | null = null;
  let size = 0;
  let cut = false;
  const tried = <T>(act: () => T): T | null => {
    try {
      return act();
    } catch (error) {
      failure ??= codeOf(error);
      return null;
    }
  };
  const fd = tried(() => openSync(path, 'w', 0o600));
  const all = (bytes: Uint8Array): void => {
    for (let at = 0; fd !== null && at < bytes.length; ) at += writeSync(fd, bytes, at);
  };
  return {
    write(bytes) {
      if (fd === null || cut || failure !== null) return false;
      cut = size + bytes.length > most;
      size += bytes.length;
      tried(() => all(cut ? Buffer.from(mark) : bytes));
      return !cut && failure === null;
    },
    close() {
      if (fd !== null) tried(() => closeSync(fd));
    },
    get cut() {
      return cut;
    },
    get failure() {
      return failure;
    },
  };
}
