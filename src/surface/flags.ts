/** Flags and arguments as every command declares them. */
import * as Args from '@oclif/core/args';
import * as Flags from '@oclif/core/flags';
import { parseDuration } from '../domain/duration.ts';
import { usage } from './usage.ts';

const GLOBAL = 'GLOBAL';

/** The flags every command has; the router hoists the same ones from before the command (app/globals.ts). */
export const baseFlags = {
  json: Flags.boolean({ description: 'Print exactly one JSON document.', helpGroup: GLOBAL, default: false }),
  'no-color': Flags.boolean({ description: 'Print without colours.', helpGroup: GLOBAL, default: false }),
  cwd: Flags.string({
    char: 'C',
    description: 'Work in this directory.',
    helpValue: 'DIR',
    helpGroup: GLOBAL,
    multiple: true,
    multipleNonGreedy: true,
  }),
  verbose: Flags.boolean({
    char: 'v',
    description: 'Say more, and every git call.',
    helpGroup: GLOBAL,
    default: false,
  }),
  quiet: Flags.boolean({ char: 'q', description: 'Say less.', helpGroup: GLOBAL, default: false }),
};

/** Spread into the flags of every command that changes something. */
export const dryRun = {
  'dry-run': Flags.boolean({ description: 'Print the steps and take none.', default: false }),
};

/** For the commands that tell the queue something. */
export const reason = {
  message: Flags.string({ char: 'm', description: 'Why; it stands in the log of the queue.', helpValue: 'TEXT' }),
};
export const into = Flags.string({ description: 'The base whose queue is meant.', helpValue: 'BRANCH' });

/** For the commands about panes. */
export const onTmux = {
  'tmux-socket': Flags.string({
    description: 'The tmux server: a name, or the path of a socket. Else GITCRQ_TMUX_SOCKET, or the server around.',
    helpValue: 'S',
  }),
};

export const onPane = {
  session: Flags.string({ description: 'Where a bare index counts; its whole name or $N.', helpValue: 'S' }),
  ...onTmux,
};

/** For the commands about hooks. */
export const onServer = {
  server: Flags.boolean({ description: 'The hook of a repository that others push to: pre-receive.', default: false }),
  'recurse-submodules': Flags.boolean({
    description: 'Also in each submodule that is checked out here and has a gitcrq.yaml on its base.',
    default: false,
    exclusive: ['server'],
  }),
};

/** A word with a fixed place. oclif would wait for it on standard input otherwise. */
export const arg = (description: string) => Args.string({ description, ignoreStdin: true });
export const requiredArg = (description: string) => Args.string({ description, ignoreStdin: true, required: true });

/** All the words that are left, in order. Only after required arguments, and only one in a command. */
export const rest = (description: string) => Args.string({ description, ignoreStdin: true, multiple: true });
export const requiredRest = (description: string) =>
  Args.string({ description, ignoreStdin: true, multiple: true, required: true });

/** A span of time such as `90s` or `30m`, in seconds. */
export const span = (description: string, least_s: number, most_s: number) =>
  Flags.custom<number>({
    description,
    helpValue: 'DUR',
    parse: (text) => {
      const seconds = parseDuration(text);
      if (seconds !== null && seconds >= least_s && seconds <= most_s) return Promise.resolve(seconds);
      const said = `${JSON.stringify(text)} is no span of time from ${least_s}s to ${most_s}s, such as 90s, 30m or 12h`;
      return Promise.reject(usage(said, undefined));
    },
  })();

/** A flag that may be given several times, one value each: `--label a --label b`, never `--label a b`. */
export const list = (
  description: string,
  more: { readonly char?: 'm'; readonly helpValue?: string; readonly options?: readonly string[] } = {},
) => Flags.string({ description, multiple: true, multipleNonGreedy: true, ...more });
