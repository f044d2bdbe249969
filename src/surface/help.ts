/** Help pages: oclif's, with the examples first and the root page grouped as people look for things. */
import { dirname, relative } from 'node:path';
import { Config } from '@oclif/core/config';
import { CommandHelp, Help } from '@oclif/core/help';
import { settings } from '@oclif/core/settings';
import { colourOn } from './colour.ts';
import { helpGroups } from './help-groups.ts';
import { outIsTerminal } from './print.ts';
import type { Answer, Manner } from './report.ts';

class ExamplesFirst extends CommandHelp {
  protected override sections(): ReturnType<CommandHelp['sections']> {
    const sections = super.sections();
    return [
      ...sections.filter(({ header }) => header === 'EXAMPLES'),
      ...sections.filter(({ header }) => header !== 'EXAMPLES'),
    ];
  }
}

/** Collects what oclif would print; printing is report.ts's. */
class Pages extends Help {
  readonly said: string[] = [];
  /** Commands by programs of the user's. */
  others: readonly string[] = [];
  protected override CommandHelpClass = ExamplesFirst;

  /** A second name is on its command's page and not in lists. */
  protected override get sortedCommands(): Help['sortedCommands'] {
    return super.sortedCommands.filter(({ id, aliases }) => !aliases.includes(id));
  }

  protected override log(...words: string[]): void {
    this.said.push(words.join(' '));
  }

  protected override async showRootHelp(): Promise<void> {
    this.log(`${this.formatRoot()}\n`);
    for (const { title, commands } of helpGroups(this.sortedCommands)) {
      const rows = commands.map((command): [string, string | undefined] => [
        command.id.replaceAll(':', ' '),
        this.summary(command),
      ]);
      this.log(
        `${this.section(title, this.renderList(rows, { indentation: 2, spacer: '\n', stripAnsi: this.opts.stripAnsi ?? true }))}\n`,
      );
    }
    if (this.others.length > 0)
      this.log(
        `${this.section('PROGRAMS ON PATH', this.others.map((name) => `${name}  runs gitcrq-${name}`).join('\n'))}\n`,
      );
    this.log(`Help for one command: ${this.config.bin} COMMAND --help`);
  }
}

/** The real oclif configuration. `commandsFile` exports COMMANDS, every command class by its id. */
async function fullConfig(commandsFile: string, version: string): Promise<Config> {
  // The sources are loaded as they are or bundled; oclif must not look for a TypeScript compiler.
  settings.enableAutoTranspile = false;
  const root = dirname(commandsFile);
  const commands = {
    strategy: 'explicit' as const,
    target: `./${relative(root, commandsFile)}`,
    identifier: 'COMMANDS',
  };
  const oclif = { bin: 'gitcrq', dirname: 'gitcrq', topicSeparator: ' ' as const, commands };
  const description = 'Every change belongs to a change request, and the repository itself proves it.';
  return Config.load({ root, isRoot: true, pjson: { name: 'gitcrq', version, description, type: 'module', oclif } });
}

export interface HelpSource {
  readonly commandsFile: string;
  readonly version: string;
  /** Names of programs `gitcrq-NAME` on PATH. */
  readonly others: readonly string[];
}

/** The page of a command or topic, or the root page for null. */
export async function help(id: string | null, manner: Manner, source: HelpSource): Promise<Answer<{ text: string }>> {
  const stripAnsi = manner.json || !colourOn(manner.env, manner.noColor, outIsTerminal());
  const pages = new Pages(await fullConfig(source.commandsFile, source.version), { stripAnsi });
  pages.others = source.others;
  await pages.showHelp(id === null ? [] : id.split(' '));
  const text = pages.said
    .join('\n')
    .replace(/\n{3,}/gu, '\n\n')
    .trim();
  return { value: { text }, text: { raw: text } };
}
