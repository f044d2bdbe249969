/** `pane layout`: from a file to sessions, and back. */
import { resolve } from 'node:path';
import type * as z from 'zod/mini';
import { fail, ok, type Result, unwrap } from '../domain/result.ts';
import { LAYOUT_FILE } from '../exec/errors.ts';
import type { paneLayoutSchema } from '../exec/schema.ts';
import { buildLayout } from '../exec/tmux/layout-build.ts';
import { freeze } from '../exec/tmux/layout-freeze.ts';
import { type LayoutPlan, planLayout, planLines } from '../exec/tmux/layout-plan.ts';
import { readLayout } from '../exec/tmux/layout-read.ts';
import { listPanes } from '../exec/tmux/panes.ts';
import type { Tmux } from '../exec/tmux/server.ts';
import { tmuxHere } from './panes.ts';
import type { Wired } from './wire.ts';

export type LaidOut = z.infer<typeof paneLayoutSchema>;

function textOf({ files }: Wired, path: string): Result<string> {
  const unread = (why: string) => fail(LAYOUT_FILE, `${path}: ${why}`, [`gitcrq pane layout ${path} --freeze SESSION`]);
  try {
    const text = files.readText(path);
    return text === null ? unread('there is no such file') : ok(text);
  } catch (error) {
    return unread(error instanceof Error ? error.message : String(error));
  }
}

async function planned(ports: Wired, tmux: Tmux, file: string): Promise<Result<LayoutPlan>> {
  const path = resolve(ports.cwd, file);
  const text = textOf(ports, path);
  if (!text.ok) return text;
  const layout = readLayout(ports, path, text.value);
  if (!layout.ok) return layout;
  const panes = await listPanes(tmux);
  return panes.ok ? ok(planLayout(layout.value, panes.value)) : panes;
}

/** What layOut would make. Throws the failure: for commands. */
export const layoutLines = async (ports: Wired, socket: string | undefined, file: string) =>
  planLines(unwrap(await planned(ports, tmuxHere(ports, socket), file)));

/** Throws the failure: for commands. */
export async function layOut(ports: Wired, socket: string | undefined, file: string): Promise<LaidOut> {
  const tmux = tmuxHere(ports, socket);
  const plan = unwrap(await planned(ports, tmux, file));
  const { sessionId, windows } = unwrap(await buildLayout(ports, tmux, plan));
  const made = windows.length === 0 ? 'nothing' : plan.sessionId === null ? 'session' : 'windows';
  const said = windows.map(({ id, name, panes }) => ({ id, name, panes: [...panes] }));
  return { session: plan.layout.session, session_id: sessionId, made, windows: said, kept: [...plan.kept], path: null };
}

/** Writes a new file only. Throws the failure: for commands. */
export async function freezeTo(
  ports: Wired,
  socket: string | undefined,
  file: string,
  session: string,
): Promise<LaidOut> {
  const path = resolve(ports.cwd, file);
  const text = unwrap(await freeze(ports, tmuxHere(ports, socket), session));
  const created = written(ports, path, text);
  unwrap(created);
  return { session, session_id: null, made: 'nothing', windows: [], kept: [], path };
}

function written({ files }: Wired, path: string, text: string): Result<null> {
  const next = [`gitcrq pane layout ${path}.new --freeze SESSION`];
  try {
    return files.create(path, text) ? ok(null) : fail(LAYOUT_FILE, `${path} is there already`, next);
  } catch (error) {
    return fail(LAYOUT_FILE, `${path}: ${error instanceof Error ? error.message : String(error)}`, next);
  }
}
