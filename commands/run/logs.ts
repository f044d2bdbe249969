/** gitcrq run logs: what a run showed, byte for byte. */
import * as Flags from '@oclif/core/flags';
import { follow, logOf, showLog } from '../../src/app/run/logs.ts';
import { runOf } from '../../src/app/run/look.ts';
import { unwrap } from '../../src/domain/result.ts';
import { type Answer, GitcrqCommand, type Parsed, type Wired } from '../../src/surface/command.ts';
import { arg } from '../../src/surface/flags.ts';
import { printBytes } from '../../src/surface/print.ts';
import { storage } from '../../src/surface/run-flags.ts';

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
    const log = unwrap(logOf(ports, found, flags.tail));
    const pieces: Uint8Array[] = [];
    const show = this.json ? async (bytes: Uint8Array) => void pieces.push(bytes) : printBytes;
    await (flags.follow ? follow(ports, found, log.from, show) : showLog(log, show));
    const text = Buffer.concat(pieces).toString('utf8');
    return { value: { run: found.job.run, log: text, truncated: log.truncated }, text: '' };
  }
}
