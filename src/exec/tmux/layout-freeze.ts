/** The file of a session as it is now, such that making it from the file gives the same windows, panes and programs. */
import { stringify } from 'yaml';
import { ok, type Result } from '../../domain/result.ts';
import type { Ports } from '../../sys/ports.ts';
import { inSession } from './find.ts';
import { foregroundWords } from './idle.ts';
import { listPanes, type Pane } from './panes.ts';
import { rows, type Tmux } from './server.ts';

const quoted = (word: string): string => (/^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`);

const paneText = (ports: Pick<Ports, 'files'>, pane: Pane) => {
  const words = foregroundWords(ports, pane);
  return {
    ...(pane.cwd !== '' && { start_directory: pane.cwd }),
    ...(words !== null && { shell_command: words.map(quoted).join(' ') }),
    ...(pane.active && { focus: true }),
  };
};

/** YAML, as readLayout takes it. Fails: PANE_NOT_FOUND, and as the server does. */
export async function freeze(ports: Pick<Ports, 'files'>, tmux: Tmux, session: string): Promise<Result<string>> {
  const panes = await listPanes(tmux);
  if (!panes.ok) return panes;
  const own = inSession(panes.value, session);
  if (!own.ok) return own;
  const [first] = own.value;
  const layouts = await rows(tmux, ['list-windows', '-a'], ['window_id', 'window_layout']);
  if (!layouts.ok) return layouts;
  const layoutOf = new Map(layouts.value.map(([id = '', layout = '']) => [id, layout]));
  const windows = [...new Set(own.value.map(({ window }) => window))].map((id) => {
    const members = own.value.filter(({ window }) => window === id);
    return {
      window_name: members[0]?.windowName ?? '',
      layout: layoutOf.get(id) ?? 'tiled',
      ...(members[0]?.windowActive && { focus: true }),
      panes: members.map((pane) => paneText(ports, pane)),
    };
  });
  return ok(stringify({ session_name: first?.session ?? session, windows }, { lineWidth: 0 }));
}
