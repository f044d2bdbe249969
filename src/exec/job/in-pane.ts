/**
 * A run in a pane of tmux. What is to run travels as a file; keys carry its name alone, and only to a shell that waits for a
 * command.
 */
import { fail, ok, type Result } from '../../domain/result.ts';
import type { Ports } from '../../sys/ports.ts';
import { PANE_BUSY, STORAGE_UNFIT } from '../errors.ts';
import { whyBusy } from '../tmux/idle.ts';
import { windowIn } from '../tmux/make.ts';
import { CRQ_MARK, type Pane, paneName } from '../tmux/panes.ts';
import { literal, type Tmux } from '../tmux/server.ts';
import type { Place } from './job.ts';
import { jobFile } from './job-dir.ts';
import { words } from './words.ts';

export type Target =
  /** A new window of this session, which is made if it is not there. */
  | { readonly kind: 'window'; readonly session: string }
  | { readonly kind: 'pane'; readonly pane: Pane; readonly replace: boolean };

export interface InPane {
  readonly ports: Ports;
  readonly tmux: Tmux;
  readonly dir: string;
  readonly cwd: string;
  /** For people: the name of the window. */
  readonly name: string;
}

/** A shell that was just started, or whose last command is ending, is idle in a moment. */
const STARTING_MS = 1000;
const LOOK_MS = 100;

/** A shell of any kind reads such a path as it is, in single quotes. */
const PLAIN = /^[\p{L}\p{N} ./_@%+=:,~#-]+$/u;

const placed = (mode: 'new' | 'replace' | 'shell', { id, server }: Pane, { socket }: Tmux): Place => ({
  mode,
  pane: id,
  socket,
  server: `${server.pid} ${server.start_s}`,
});

/** Is the pane free? Asked before anything is made. Fails: PANE_BUSY, STORAGE_UNFIT. */
export async function mayRunIn(ports: Ports, storage: string, target: Target): Promise<Result<void>> {
  if (target.kind === 'window' || target.replace) return ok(undefined);
  if (!PLAIN.test(storage))
    return fail(STORAGE_UNFIT, `a shell in a pane cannot be told of ${JSON.stringify(storage)} in keys`, [
      'gitcrq run --pane new COMMAND',
      'gitcrq run --storage DIR COMMAND',
    ]);
  let busy = await whyBusy(ports, target.pane);
  for (let left_ms = STARTING_MS; busy !== null && left_ms > 0; left_ms -= LOOK_MS) {
    await ports.clock.sleep(LOOK_MS);
    busy = await whyBusy(ports, target.pane);
  }
  if (busy === null) return ok(undefined);
  const { id } = target.pane;
  return fail(PANE_BUSY, `${paneName(target.pane)} (${id}) is no idle shell: ${busy}`, [
    'gitcrq run --pane new COMMAND',
    `gitcrq run --pane ${id} --replace COMMAND`,
  ]);
}

/**
 * As bytes of keys: what somebody left on the line goes (end of line, kill it), and the space keeps the line out of a history
 * where the shell allows.
 */
const typed = (line: string): readonly string[] => Buffer.from(`\x05\x15${line}\r`).toString('hex').match(/../g) ?? [];

/** Starts the wrapper; answers where. */
export async function startIn(asked: InPane, target: Target): Promise<Result<Place>> {
  const { tmux, dir, cwd } = asked;
  const script = ['/bin/sh', jobFile(dir, 'script')];
  if (target.kind === 'window') {
    const made = await windowIn(tmux, target.session, { name: asked.name, cwd, command: script });
    return made.ok ? ok(placed('new', made.value.pane, tmux)) : made;
  }
  const { pane, replace } = target;
  const done = await tmux.run(
    replace
      ? ['respawn-pane', '-k', '-t', pane.id, '-c', literal(cwd), '--', ...script]
      : ['send-keys', '-t', pane.id, '-H', ...typed(` ${words(script)}`)],
  );
  return done.ok ? ok(placed(replace ? 'replace' : 'shell', pane, tmux)) : done;
}

/** Says on the pane which request it works for. */
export async function markPane(tmux: Tmux, pane: string, crq: string): Promise<void> {
  await tmux.run(['set-option', '-p', '-t', pane, CRQ_MARK, crq]);
}
