/** Numbers with their nouns. */

/** `1 commit`, `2 commits`; English plurals in -s only. */
export const counted = (count: number, noun: string): string => `${count} ${noun}${count === 1 ? '' : 's'}`;
