/** Words as a POSIX shell reads them back, byte for byte (Shell Command Language, 2.2.2 Single-Quotes). */

/** Any text but NUL, which no argument can hold. */
export const word = (text: string): string => `'${text.replaceAll("'", "'\\''")}'`;

export const words = (argv: readonly string[]): string => argv.map(word).join(' ');
