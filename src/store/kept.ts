/**
 * Answers that were dear to find, kept in the clone under `gitcrq/cache`. A file there is one line that says what it was
 * made by and from, then the answer. Anything else, whatever it holds, counts as nothing kept; the folder may be deleted
 * at any time. Whoever can write there can change the hooks as well.
 */
import { join } from 'node:path';
import { VERSION } from '../domain/version.ts';
import type { Repo } from '../git/repo.ts';

export interface Keeping {
  /** Name of the file: there is one answer of a name, so the folder does not grow. */
  readonly name: string;
  /** All that the answer follows from; an answer that followed from something else is not read. */
  readonly from: readonly unknown[];
}

const file = (repo: Repo, { name }: Keeping): string => join(repo.commonDir, 'gitcrq', 'cache', name);
const heading = ({ from }: Keeping): string => JSON.stringify([VERSION, ...from]);

export function recall(repo: Repo, keeping: Keeping): string | null {
  let text: string | null = null;
  try {
    text = repo.ports.files.readText(file(repo, keeping));
  } catch {
    // A folder in its place, or no right to read it: nothing is kept.
  }
  const first = heading(keeping);
  return text?.startsWith(`${first}\n`) === true ? text.slice(first.length + 1) : null;
}

export function keep(repo: Repo, keeping: Keeping, answer: string): void {
  try {
    repo.ports.files.writeAtomic(file(repo, keeping), `${heading(keeping)}\n${answer}`, 0o600);
  } catch {
    // A repository that cannot be written is only slower.
  }
}

/** As recall, for JSON; null unless `read` makes something of it. */
export function recallJson<T>(repo: Repo, keeping: Keeping, read: (value: unknown) => T | null): T | null {
  const text = recall(repo, keeping);
  try {
    return text === null ? null : read(JSON.parse(text));
  } catch {
    return null;
  }
}
