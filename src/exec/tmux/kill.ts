/** Ends panes and sessions, of its own accord only those that gitcrq made. */
import { fail, ok, type Result } from '../../domain/result.ts';
import { PANE_NOT_OURS } from '../errors.ts';
import { inSession } from './find.ts';
import { type Pane, paneName } from './panes.ts';
import type { Tmux } from './server.ts';

const notOurs = (panes: readonly Pane[], again: string) => {
  const named = panes.slice(0, 3).map((pane) => `${pane.id} (${paneName(pane)}, ${pane.command})`);
  const more = panes.length > 3 ? ` and ${panes.length - 3} more` : '';
  return fail(PANE_NOT_OURS, `gitcrq did not make ${named.join(', ')}${more}`, [again]);
};

export async function killPane(tmux: Tmux, pane: Pane, force: boolean): Promise<Result<readonly string[]>> {
  if (!force && !pane.made.pane) return notOurs([pane], `gitcrq pane kill ${pane.id} --force`);
  const killed = await tmux.run(['kill-pane', '-t', pane.id]);
  return killed.ok ? ok([pane.id]) : killed;
}

/** By its whole name or `$N`. A session that holds panes of somebody else is left alone, whoever made it. */
export async function killSession(
  tmux: Tmux,
  panes: readonly Pane[],
  name: string,
  force: boolean,
): Promise<Result<readonly string[]>> {
  const found = inSession(panes, name);
  if (!found.ok) return found;
  const own = found.value;
  const id = own[0]?.sessionId ?? name;
  const others = own[0]?.made.session ? own.filter((pane) => !pane.made.pane) : own;
  if (!force && others.length > 0) return notOurs(others, `gitcrq pane kill --session '${id}' --force`);
  const killed = await tmux.run(['kill-session', '-t', `${id}:`]);
  return killed.ok ? ok(own.map(({ id }) => id)) : killed;
}
