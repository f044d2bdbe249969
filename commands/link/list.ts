/** gitcrq link list: the links by notes, and what is in the notes and is none. */
import { inAdopted } from '../../src/app/clone.ts';
import { type LinkList, listLinks } from '../../src/enforce/link.ts';
import { type Answer, GitcrqCommand, type Paint, type Parsed, type Wired } from '../../src/surface/command.ts';
import { table } from '../../src/surface/table.ts';

function text({ links, unreadable }: LinkList, paint: Paint): string {
  if (links.length === 0 && unreadable.length === 0)
    return 'no links by notes; next: gitcrq trace --gaps, then gitcrq link add COMMIT ID';
  const rows = links.map(({ commit, crq, instead_of, by, at, exists }) => [
    commit.slice(0, 12),
    instead_of === undefined ? crq : `${crq} instead of ${instead_of}`,
    at,
    by,
    exists ? '' : 'no such commit here (gitcrq link prune)',
  ]);
  const bad = unreadable.map(
    ({ about, line, reason, next }) =>
      `${paint.bad('unreadable')} ${about.slice(0, 60)} line ${line}: ${reason}; next: ${next}`,
  );
  return [...table(rows), ...bad].join('\n');
}

export default class LinkListed extends GitcrqCommand<typeof LinkListed> {
  static override summary = 'List the links by notes, and the lines of the notes that cannot be read.';
  static override examples = ['<%= config.bin %> link list', '<%= config.bin %> link list --json'];

  protected async act(_: Parsed<typeof LinkListed>, ports: Wired): Promise<Answer> {
    const links = await inAdopted(ports, ({ repo, basis }) => listLinks(repo, basis));
    return { value: links, text: (paint) => text(links, paint) };
  }
}
