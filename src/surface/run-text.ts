/** Runs in words. */
import type { Listed } from '../app/run/look.ts';
import { inline } from '../domain/printable.ts';
import { exitOf, runAnswer, runDetails, runRow } from '../exec/job/answer.ts';

import type { Recorded, Run, RunState } from '../exec/job/job.ts';
import type { RunLease } from '../exec/job/leases.ts';

import { word } from '../exec/job/words.ts';
import type { Paint } from './paint.ts';
import type { Answer } from './report.ts';
import { type Cell, table } from './table.ts';

const commandLine = (argv: readonly string[]): string =>
  inline(argv.map((text) => (/^[\w@%+=:,./-]+$/.test(text) ? text : word(text))).join(' '));

const PAINTS: Readonly<Record<RunState, (paint: Paint) => (text: string) => string>> = {
  started: (paint) => paint.id,
  done: (paint) => paint.good,
  lost: (paint) => paint.bad,
  timeout: (paint) => paint.bad,
  stopped: (paint) => paint.warn,
};

const painted = ({ state, exit }: Run['standing'], paint: Paint): ((text: string) => string) =>
  state === 'done' && exit !== 0 ? paint.bad : PAINTS[state](paint);

const ending = ({ state, exit, signal }: Run['standing']): string =>
  exit === null ? state : `${state}, exit ${exit}${signal === null ? '' : ` (${signal})`}`;

const where = ({ job: { place, host }, elsewhere }: Run): string =>
  `${place.mode === 'here' ? 'in place' : place.pane}${elsewhere ? ` at ${inline(host)}` : ''}`;

export const runLine = (run: Run, paint: Paint): string =>
  `${paint.id(run.job.run)} ${painted(run.standing, paint)(ending(run.standing))} (${where(run)})`;

const whole = ({ complete, why }: Recorded): string => (complete ? 'complete' : `not complete: ${why}`);

const meaning = (run: Run): readonly string[] => {
  const said = runAnswer(run).meaning;
  return said === undefined ? [] : [inline(said)];
};

/** Of a shell that could not run a command (Shell Command Language, 2.8.2 Exit Status for Commands). */
const SHELLS: Readonly<Record<number, string>> = { 126: ' (could not be executed)', 127: ' (not found)' };

/** How it ended, unless that was well, or in the terminal of whoever waits. */
function failed({ job, standing, recorded }: Run): readonly string[] {
  if (standing.state === 'done' && (standing.exit === 0 || job.place.mode === 'here')) return [];
  const why = standing.state === 'done' ? (SHELLS[standing.exit ?? 0] ?? '') : '';
  const next = recorded === null ? '' : `; gitcrq run logs ${job.run}`;
  return [`run ${job.run}: ${ending(standing)}${why}${next}`];
}

/** What is waited for ends with the child's exit code; what is not, is told of. */
export const runWaited = (run: Run): Answer => ({
  exit: exitOf(run),
  value: runAnswer(run),
  text: '',
  notes: [
    ...meaning(run).map((said) => `${inline(run.job.tool ?? '')} ended with ${run.standing.exit}: ${said}`),
    ...failed(run),
    ...(run.recorded === null || run.recorded.complete ? [] : [`the recording is ${whole(run.recorded)}`]),
  ],
});

export const runStarted = (run: Run): Answer => ({
  value: runAnswer(run),
  text: (paint) => runLine(run, paint),
  notes: [`gitcrq run wait ${run.job.run}`],
});

export function runList({ storage, runs, unreadable }: Listed): Answer {
  const rows = (paint: Paint): readonly (readonly Cell[])[] =>
    runs.map((run) => [
      { text: run.job.run, paint: paint.id },
      run.job.at.slice(0, 19).replace('T', ' '),
      { text: ending(run.standing), paint: painted(run.standing, paint) },
      where(run),
      run.job.crq ?? '',
      commandLine(run.job.argv),
    ]);
  return {
    value: { storage, runs: runs.map(runRow), unreadable: [...unreadable] },
    text: (paint) =>
      runs.length + unreadable.length === 0
        ? 'No runs yet. Begin one: gitcrq run COMMAND'
        : table(rows(paint)).join('\n'),
    notes: unreadable.map(({ path, reason }) => `not read: ${inline(path)}: ${inline(reason)}`),
  };
}

export function runShown(run: Run, leases: readonly RunLease[]): Answer {
  const { job, standing, dir, recorded } = run;
  const facts = (paint: Paint): readonly (readonly Cell[])[] => [
    ['state', { text: ending(standing), paint: painted(standing, paint) }],
    ...meaning(run).map((said): readonly Cell[] => ['meaning', said]),
    ['command', commandLine(job.argv)],
    ['where', `${where(run)}, in ${inline(job.cwd)}`],
    ['request', job.crq ?? 'none'],
    ['branch', job.branch ?? 'none'],
    ['agent', job.agent],
    ['begun', job.at],
    ...(standing.ended_ms === null ? [] : [['ended', new Date(standing.ended_ms).toISOString()]]),
    ...leases.map(({ key, token, state }): readonly Cell[] => ['lease', `${inline(key)}, token ${token}, ${state}`]),
    ...(recorded === null ? [] : [['recording', whole(recorded)]]),
    ['files', dir],
  ];
  return {
    value: runDetails(run, leases),
    text: (paint) => [paint.id(job.run), ...table(facts(paint)).map((line) => `  ${line}`)].join('\n'),
  };
}
