/**
 * One connection to a server for many questions (tmux(1), CONTROL MODE): an answer takes a fraction of a millisecond
 * instead of the start of a program. Invariant: every question is answered once, also when the server dies or hangs.
 */
import { spawn } from 'node:child_process';
import { ok, type Result } from '../../domain/result.ts';
import type { Ports } from '../../sys/ports.ts';
import { type ControlEvent, controlReader } from './control-lines.ts';
import { ANSWER_MS, hung, missing, refused, socketWords, type Tmux, tmuxEnv } from './server.ts';

export interface Control extends Tmux {
  /** Lines of the answer. Fails as Tmux.run does. Questions may be asked without waiting; they are answered in order. */
  query(args: readonly string[]): Promise<Result<readonly string[]>>;
  /** What is not answered yet gets an error. */
  close(): void;
}

export interface ControlOptions {
  /** What happens meanwhile. With `output`, also what the panes of the session print. */
  readonly on?: (event: ControlEvent) => void;
  readonly output?: boolean;
  readonly limit_ms?: number;
}

/** Every byte of a word survives tmux's own parser as an octal number; letters and digits are left for readers of a trace. */
function quoted(text: string): string {
  const bytes = [...Buffer.from(text, 'utf8')].map((byte) => {
    const letter = String.fromCharCode(byte);
    return /[\w%@:./=,+-]/.test(letter) ? letter : `\\${byte.toString(8).padStart(3, '0')}`;
  });
  return `"${bytes.join('')}"`;
}

interface Waiting {
  readonly args: readonly string[];
  readonly settle: (answer: Result<readonly string[]>) => void;
}

/** Attaches to a session (`$N`) without a say in the size of its windows. Fails: TMUX_MISSING, TMUX_NO_SERVER, TMUX_HUNG, PANE_NOT_FOUND. */
export async function openControl(
  ports: Ports,
  tmux: Tmux,
  sessionId: string,
  { on = () => {}, output = false, limit_ms = ANSWER_MS }: ControlOptions = {},
): Promise<Result<Control>> {
  const flags = output ? 'ignore-size' : 'ignore-size,no-output';
  const words = ['-u', '-C', ...socketWords(tmux.socket), 'attach-session', '-f', flags, '-t', `${sessionId}:`];
  const child = spawn('tmux', words, { cwd: '/', env: { ...tmuxEnv(ports.env) }, stdio: ['pipe', 'pipe', 'ignore'] });
  const waiting: Waiting[] = [];
  let ended: Result<readonly string[]> | null = null;
  const gone = refused('server exited', [], tmux.socket);
  const end = (why: typeof gone): void => {
    ended ??= why;
    clearTimeout(timer);
    for (const { settle } of waiting.splice(0)) settle(ended);
  };
  /** One clock for all that wait: it runs from the question, or the answer, before. */
  let timer: NodeJS.Timeout | undefined;
  const watch = (): void => {
    clearTimeout(timer);
    timer = undefined;
    if (waiting.length === 0 || ended !== null) return;
    timer = setTimeout(() => {
      end(hung(tmux.socket, limit_ms));
      child.kill('SIGKILL');
    }, limit_ms);
  };
  const answered = (failed: boolean, lines: readonly string[]): void => {
    const first = waiting.shift();
    first?.settle(failed ? refused(lines.join('\n'), first.args, tmux.socket) : ok(lines));
    watch();
  };
  const attached = new Promise<Result<readonly string[]>>((settle) =>
    waiting.push({ args: ['attach-session'], settle }),
  );
  watch();
  child.stdout.on('data', controlReader(answered, on));
  child.stdin.on('error', () => {});
  child.once('error', () => end(missing()));
  child.once('close', () => end(gone));
  const first = await attached;
  if (!first.ok) {
    child.kill('SIGKILL');
    return first;
  }
  const query: Control['query'] = (args) => {
    if (ended !== null) return Promise.resolve(ended);
    if (args.some((text) => text.includes('\0')))
      return Promise.resolve(refused('no word may hold a NUL byte', args, tmux.socket));
    return new Promise((settle) => {
      waiting.push({ args, settle });
      if (waiting.length === 1) watch();
      child.stdin.write(`${args.map(quoted).join(' ')}\n`);
    });
  };
  const run: Control['run'] = async (args, input) => {
    // Only a client of its own has a standard input.
    if (input !== undefined) return tmux.run(args, input);
    const lines = await query(args);
    return lines.ok ? ok(lines.value.map((line) => `${line}\n`).join('')) : lines;
  };
  return ok({
    socket: tmux.socket,
    separator: tmux.separator,
    query,
    run,
    async all(commands) {
      let said = '';
      for (const command of commands) {
        const answer = await run(command);
        if (!answer.ok) return answer;
        said += answer.value;
      }
      return ok(said);
    },
    // A client that takes its leave while the server ends waits for it for ever, and the server for the client.
    close: () => void child.kill('SIGKILL'),
  });
}
