/** gitcrq resume: goes on with what was interrupted. */
import * as Flags from '@oclif/core/flags';
import { inClone } from '../src/app/clone.ts';
import { abort, planResume, resume } from '../src/app/resume.ts';
import { planned } from '../src/surface/changed.ts';
import { type Answer, GitcrqCommand, type Parsed, type Wired } from '../src/surface/command.ts';
import { arg, dryRun } from '../src/surface/flags.ts';

export default class Resume extends GitcrqCommand<typeof Resume> {
  static override summary = 'Go on with an interrupted operation, or give it up.';
  static override description =
    'The same command again does it as well. --abort takes the done steps back, as long as nobody else can have seen them.';
  static override examples = ['<%= config.bin %> resume', '<%= config.bin %> resume --abort'];
  static override args = { op: arg('An operation of undo --list; the last interrupted one, if left out.') };
  static override flags = {
    abort: Flags.boolean({ description: 'Take the done steps back.', default: false }),
    ...dryRun,
  };

  protected async act({ args, flags }: Parsed<typeof Resume>, ports: Wired): Promise<Answer> {
    if (flags['dry-run'])
      return planned(await inClone(ports, ({ repo }) => planResume(repo, args.op, { abort: flags.abort })));
    const done = await inClone(ports, ({ repo }) => (flags.abort ? abort(repo, args.op) : resume(repo, args.op)));
    return { value: done, text: `${done.state === 'done' ? 'finished' : 'given up'}: ${done.op} (${done.title})` };
  }
}
