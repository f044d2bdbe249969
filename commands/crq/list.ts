/** gitcrq crq list: every request. */
import { inClone } from '../../src/app/clone.ts';
import { type CrqList as Crqs, type ListedCrq, listCrqs } from '../../src/crq/list.ts';
import { type Answer, GitcrqCommand, type Paint, type Parsed, type Wired } from '../../src/surface/command.ts';
import { table } from '../../src/surface/table.ts';

const where = (crq: ListedCrq): string => {
  const moved = crq.branches.find((branch) => branch.status !== undefined && branch.status !== crq.status);
  if (!crq.on_base) return `${crq.status} (on its branch)`;
  return moved === undefined ? crq.status : `${crq.status} → ${moved.status === 'closed' ? 'closing' : moved.status}`;
};

function text({ crqs, unreadable }: Crqs, paint: Paint): string {
  if (crqs.length === 0 && unreadable.length === 0)
    return 'No change requests yet. Begin one: gitcrq start "Add login"';
  const rows = table(crqs.map((crq) => [crq.id, where(crq), crq.type, crq.priority, crq.title]));
  const bad = unreadable.map(({ path, line, reason }) => `${paint.bad('unreadable')} ${path}:${line}: ${reason}`);
  return [...rows, ...bad].join('\n');
}

export default class CrqList extends GitcrqCommand<typeof CrqList> {
  static override summary = 'List all change requests.';
  static override description =
    'The copy on the base counts; what a branch proposes is shown behind an arrow. Files that cannot be read are listed with line and reason.';
  static override examples = ['<%= config.bin %> crq list', '<%= config.bin %> crq list --json'];

  protected async act(_: Parsed<typeof CrqList>, ports: Wired): Promise<Answer> {
    const crqs = await inClone(ports, ({ repo, basis }) => listCrqs(repo, basis));
    return { value: crqs, text: (paint) => text(crqs, paint) };
  }
}
