/** What a pane shows and has shown, as lines of text. A line that the screen had to break is one line again. */
import { ok, type Result } from '../../domain/result.ts';
import type { Pane } from './panes.ts';
import type { Tmux } from './server.ts';

export interface Extent {
  /** So many lines from the end; 'screen' is what is visible, 'all' everything tmux keeps. */
  readonly lines: number | 'screen' | 'all';
  /** With the escape sequences for colours and attributes. */
  readonly escapes?: boolean;
}

const startWords = (lines: Extent['lines']): readonly string[] =>
  lines === 'screen' ? [] : ['-S', lines === 'all' ? '-' : `-${lines}`];

/** Without the empty lines below the last one that was written. */
function written(text: string): readonly string[] {
  const lines = text.split('\n');
  while (lines.length > 0 && (lines.at(-1) ?? '').trim() === '') lines.pop();
  return lines.map((line) => line.trimEnd());
}

/** Oldest first. */
export async function capture(
  tmux: Tmux,
  { id }: Pick<Pane, 'id'>,
  { lines, escapes = false }: Extent,
): Promise<Result<readonly string[]>> {
  const words = ['capture-pane', '-p', '-J', ...(escapes ? ['-e'] : []), ...startWords(lines), '-t', id];
  const said = await tmux.run(words);
  if (!said.ok) return said;
  const all = written(said.value);
  return ok(typeof lines === 'number' ? all.slice(Math.max(0, all.length - lines)) : all);
}
