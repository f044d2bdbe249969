/** gitcrq close: the work is done; it lands. */
import * as Flags from '@oclif/core/flags';
import { inChange } from '../src/app/change.ts';
import { type CloseAnswer, close } from '../src/app/close.ts';
import { landWithin } from '../src/app/close-wait.ts';
import { unwrap } from '../src/domain/result.ts';
import type { Pass } from '../src/merge/land.ts';
import { planned } from '../src/surface/changed.ts';
import { type Answer, GitcrqCommand, type Paint, type Parsed, type Wired } from '../src/surface/command.ts';
import { arg, dryRun, span } from '../src/surface/flags.ts';
import { passText } from '../src/surface/landing-text.ts';
import { usage } from '../src/surface/usage.ts';

const text = (answer: CloseAnswer, paint: Paint): string =>
  [
    `${paint.id(answer.id)} closed on ${answer.branch}`,
    ...(answer.landed.length + answer.held.length + answer.evicted.length === 0 ? [] : [passText(answer, paint)]),
  ].join('\n');

const landedSince = (answer: CloseAnswer, { landed, held, evicted }: Pass): CloseAnswer => ({
  ...answer,
  landed,
  held,
  evicted,
});

export default class Close extends GitcrqCommand<typeof Close> {
  static override summary =
    'Close a change request: its branch asks to land, and lands. (To give a change up: gitcrq cancel.)';
  static override description =
    'Closes the request on its branch, pushes the branch and makes one landing pass. Exit 1 if it cannot land yet; the requirements say why.';
  static override examples = [
    '<%= config.bin %> close',
    '<%= config.bin %> close CRQ-42 -m "login works in all browsers"',
    '<%= config.bin %> close --wait 30m',
    '<%= config.bin %> close --no-land',
  ];
  static override args = { id: arg('The change request; the one of the branch checked out, if left out.') };
  static override flags = {
    message: Flags.string({ char: 'm', description: 'A word about it; it is kept in the commit.', helpValue: 'TEXT' }),
    land: Flags.boolean({ description: 'Make a landing pass.', default: true, allowNo: true }),
    wait: span('Where it cannot land yet: try again at each change, for this long.', 1, 604_800),
    ...dryRun,
  };

  protected async act({ args, flags }: Parsed<typeof Close>, ports: Wired): Promise<Answer> {
    if (flags.wait && !flags.land) throw usage('--wait is for a landing, and --no-land makes none', 'close');
    const done = await inChange(ports, { dryRun: flags['dry-run'] }, (clone) =>
      close(clone, { id: args.id, reason: flags.message, land: flags.land }),
    );
    if (done.lines !== null) return planned(done.lines);
    const isHeld = done.answer.held.length > 0;
    const last = isHeld && flags.wait ? unwrap(await landWithin(ports, done.answer.id, flags.wait)) : null;
    const answer = last === null ? done.answer : landedSince(done.answer, last);
    const reported = (): void => {
      done.reported();
      last?.reported();
    };
    const waits = answer.held.length + answer.evicted.length > 0;
    return { exit: waits ? 1 : 0, value: answer, text: (paint) => text(answer, paint), reported };
  }
}
