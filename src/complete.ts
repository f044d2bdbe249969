/** Answers a shell that asks what may stand at the cursor: a line a candidate, its note behind a tab. */
import { complete } from './app/completion/complete.ts';
import { namesAround } from './app/completion/names.ts';
import { directory } from './app/directory.ts';
import { completionTable } from './completion.gen.ts';
import { inline } from './domain/printable.ts';
import { printOut } from './surface/print.ts';
import { nodeFiles } from './sys/files.ts';

/** Each `-C DIR` that is complete, in order. */
const directories = (words: readonly string[]): readonly string[] =>
  words.flatMap((word, at) =>
    (word === '-C' || word === '--cwd') && at < words.length - 2 ? (words[at + 1] ?? []) : [],
  );

/** `words` are those behind the program's name; the last one is being typed. */
export async function answerShell(words: readonly string[], cwd: string): Promise<void> {
  try {
    const names = namesAround(nodeFiles, directory(cwd, directories(words)));
    const lines = complete(words, completionTable, names).map(({ word, note }) =>
      note === undefined ? inline(word) : `${inline(word)}\t${inline(note)}`,
    );
    await printOut(lines.join('\n'));
  } catch {
    // A shell that waits for words has no use for a failure.
  }
}
