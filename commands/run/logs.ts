/** gitcrq run logs: what a run showed, byte for byte. */
import * as Flags from '@oclif/core/flags';
import { follow, logOf, pieces, showLog } from '../../src/app/run/logs.ts';
import { runOf } from '../../src/app/run/look.ts';
import { unwrap } from '../../src/domain/result.ts';
import { type Answer, GitcrqCommand, type Parsed, type Wired } from '../../src/surface/command.ts';
import { arg } from '../../src/surface/flags.ts';
import { printBytes } from '../../src/surface/print.ts';
import { storage } from '../../src/surface/run-flags.ts';

/** Of a log in JSON: what is longer is no use in one string, and more than Node can hold in one. */
const MOST_BYTES = 1 << 26;

export default class RunLogs extends GitcrqCommand<typeof RunLogs> {
  static override summary = 'Print what a recorded run showed, byte for byte; secrets were taken out before.';
  static override examples = [
    '<%= config.bin %> run logs',
    '<%= config.bin %> run logs 3fa9c1d2 --tail 20',
    '<%= config.bin %> run logs --follow',
  ];
  static override args = { run: arg('Its id, a part of it, or `last`, as without it.') };
  static override flags = {
    follow: Flags.boolean({ char: 'f', description: 'Go on until the run is over.', default: false }),
    tail: Flags.integer({ description: 'Only the last lines.', helpValue: 'N', min: 0 }),
    storage,
  };

  protected async act({ args, flags }: Parsed<typeof RunLogs>, ports: Wired): Promise<Answer> {
    const found = unwrap(await runOf(ports, flags.storage, args.run ?? 'last'));
    const { run } = found.job;
    const log = unwrap(logOf(ports, found, flags.tail));
    const kept = pieces(MOST_BYTES);
    const show = this.json ? kept.add : printBytes;
    await (flags.follow ? follow(ports, found, log.from, show) : showLog(log, show));
    const { recorded } = unwrap(await runOf(ports, flags.storage, run));
    return { value: { run, log: kept.text(), truncated: kept.isCut() || recorded?.complete === false }, text: '' };
  }
}
