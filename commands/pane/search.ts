/** gitcrq pane search: where a text was shown. */
import * as Flags from '@oclif/core/flags';
import { searchPanes } from '../../src/app/pane-search.ts';
import { type Answer, GitcrqCommand, type Parsed, type Wired } from '../../src/surface/command.ts';
import { onTmux, requiredArg } from '../../src/surface/flags.ts';
import { foundNotes, foundText } from '../../src/surface/pane-search-text.ts';
import { usage } from '../../src/surface/usage.ts';

function lineTest(text: string, regex: boolean): (line: string) => boolean {
  if (text === '') throw usage('an empty text is everywhere', 'pane search');
  if (!regex) return (line) => line.includes(text);
  try {
    const pattern = new RegExp(text, 'u');
    return (line) => pattern.test(line);
  } catch (error) {
    throw usage(error instanceof Error ? error.message : String(error), 'pane search');
  }
}

export default class PaneSearch extends GitcrqCommand<typeof PaneSearch> {
  static override summary = 'Find text in what panes show and have shown, now and in saved snapshots.';
  static override description =
    'Of each pane the last 10,000 lines are searched. Snapshots are those of the clone around: see `gitcrq pane snapshot --save`.';
  static override examples = [
    '<%= config.bin %> pane search "FAIL"',
    '<%= config.bin %> pane search --regex "error: \\w+" --json',
  ];
  static override args = { text: requiredArg('What a line holds, as it is written.') };
  static override flags = {
    regex: Flags.boolean({ description: 'TEXT is a regular expression of JavaScript.', default: false }),
    ...onTmux,
  };

  protected async act({ args, flags }: Parsed<typeof PaneSearch>, ports: Wired): Promise<Answer> {
    const found = await searchPanes(ports, flags['tmux-socket'], lineTest(args.text, flags.regex));
    const exit = found.matches.length === 0 ? 1 : 0;
    return { exit, value: found, text: (paint) => foundText(found, paint), notes: foundNotes(found) };
  }
}
