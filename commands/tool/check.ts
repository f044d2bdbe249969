/** gitcrq tool check: can these tools be run here? */
import { checked } from '../../src/app/run/tools.ts';
import { isMissing, VERSION_S } from '../../src/exec/tools/check.ts';
import { type Answer, GitcrqCommand, type Parsed, type Wired } from '../../src/surface/command.ts';
import { arg, span } from '../../src/surface/flags.ts';
import { toolsChecked } from '../../src/surface/tool-text.ts';

export default class ToolCheck extends GitcrqCommand<typeof ToolCheck> {
  static override summary = 'Check tools: is the program there, which version, and are the credentials there?';
  static override description = 'Credentials are those that the policy says where to find; no value is shown.';
  static override examples = ['<%= config.bin %> tool check', '<%= config.bin %> tool check gemini --json'];
  static override args = { name: arg('Name of the profile; left out, all.') };

  static override flags = {
    timeout: span(`How long a program may take to tell its version; ${VERSION_S}s if left out.`, 1, 600),
  };

  protected async act({ args, flags }: Parsed<typeof ToolCheck>, ports: Wired): Promise<Answer> {
    const found = await checked(ports, args.name, flags.timeout ?? VERSION_S);
    return { ...toolsChecked(found), exit: found.some(isMissing) ? 1 : 0 };
  }
}
