/** Where a run takes place, as its words say: in a pane, in a window of its own or here; in which directory; and is it recorded there? */
import { resolve } from 'node:path';
import { fail, ok, type Result } from '../../domain/result.ts';
import { DIRECTORY_MISSING, RUN_UNPLACED } from '../../exec/errors.ts';
import type { Target } from '../../exec/job/in-pane.ts';
import { findPane } from '../../exec/tmux/find.ts';
import { OWN_SESSION } from '../../exec/tmux/make.ts';
import { listPanes } from '../../exec/tmux/panes.ts';
import type { Tmux } from '../../exec/tmux/server.ts';
import { selfAmong } from '../panes.ts';
import type { Wired } from '../wire.ts';
import type { Show } from './logs.ts';
import type { Recordable } from './recording.ts';

export interface PlaceWords {
  /** A pane, `new`, `none`, or undefined for a window that ends with the run. */
  readonly pane: string | undefined;
  readonly session: string | undefined;
  readonly replace: boolean;
  /** Undefined: a window of its own is recorded. */
  readonly record: boolean | undefined;
  /** Takes the output while it runs; null if nobody watches. */
  readonly watch: Show | null;
}

/** Where it shall run; null: in place. Fails: PANE_NOT_FOUND, RUN_UNPLACED. */
export async function targetOf(ports: Wired, tmux: Tmux, words: PlaceWords): Promise<Result<Target | null>> {
  const { pane, session, replace } = words;
  if (pane === 'none') {
    if (session === undefined && !replace) return ok(null);
    return fail(RUN_UNPLACED, `in place there is no ${replace ? 'other program to end' : 'session'}`, [
      'gitcrq run --pane none COMMAND',
      'gitcrq pane list',
    ]);
  }
  const panes = await listPanes(tmux);
  if (!panes.ok) return panes;
  const self = selfAmong(ports, panes.value);
  if (pane === undefined || pane === 'new') {
    if (replace) return fail(RUN_UNPLACED, '--replace needs a pane whose program it ends', ['gitcrq pane list']);
    return ok({ kind: 'window', session: session ?? self?.session ?? OWN_SESSION });
  }
  const found = await findPane(tmux, pane, { session, self: self?.id ?? null });
  if (!found.ok) return found;
  if (found.value.id === self?.id && !replace)
    return fail(RUN_UNPLACED, `${pane} is the pane of this very command`, ['gitcrq run --pane none COMMAND']);
  return ok({ kind: 'pane', pane: found.value, replace });
}

export const recordable = ({ watch, record, pane }: PlaceWords, tmux: Tmux, target: Target | null): Recordable => ({
  asked: watch !== null && target !== null ? true : record,
  own: pane === undefined,
  tmux: target === null ? null : tmux,
  piped: target?.kind === 'pane' && target.pane.piped,
});

/** Fails: DIRECTORY_MISSING. */
export function projectOf({ cwd, files }: Wired, asked: string | undefined): Result<string> {
  const dir = asked === undefined ? cwd : resolve(cwd, asked);
  try {
    if (files.stat(files.realpath(dir))?.kind === 'directory') return ok(dir);
  } catch {
    // It is not there, or a link to nowhere.
  }
  return fail(DIRECTORY_MISSING, `there is no directory ${dir}`, ['gitcrq run --project DIR COMMAND']);
}
