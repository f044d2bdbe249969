/** Reads a file that grows, a piece at a time. */
import { closeSync, openSync, readSync } from 'node:fs';

const PIECE = 1 << 20;

/** At most a piece, from this byte on; empty where there is nothing, or no file. */
export function readFrom(path: string, offset: number): Uint8Array {
  let fd: number;
  try {
    fd = openSync(path, 'r');
  } catch {
    return new Uint8Array();
  }
  try {
    const piece = Buffer.alloc(PIECE);
    return piece.subarray(0, readSync(fd, piece, 0, PIECE, offset));
  } finally {
    closeSync(fd);
  }
}
