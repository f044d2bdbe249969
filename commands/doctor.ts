/** gitcrq doctor: proves the set-up of this clone, and mends what needs no decision. */
import * as Flags from '@oclif/core/flags';
import { type Examined, examined, mended } from '../src/app/doctor/doctor.ts';
import type { Problem } from '../src/app/doctor/problem.ts';
import { installation } from '../src/app/package-root.ts';
import { planned } from '../src/surface/changed.ts';
import { type Answer, GitcrqCommand, type Paint, type Parsed, type Wired } from '../src/surface/command.ts';
import { dryRun } from '../src/surface/flags.ts';
import { counted } from '../src/surface/plural.ts';

const said = ({ code, message, next, fixable }: Problem, paint: Paint): string => {
  const what = `${fixable ? paint.warn(code) : paint.bad(code)}: ${message}`;
  const how = next.split('\n').map((line) => `  ${paint.dim('next:')} ${line}`);
  return [what, ...how].join('\n');
};

function text({ problems, skipped, mended: gone, edited }: Examined, paint: Paint): string {
  const fixable = problems.filter((problem) => problem.fixable).length;
  const end =
    problems.length === 0
      ? paint.good('the set-up is sound')
      : `${counted(problems.length, 'problem')}, ${fixable} of which gitcrq doctor --fix mends`;
  return [
    ...gone.map(({ code, message }) => `${paint.good('mended')} ${code}: ${message}`),
    ...edited.map((path) => `${paint.warn('changed')} ${path}, which is to be committed if git tracks it`),
    ...problems.map((problem) => said(problem, paint)),
    ...skipped.map((line) => `${paint.dim('not looked at:')} ${line}`),
    end,
  ].join('\n');
}

const answerOf = (value: Examined): Answer => ({
  exit: value.problems.length === 0 ? 0 : 1,
  value,
  text: (paint) => text(value, paint),
});

export default class Doctor extends GitcrqCommand<typeof Doctor> {
  static override summary =
    'Prove that this clone is set up: hooks run, records and policy are sound, nothing is left over.';
  static override description =
    'Looks only, but for a scratch ref that is made on the remote and taken away again, to prove that the remote compares before it swaps. With --fix it mends what needs no decision; gitcrq undo takes that back.';
  static override examples = [
    '<%= config.bin %> doctor',
    '<%= config.bin %> doctor --fix --dry-run',
    '<%= config.bin %> doctor --fix',
  ];
  static override flags = {
    fix: Flags.boolean({ description: 'Mend what needs no decision.', default: false }),
    ...dryRun,
  };

  protected async act({ flags }: Parsed<typeof Doctor>, ports: Wired): Promise<Answer> {
    const parts = installation(ports.files);
    if (!flags.fix) return answerOf(await examined(ports, parts));
    const { outcome, examined: value } = await mended(ports, parts, flags['dry-run']);
    if (outcome.lines !== null) return planned(outcome.lines);
    return { ...answerOf(value), reported: outcome.reported };
  }
}
