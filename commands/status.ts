/** gitcrq status: where am I, and what next. */
import { inClone } from '../src/app/clone.ts';
import { type StatusReport, statusOf } from '../src/app/status.ts';
import { type Answer, GitcrqCommand, type Paint, type Parsed, type Wired } from '../src/surface/command.ts';
import { onBaseText } from '../src/surface/crq-list-text.ts';
import { counted } from '../src/surface/plural.ts';

function text(report: StatusReport, paint: Paint): string {
  const { branch, crq, commits, leases, messages, next, problems, base } = report;
  const lines = [`${paint.strong(branch ?? 'no branch (HEAD is detached)')}, base ${base}`];
  if (crq !== undefined) {
    const { status_on_base: status, landed } = crq;
    const there =
      status === null ? `not on ${base} yet` : `${onBaseText({ status, ...(landed && { landed }) })} on ${base}`;
    lines.push(`${paint.id(crq.id)} ${crq.title}: ${crq.status} here, ${there}`);
  }
  const unlinked =
    commits.unlinked.length === 0 ? '' : `, ${paint.bad(`${commits.unlinked.length} without a change request`)}`;
  lines.push(`${counted(commits.total, 'commit')} that ${base} does not have${unlinked}`);
  // That the branch's own request is claimed goes without saying.
  for (const { type, key, expires_in_s } of leases.filter((lease) => lease.type !== 'crq' || lease.key !== crq?.id))
    lines.push(
      `holds ${type} ${paint.id(key)} ${paint.dim(expires_in_s === 0 ? '(expired)' : `for ${expires_in_s} s`)}`,
    );
  if (messages > 0) lines.push(`${counted(messages, 'message')}: gitcrq comms list`);
  for (const problem of problems) lines.push(`${paint.bad('unreadable')} ${problem}`);
  for (const { command, why } of next) lines.push(`${paint.dim('next:')} ${command} ${paint.dim(`(${why})`)}`);
  return lines.join('\n');
}

export default class Status extends GitcrqCommand<typeof Status> {
  static override summary = 'Show the branch, its change request, unlinked commits and what to do next.';
  static override examples = ['<%= config.bin %> status', '<%= config.bin %> status --json'];

  protected async act(_: Parsed<typeof Status>, ports: Wired): Promise<Answer> {
    const report = await inClone(ports, ({ repo, basis }) => statusOf(repo, basis));
    return { value: report, text: (paint) => text(report, paint) };
  }
}
