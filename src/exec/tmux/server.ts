/**
 * One tmux server, reached by starting the client program. Invariant: words arrive as given; no shell reads them, and what
 * tmux itself would read in them (a `;` at the end, `#` in a format) is escaped here.
 */
import { fail, ok, type Result } from '../../domain/result.ts';
import type { Ports } from '../../sys/ports.ts';
import { PANE_NOT_FOUND, TMUX_FAILED, TMUX_HUNG, TMUX_MISSING, TMUX_NO_SERVER } from '../errors.ts';

export interface Tmux {
  /** The socket's name, or its path; null for tmux's default. */
  readonly socket: string | null;
  /** Stands between the fields of an answer: random, so that no name or title can hold it. */
  readonly separator: string;
  /** One command and what it printed. Fails: TMUX_MISSING, TMUX_NO_SERVER, TMUX_HUNG, PANE_NOT_FOUND, TMUX_FAILED. */
  run(args: readonly string[], input?: Uint8Array): Promise<Result<string>>;
  /** Several commands, one after the other without anything between them; the first that fails ends it. */
  all(commands: readonly (readonly string[])[]): Promise<Result<string>>;
}

/** Words that choose the server: a name (`-L`), or with a slash the path of a socket (`-S`). */
export const socketWords = (socket: string | null): readonly string[] =>
  socket === null ? [] : [socket.includes('/') ? '-S' : '-L', socket];

/** A `;` that ends a word would end the command (tmux(1), COMMAND PARSING AND EXECUTION). */
const word = (text: string): string => (text.endsWith(';') ? `${text.slice(0, -1)}\\;` : text);

/**
 * Text for an option that tmux expands as a format (tmux(1), FORMATS): `##` is a `#`. Before a `[` it leaves any number of
 * `#` as they are.
 */
export const literal = (text: string): string =>
  text.replace(/#+(\[?)/g, (all, bracket: string) => (bracket === '' ? all + all : all));

/** Never of the surrounding session: which pane is meant is always said. */
export const tmuxEnv = (env: Ports['env']): Ports['env'] => ({ ...env, TMUX: undefined, TMUX_PANE: undefined });

export const missing = () => fail(TMUX_MISSING, 'tmux cannot be started', ['tmux -V']);

/** How long a server may take for an answer. */
export const ANSWER_MS = 10_000;

const named = (socket: string | null): string => socket ?? 'the default socket';

export const hung = (socket: string | null, limit_ms: number) =>
  fail(TMUX_HUNG, `the tmux server on ${named(socket)} gave no answer within ${limit_ms / 1000}s`, [
    'ps -A -o pid,stat,args',
  ]);

const GONE =
  /^(?:no server running on |error connecting to .*\((?:No such file|Connection refused)|server exited|lost server|no sessions$)/m;

/** The failure that tmux reported in its own words. */
export function refused(said: string, args: readonly string[], socket: string | null) {
  const message = said.trim();
  if (GONE.test(message)) return fail(TMUX_NO_SERVER, `no tmux server runs on ${named(socket)}`, ['gitcrq pane new']);
  if (/^can't find (?:pane|window|session)/.test(message)) return fail(PANE_NOT_FOUND, message, ['gitcrq pane list']);
  return fail(TMUX_FAILED, `tmux ${args[0] ?? ''}: ${message === '' ? 'it failed without a word' : message}`, [
    `tmux ${[...socketWords(socket), 'list-panes', '-a'].join(' ')}`,
  ]);
}

export interface Reached {
  readonly socket: string | null;
  readonly limit_ms?: number;
}

/** A server that starts removes whatever bears the name of its socket. */
function isFile({ files }: Ports, socket: string | null): boolean {
  try {
    return socket?.includes('/') === true && files.stat(socket)?.kind === 'file';
  } catch {
    return false;
  }
}

export function tmuxOf(ports: Ports, { socket, limit_ms = ANSWER_MS }: Reached): Tmux {
  const env = tmuxEnv(ports.env);
  const all = async (
    commands: readonly (readonly string[])[],
    input: Uint8Array = new Uint8Array(),
  ): Promise<Result<string>> => {
    // Without a command, tmux would attach to a session.
    if (commands.length === 0) return ok('');
    const args = commands.flatMap((command, at) => [...(at === 0 ? [] : [';']), ...command.map(word)]);
    if (args.some((text) => text.includes('\0'))) return refused('no word may hold a NUL byte', args, socket);
    ports.out.verbose(`tmux ${args.join(' ')}`);
    if (isFile(ports, socket))
      return refused(`${socket} is a file, which it would take for a socket that is left`, args, socket);
    // -u: names and screens are UTF-8, whatever the locale of this process says.
    const words = ['-u', ...socketWords(socket), ...args];
    const ran = await ports.spawn.run('tmux', words, { cwd: '/', env, input, limit_ms });
    if (ran === null) return missing();
    if (ran.late) return hung(socket, limit_ms);
    // Without a place for its socket the client complains, and ends with 0.
    const isDone = ran.code === 0 && !/^error /.test(ran.stderr);
    return isDone ? ok(Buffer.from(ran.stdout).toString('utf8')) : refused(ran.stderr, args, socket);
  };
  return {
    socket,
    separator: Buffer.from(ports.random.bytes(12)).toString('hex'),
    run: (args, input) => all([args], input),
    all: (commands) => all(commands),
  };
}

/** The rows of a command with `-F`, each with these fields, in any bytes; `rest` are its words behind the options. */
export async function rows(
  tmux: Tmux,
  args: readonly string[],
  fields: readonly string[],
  rest: readonly string[] = [],
): Promise<Result<readonly (readonly string[])[]>> {
  const { separator } = tmux;
  const format = ['', ...fields.map((field) => `#{${field}}`), ''].join(separator);
  const said = await tmux.run([...args, '-F', format, ...rest]);
  if (!said.ok) return said;
  const parts = said.value.split(separator).slice(1);
  const each = fields.length + 1;
  const count = Math.floor(parts.length / each);
  return ok(Array.from({ length: count }, (_, row) => parts.slice(row * each, row * each + fields.length)));
}

/** Which server it is: a later one on the same socket counts its panes from %0 again. */
export interface ServerId {
  readonly pid: number;
  /** Seconds since 1970. */
  readonly start_s: number;
}

/** Fails: TMUX_NO_SERVER if none runs. */
export async function serverOf(tmux: Tmux): Promise<Result<ServerId>> {
  const said = await tmux.run(['display-message', '-p', '#{pid} #{start_time}']);
  if (!said.ok) return said;
  const [pid = 0, start_s = 0] = said.value.trim().split(' ').map(Number);
  return ok({ pid, start_s });
}
