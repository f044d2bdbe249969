/** An answer that is asked for at most once, and only if somebody wants it. */
export const once = <T>(find: () => Promise<T>): (() => Promise<T>) => {
  let found: Promise<T> | null = null;
  return () => (found ??= find());
};
