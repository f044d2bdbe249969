/** gitcrq crq show: one request with its commits. */
import { inClone } from '../../src/app/clone.ts';
import { branchGlobs, type ShownCrq, showCrq } from '../../src/crq/show.ts';
import { type Answer, GitcrqCommand, type Paint, type Parsed, type Wired } from '../../src/surface/command.ts';
import { requiredArg } from '../../src/surface/flags.ts';
import { counted } from '../../src/surface/plural.ts';
import { table } from '../../src/surface/table.ts';

function text(crq: ShownCrq, paint: Paint): string {
  const head = `${paint.id(crq.id)} ${paint.strong(crq.title)}`;
  const facts = [
    ['status', crq.on_base ? crq.status : `${crq.status} (on its branch)`],
    ['type', crq.type],
    ['priority', crq.priority],
    ['owner', crq.owner],
    ['base', crq.base],
    ...(crq.depends_on.length > 0 ? [['depends on', crq.depends_on.join(', ')]] : []),
    ...crq.branches.map((branch) => [
      'branch',
      `${branch.name}${branch.status === undefined ? '' : ` (${branch.status})`}`,
    ]),
    ...(crq.landed === undefined ? [] : [['landed', `${crq.landed.oid.slice(0, 10)} (${crq.landed.proof})`]]),
    ['file', crq.path],
  ];
  const commits = crq.commits.map(({ oid, date, subject }) => `  ${oid.slice(0, 10)} ${date.slice(0, 10)} ${subject}`);
  return [
    head,
    ...table(facts),
    '',
    crq.body.trim(),
    '',
    `${counted(crq.commits.length, 'commit')}, oldest first:`,
    ...commits,
  ].join('\n');
}

export default class CrqShow extends GitcrqCommand<typeof CrqShow> {
  static override summary = 'Show one change request: its text, branches, commits and transitions.';
  static override examples = ['<%= config.bin %> crq show CRQ-42', '<%= config.bin %> crq show 42 --json'];
  static override args = { id: requiredArg('The change request, as CRQ-42 or 42.') };

  protected async act({ args }: Parsed<typeof CrqShow>, ports: Wired): Promise<Answer> {
    const crq = await inClone(ports, ({ repo, basis }) => showCrq(repo, basis, args.id), {
      refs: branchGlobs(args.id),
    });
    return { value: crq, text: (paint) => text(crq, paint) };
  }
}
