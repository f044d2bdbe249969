/** Standard input, read once and bounded. */
import { fstatSync, readSync } from 'node:fs';

/** All bytes of standard input, or the first `limit` of them. */
export async function readInput(limit: number): Promise<Uint8Array> {
  const chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of process.stdin) {
    chunks.push(chunk as Buffer); // no encoding is set, so chunks are bytes
    length += (chunk as Buffer).length;
    if (length >= limit) break;
  }
  return Buffer.concat(chunks).subarray(0, limit);
}

/**
 * The same for what git feeds to a hook: a pipe whose writer waits for the hook and ends with it. Read at one go, which
 * saves loading the streams of Node; where it is anything else, it is read as usual.
 */
export async function readFed(limit: number): Promise<Uint8Array> {
  const chunks: Uint8Array[] = [];
  try {
    if (!fstatSync(0).isFIFO()) return readInput(limit);
    for (let length = 0; length < limit; ) {
      const chunk = new Uint8Array(65_536);
      const count = readSync(0, chunk);
      if (count === 0) break;
      chunks.push(chunk.subarray(0, count));
      length += count;
    }
  } catch (error) {
    // The pipe was made not to wait for its writer; the rest comes when it comes.
    if (!(error instanceof Error && 'code' in error && error.code === 'EAGAIN')) throw error;
    chunks.push(await readInput(limit));
  }
  return Buffer.concat(chunks).subarray(0, limit);
}
