/** Edit distance (Damerau-Levenshtein, adjacent transpositions only) and "did you mean". */

/** Edits from `a` to `b`, or `limit + 1` as soon as it must be more. */
export function distance(a: string, b: string, limit = 3): number {
  if (Math.abs(a.length - b.length) > limit) return limit + 1;
  let before: number[] = [];
  let row = Array.from({ length: b.length + 1 }, (_, index) => index);
  for (let i = 1; i <= a.length; i++) {
    const next = [i];
    for (let j = 1; j <= b.length; j++) {
      const same = a[i - 1] === b[j - 1];
      let best = Math.min((row[j] ?? 0) + 1, (next[j - 1] ?? 0) + 1, (row[j - 1] ?? 0) + (same ? 0 : 1));
      if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1])
        best = Math.min(best, (before[j - 2] ?? 0) + 1);
      next.push(best);
    }
    if (Math.min(...next) > limit) return limit + 1;
    [before, row] = [row, next];
  }
  return Math.min(row[b.length] ?? 0, limit + 1);
}

/** Up to three of `known` within a few edits of `text`, nearest first. */
export function nearest<T extends string>(
  text: string,
  known: readonly T[],
  shape: (item: T) => string = (item) => item,
): readonly T[] {
  const limit = Math.max(1, Math.min(3, Math.floor(text.length / 3)));
  return known
    .map((item) => ({ item, edits: distance(text, shape(item), limit) }))
    .filter(({ edits }) => edits <= limit)
    .sort((a, b) => a.edits - b.edits)
    .slice(0, 3)
    .map(({ item }) => item);
}
