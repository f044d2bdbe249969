/** The beginning and the end of what a program says, however much that is: neither memory nor the disk fills up with it. */

/** How much of either end is kept. */
export const END_BYTES = 64 * 1024;

export interface KeptOutput {
  push(chunk: Uint8Array): void;
  /** The last bytes, at most so many. */
  tail(bytes: number): string;
  /** All of it, or both ends with a line between them that says how much is left out. */
  text(): string;
}

export function keptOutput(): KeptOutput {
  const [head, ring] = [Buffer.alloc(END_BYTES), Buffer.alloc(END_BYTES)];
  let length = 0;
  const end = (bytes: number): Buffer => {
    const count = Math.min(bytes, length, END_BYTES);
    const at = length % END_BYTES;
    return count <= at
      ? ring.subarray(at - count, at)
      : Buffer.concat([ring.subarray(END_BYTES - (count - at)), ring.subarray(0, at)]);
  };
  return {
    push(chunk) {
      if (length < END_BYTES) head.set(chunk.subarray(0, END_BYTES - length), length);
      const rest = chunk.subarray(-END_BYTES);
      const at = (length + chunk.length - rest.length) % END_BYTES;
      ring.set(rest.subarray(0, END_BYTES - at), at);
      ring.set(rest.subarray(END_BYTES - at), 0);
      length += chunk.length;
    },
    tail: (bytes) => end(bytes).toString('utf8'),
    text() {
      const begin = head.subarray(0, length);
      if (length <= END_BYTES) return begin.toString('utf8');
      const left = length - 2 * END_BYTES;
      const rest = end(Math.min(END_BYTES, length - END_BYTES)).toString('utf8');
      return `${begin.toString('utf8')}${left > 0 ? `\n[gitcrq: ${left} bytes left out here]\n` : ''}${rest}`;
    },
  };
}
