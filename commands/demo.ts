/** gitcrq demo: the main job, end to end, in a scratch directory. */
import * as Flags from '@oclif/core/flags';
import { playDemo } from '../src/app/demo/play.ts';
import { installation } from '../src/app/package-root.ts';
import { unwrap } from '../src/domain/result.ts';
import { type Answer, GitcrqCommand, type Parsed, type Wired } from '../src/surface/command.ts';

export default class Demo extends GitcrqCommand<typeof Demo> {
  static override summary = 'Show the main job end to end, on a scratch repository with a local remote.';
  static override description =
    'Every command is printed and really run; your own repositories and git configuration are not touched.';
  static override examples = ['<%= config.bin %> demo', '<%= config.bin %> demo --keep'];
  static override flags = {
    keep: Flags.boolean({ description: 'Leave the directory, to look around in.', default: false }),
  };

  protected async act({ flags }: Parsed<typeof Demo>, ports: Wired): Promise<Answer> {
    const { node, bin } = installation(ports.files);
    const played = unwrap(await playDemo(ports, { keep: flags.keep, program: [node, bin] }));
    const where = played.kept ? ` Look around in ${played.dir}/work.` : '';
    return {
      value: played,
      text: (paint) =>
        `${paint.good('done')}: ${played.commands} commands, ${played.commits} commits, every one linked; ${played.landed.join(', ')} closed and landed.${where}`,
    };
  }
}
