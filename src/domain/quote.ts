/** Words as a POSIX shell reads them back: commands in findings are meant to be pasted. */

export const quoted = (word: string): string =>
  /^[A-Za-z0-9_@%+=:,./^~-]+$/.test(word) ? word : `'${word.replaceAll("'", `'\\''`)}'`;
