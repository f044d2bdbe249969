/** gitcrq run play: a recording in the terminal. */
import * as Flags from '@oclif/core/flags';
import { castOf, countEvents, play } from '../../src/app/run/logs.ts';
import { runOf } from '../../src/app/run/look.ts';
import { unwrap } from '../../src/domain/result.ts';
import { type Answer, GitcrqCommand, type Parsed, type Wired } from '../../src/surface/command.ts';
import { arg, span } from '../../src/surface/flags.ts';
import { printBytes } from '../../src/surface/print.ts';
import { storage } from '../../src/surface/run-flags.ts';
import { usage } from '../../src/surface/usage.ts';

const IDLE_S = 2;

export default class RunPlay extends GitcrqCommand<typeof RunPlay> {
  static override summary = 'Play the recording of a run in the terminal.';
  static override description =
    'The file is an asciicast (version 3), which other players read as well. With --json: what it is, not what it shows.';
  static override examples = [
    '<%= config.bin %> run play',
    '<%= config.bin %> run play 3fa9c1d2 --speed 4 --idle-limit 1s',
  ];
  static override args = { run: arg('Its id, a part of it, or `last`, as without it.') };
  static override flags = {
    speed: Flags.string({ description: 'So many times as fast.', helpValue: 'X', default: '1' }),
    'idle-limit': span('No pause is longer.', 0, 86_400),
    storage,
  };

  protected async act({ args, flags }: Parsed<typeof RunPlay>, ports: Wired): Promise<Answer> {
    const speed = Number(flags.speed);
    if (!(speed > 0 && speed <= 10_000)) throw usage('--speed is a number above 0, such as 2 or 0.5', 'run play');
    const found = unwrap(await runOf(ports, flags.storage, args.run ?? 'last'));
    const cast = unwrap(castOf(ports, found));
    if (!this.json) await play(ports, cast, { speed, idle_s: flags['idle-limit'] ?? IDLE_S }, printBytes);
    return { value: { run: found.job.run, header: cast.header, events: countEvents(cast) }, text: '' };
  }
}
