/** gitcrq run: a command in a pane or in place, with a record of how it ended. */
import * as Flags from '@oclif/core/flags';
import { ended, run } from '../src/app/run/run.ts';
import { type Answer, GitcrqCommand, type Parsed, type Wired } from '../src/surface/command.ts';
import { list, onTmux, span } from '../src/surface/flags.ts';
import { leaveInterrupts } from '../src/surface/interrupt.ts';
import { printBytes, printBytesErr } from '../src/surface/print.ts';
import { storage } from '../src/surface/run-flags.ts';
import { runStarted, runWaited } from '../src/surface/run-text.ts';
import { usage } from '../src/surface/usage.ts';

export default class RunCommand extends GitcrqCommand<typeof RunCommand> {
  static override summary = 'Run a command in a pane of tmux, or in place, and keep how it ended.';
  static override description =
    'Flags stand before COMMAND; everything from COMMAND on is its own, byte for byte. It gets only the environment that is named. The exit code is that of COMMAND; a run whose pane or process was killed is lost, never successful. In CRQ worktrees the checkout of the user stays as it is.';
  static override tail = 'first-positional' as const;
  static override examples = [
    '<%= config.bin %> run npm test',
    '<%= config.bin %> run --pane work:1.0 --detach npm run dev',
    '<%= config.bin %> run --crq CRQ-42 --worktree --timeout 30m npm test',
    '<%= config.bin %> run --env TOKEN --env MODE=fast ./deploy.sh "it\'s"',
    '<%= config.bin %> run --credential GEMINI_API_KEY --permission edit gemini -p "Mend it"',
    '<%= config.bin %> run -- list',
  ];
  static override flags = {
    pane: Flags.string({
      description:
        '`%N`, session:window.pane or an index; `new`; `none` for this terminal. Left out: a window of its own.',
      helpValue: 'P',
    }),
    session: Flags.string({ description: 'The session of a new window, or of an index.', helpValue: 'S' }),
    project: Flags.string({ description: 'The directory it runs in.', helpValue: 'DIR' }),
    crq: Flags.string({
      description: 'The request it works for; `next` claims the first that is ready.',
      helpValue: 'ID',
    }),
    branch: Flags.string({ description: 'Run where this branch is checked out.', helpValue: 'B' }),
    worktree: Flags.boolean({ description: "Run in the request's own worktree, made if need be.", default: false }),
    agent: Flags.string({ description: 'Whose name the run has.', helpValue: 'NAME' }),
    env: list('A variable for the command: its value, or by its name alone the one that is set here.', {
      helpValue: 'K=V',
    }),
    credential: list('A credential for the command, by its name; it gets it as a variable.', { helpValue: 'NAME' }),
    permission: Flags.string({
      description: 'What the command may do: a level of its profile (`gitcrq tool list`).',
      helpValue: 'P',
    }),
    raw: Flags.boolean({ description: 'Run the program as it is, without its profile.', default: false }),
    storage,
    timeout: span('End it after this time.', 1, 7 * 86_400),
    replace: Flags.boolean({ description: 'End the program that runs in the pane.', default: false }),
    ...onTmux,
    record: Flags.boolean({
      description: 'Keep what it shows, for `run logs` and `run play`. So it is in a window of its own.',
      allowNo: true,
    }),
    watch: Flags.boolean({ description: 'Show its output here too.', default: false, exclusive: ['detach'] }),
    detach: Flags.boolean({ description: 'Answer once it has begun.', default: false, exclusive: ['wait'] }),
    wait: Flags.boolean({ description: 'Answer once it has ended; so it is without --detach.', default: false }),
  };

  protected async act({ flags, tail }: Parsed<typeof RunCommand>, ports: Wired): Promise<Answer> {
    if (tail.length === 0) throw usage('there is no COMMAND', 'run');
    if (flags.watch && flags.record === false) throw usage('--watch shows what --record records', 'run');
    const { pane, session, project, crq, branch, worktree, agent, permission, raw, replace, detach } = flags;
    const found = await run(ports, {
      ...{ argv: tail, pane, session, project, crq, branch, worktree, agent, permission, raw, replace, detach },
      env: flags.env ?? [],
      credentials: flags.credential ?? [],
      storage: flags.storage,
      timeout_s: flags.timeout ?? null,
      socket: flags['tmux-socket'],
      record: flags.record,
      watch: flags.watch ? (this.json ? printBytesErr : printBytes) : null,
      json: this.json,
      begin: leaveInterrupts,
    });
    return detach ? runStarted(found) : runWaited(ended(found));
  }
}
