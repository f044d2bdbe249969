/** gitcrq guide: the pages of the guide, in the terminal. */
import { guidePage, type Topic, topics } from '../src/app/guide.ts';
import { unwrap } from '../src/domain/result.ts';
import { type Answer, GitcrqCommand, type Paint, type Parsed, type Wired } from '../src/surface/command.ts';
import { arg } from '../src/surface/flags.ts';
import { table } from '../src/surface/table.ts';

const contents = (all: readonly Topic[], paint: Paint): string =>
  [
    ...table(all.map(({ topic, title }) => [topic, title])),
    `${paint.dim('read one:')} gitcrq guide ${all[0]?.topic}`,
  ].join('\n');

export default class Guide extends GitcrqCommand<typeof Guide> {
  static override summary = 'Read the guide: one page a topic, or the list of topics.';
  static override examples = [
    '<%= config.bin %> guide',
    '<%= config.bin %> guide first-change',
    '<%= config.bin %> guide agent',
  ];
  static override args = { topic: arg('A topic of the list; its beginning is enough.') };

  protected async act({ args }: Parsed<typeof Guide>, { files }: Wired): Promise<Answer> {
    if (args.topic === undefined) {
      const all = topics(files);
      return { value: { topics: all }, text: (paint) => contents(all, paint) };
    }
    const page = unwrap(guidePage(files, args.topic));
    return { value: page, text: page.text };
  }
}
