/** One request for people: its facts, its text, its commits oldest first. */
import type { ShownCrq } from '../crq/show.ts';
import { approvalLines } from './approval-text.ts';
import { onBaseText } from './crq-list-text.ts';
import { commitLines } from './history-text.ts';
import type { Paint } from './paint.ts';
import { counted } from './plural.ts';
import { table } from './table.ts';

function facts(crq: ShownCrq): readonly (readonly string[])[] {
  return [
    ['status', crq.on_base ? onBaseText(crq) : `${crq.status} (on its branch)`],
    ['type', crq.type],
    ['priority', crq.priority],
    ['owner', crq.owner],
    ...(['class', 'risk', 'window'] as const).flatMap((key) => (crq[key] === undefined ? [] : [[key, crq[key]]])),
    ['base', crq.base],
    ...(crq.depends_on.length > 0 ? [['depends on', crq.depends_on.join(', ')]] : []),
    ...crq.branches.map((branch) => [
      'branch',
      `${branch.name}${branch.status === undefined ? '' : ` (${branch.status})`}`,
    ]),
    ...(crq.landed === undefined ? [] : [['landed', `${crq.landed.oid.slice(0, 10)} (${crq.landed.proof})`]]),
    ...(crq.creation === null
      ? []
      : [['made', `${crq.creation.date.slice(0, 10)} in ${crq.creation.oid.slice(0, 10)} by ${crq.creation.author}`]]),
    ['file', crq.path],
  ];
}

const commentLines = ({ at, by, text, unreadable }: ShownCrq['comments'][number], paint: Paint): readonly string[] => [
  unreadable === undefined
    ? `  ${at.slice(0, 10)} ${by.replace(/ <.*$/, '')}`
    : `  ${paint.bad('unreadable')} ${unreadable.path}:${unreadable.line}: ${unreadable.reason}`,
  ...text.split('\n').map((line) => `    ${line}`.trimEnd()),
];

/** With `history`, each commit comes with its author and description. */
export function showText(crq: ShownCrq, history: boolean, paint: Paint): string {
  const commits = crq.commits.flatMap((commit) =>
    history ? commitLines(commit, paint) : [`${commit.oid.slice(0, 10)} ${commit.date.slice(0, 10)} ${commit.subject}`],
  );
  return [
    `${paint.id(crq.id)} ${paint.strong(crq.title)}`,
    ...table(facts(crq)),
    '',
    crq.body.trim(),
    '',
    `${counted(crq.commits.length, 'commit')}, oldest first:`,
    ...commits.map((line) => `  ${line}`.trimEnd()),
    ...approvalLines(crq.approvals, paint),
    ...(crq.comments.length === 0 ? [] : ['', `${counted(crq.comments.length, 'comment')}:`]),
    ...crq.comments.flatMap((comment) => commentLines(comment, paint)),
  ].join('\n');
}
