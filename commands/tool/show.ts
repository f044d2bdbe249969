/** gitcrq tool show: one profile, whole. */
import { tool } from '../../src/app/run/tools.ts';
import { type Answer, GitcrqCommand, type Parsed, type Wired } from '../../src/surface/command.ts';
import { requiredArg } from '../../src/surface/flags.ts';
import { toolShown } from '../../src/surface/tool-text.ts';

export default class ToolShow extends GitcrqCommand<typeof ToolShow> {
  static override summary = 'Show the profile of one tool: its flags, variables, credentials and levels of permission.';
  static override examples = ['<%= config.bin %> tool show gemini', '<%= config.bin %> tool show claude --json'];
  static override args = { name: requiredArg('Name of the profile.') };

  protected async act({ args }: Parsed<typeof ToolShow>, ports: Wired): Promise<Answer> {
    return toolShown(await tool(ports, args.name));
  }
}
