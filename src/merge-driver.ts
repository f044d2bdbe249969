/** Answers git that asks for the merge of one record: an exit code, and words only where there is no answer. */
import { driveMerge } from './app/merge-driver.ts';
import { ambient } from './app/session.ts';
import { wire } from './app/wire.ts';
import { setExit } from './surface/print.ts';

/** More than 1: nothing was written, and the caller merges by lines. */
const UNANSWERED = 70;

/** `words` as git fills them in: %O %A %B %P %L. */
export async function answerMerge(words: readonly string[]): Promise<void> {
  const [base = '', ours = '', theirs = '', path = '', size = ''] = words;
  const ports = wire({ ...ambient(), quiet: true });
  try {
    const { clean } = await driveMerge(ports, { base, ours, theirs, path, markerSize: Number(size) });
    setExit(clean ? 0 : 1);
  } catch (thrown) {
    ports.out.warn(`${path} is merged by lines: ${thrown instanceof Error ? thrown.message : String(thrown)}`);
    setExit(UNANSWERED);
  }
}
