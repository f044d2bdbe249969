/** gitcrq tool list: the profiles there are. */
import { tools } from '../../src/app/run/tools.ts';
import { type Answer, GitcrqCommand, type Parsed, type Wired } from '../../src/surface/command.ts';
import { toolList } from '../../src/surface/tool-text.ts';

export default class ToolList extends GitcrqCommand<typeof ToolList> {
  static override summary = 'List the tools that `gitcrq run` runs by a profile: name, program, levels of permission.';
  static override examples = ['<%= config.bin %> tool list', '<%= config.bin %> tool list --json'];

  protected async act(_: Parsed<typeof ToolList>, ports: Wired): Promise<Answer> {
    return toolList(await tools(ports));
  }
}
