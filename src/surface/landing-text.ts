/** A landing pass in words, for `merge` and `close`. */
import type { Pass } from '../merge/land.ts';
import type { Evicted, Held, Judged, Landed } from '../merge/landing.ts';
import type { Noticed } from '../merge/reconcile.ts';
import type { PlanLine } from '../plan/step.ts';
import type { Paint } from './paint.ts';
import type { Answer } from './report.ts';

const MARKS: Readonly<Record<Judged['state'], (paint: Paint) => string>> = {
  met: (paint) => paint.good('met'),
  missing: (paint) => paint.bad('missing'),
  'not-applicable': (paint) => paint.dim('n/a'),
  overridden: (paint) => paint.warn('overridden'),
};

const indented = (text: string): string => text.replaceAll('\n', '\n      ');

/**
 * One line for a requirement; further lines of its reason are indented. What a branch that can land still lacks is what
 * the landing itself brings: the run of its test.
 */
export const requirementLine = ({ name, state, why }: Judged, paint: Paint, eligible = false): string =>
  `  ${eligible && state === 'missing' ? paint.warn('pending') : MARKS[state](paint)} ${name}: ${indented(why)}`;

const landedLine = ({ crq, branch, oid, target, test, already }: Landed, paint: Paint): string => {
  const how = test === null ? '' : `, tested with \`${test}\``;
  return `${paint.id(crq)} ${paint.good(already === true ? 'landed before' : 'landed')} on ${target} as ${oid.slice(0, 12)} (${branch}${how})`;
};

const heldText = ({ crq, branch, requirements }: Held, paint: Paint): string => {
  const lacking = requirements
    .filter(({ state }) => state === 'missing')
    .map((requirement) => requirementLine(requirement, paint));
  return [`${paint.id(crq)} ${paint.warn('held')}${branch === null ? '' : ` (${branch})`}`, ...lacking].join('\n');
};

const evictedText = ({ crq, branch, reason, paths = [] }: Evicted, paint: Paint): string =>
  [`${paint.id(crq)} ${paint.bad('evicted')} (${branch}): ${reason}`, ...paths.map((path) => `  ${path}`)].join('\n');

const rest = ({ held, evicted }: Pick<Pass, 'held' | 'evicted'>, paint: Paint): readonly string[] => [
  ...held.map((entry) => heldText(entry, paint)),
  ...evicted.map((entry) => evictedText(entry, paint)),
];

const noticedLine = ({ crq, branch, target, cause, of }: Noticed, paint: Paint): string =>
  cause === 'landed'
    ? `${paint.id(crq)} ${paint.good('closed')}: ${branch} was merged into ${target} without the queue`
    : `${paint.id(crq)} ${paint.warn('opened again')}: its landing ${of.slice(0, 12)} on ${target} was reverted`;

export function passText(
  pass: Pick<Pass, 'landed' | 'held' | 'evicted'> & Partial<Pick<Pass, 'noticed'>>,
  paint: Paint,
): string {
  const noticed = (pass.noticed ?? []).map((entry) => noticedLine(entry, paint));
  const lines = [...noticed, ...pass.landed.map((entry) => landedLine(entry, paint)), ...rest(pass, paint)];
  return lines.length === 0
    ? 'Nothing asks to land. A branch asks when its request closes: gitcrq close'
    : lines.join('\n');
}

function dryText(pass: Pass, lines: readonly PlanLine[], paint: Paint): string {
  const said = [...lines.map(({ summary }) => `${paint.dim('would')} ${summary}`), ...rest(pass, paint)];
  return said.length === 0 ? 'nothing to do' : said.join('\n');
}

/** `asked`: what was asked for must land, so anything held or evicted is a negative answer. */
export function passAnswer(pass: Pass, asked: boolean): Answer {
  const { noticed, landed, held, evicted, lines, reported } = pass;
  const exit = asked && held.length + evicted.length > 0 ? 1 : 0;
  if (lines === null)
    return { exit, value: { noticed, landed, held, evicted }, text: (paint) => passText(pass, paint), reported };
  const notes = landed.some(({ test }) => test !== null) ? ['a dry run does not run the test command'] : [];
  return { exit, value: { plan: lines, held, evicted }, text: (paint) => dryText(pass, lines, paint), notes };
}
