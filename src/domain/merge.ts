/** A merge of three versions: what both sides started from, and what each made of it. */

export interface Sides<T> {
  readonly base: T;
  readonly ours: T;
  readonly theirs: T;
}

export const bySide = <T, U>({ base, ours, theirs }: Sides<T>, make: (one: T) => U): Sides<U> => ({
  base: make(base),
  ours: make(ours),
  theirs: make(theirs),
});

export interface Picked<T> {
  readonly value: T;
}

/** What only one side changed, or both alike; null where each changed it in its own way. */
export function pick<T>({ base, ours, theirs }: Sides<T>): Picked<T> | null {
  if (ours === theirs || theirs === base) return { value: ours };
  return ours === base ? { value: theirs } : null;
}
