/** gitcrq completion: the script that makes a shell complete commands, flags, ids and branches. */

import { basename } from 'node:path';
import * as Args from '@oclif/core/args';
import { completionScript, SHELLS, type Shell } from '../src/app/completion/scripts.ts';
import { type Answer, GitcrqCommand, type Parsed, type Wired } from '../src/surface/command.ts';
import { usage } from '../src/surface/usage.ts';

const isShell = (name: string): name is Shell => (SHELLS as readonly string[]).includes(name);

export default class Completion extends GitcrqCommand<typeof Completion> {
  static override summary = 'Print the script that completes commands, flags, ids and branches in a shell.';
  static override description =
    'The script asks gitcrq itself, so it stays right when gitcrq changes. Add the line of the examples to ~/.bashrc, ~/.zshrc or ~/.config/fish/config.fish.';
  static override examples = [
    'eval "$(<%= config.bin %> completion bash)"',
    'eval "$(<%= config.bin %> completion zsh)"',
    '<%= config.bin %> completion fish | source',
  ];
  static override args = {
    shell: Args.string({
      description: 'The shell; the one of $SHELL, if left out.',
      options: [...SHELLS],
      ignoreStdin: true,
    }),
  };

  protected async act({ args }: Parsed<typeof Completion>, { env }: Wired): Promise<Answer> {
    const shell = args.shell ?? basename(env['SHELL'] ?? '');
    if (!isShell(shell))
      throw usage(
        `there is no completion for ${JSON.stringify(shell)}; there is for ${SHELLS.join(', ')}`,
        'completion',
      );
    const script = completionScript[shell];
    return { value: { shell, script }, text: { raw: script } };
  }
}
