/** `run`: a command in a pane, or in place, with a record of how it ended that nothing but its end can write. */
import { join, resolve } from 'node:path';
import { quoted } from '../../domain/quote.ts';
import { fail, ok, type Result, unwrap } from '../../domain/result.ts';
import { DIRECTORY_MISSING, RUN_LOST, RUN_NOT_STARTED, RUN_UNPLACED, STORAGE_UNWRITABLE } from '../../exec/errors.ts';
import { askedEnv, passedEnv } from '../../exec/job/child-env.ts';
import { runHere } from '../../exec/job/here.ts';
import { markPane, mayRunIn, startIn, type Target } from '../../exec/job/in-pane.ts';
import { sessionOfRun } from '../../exec/job/inside.ts';
import type { Run } from '../../exec/job/job.ts';
import { jobFile } from '../../exec/job/job-dir.ts';
import { type Made, makeRun } from '../../exec/job/make.ts';
import { runNow } from '../../exec/job/runs.ts';
import { forgetValues } from '../../exec/job/values.ts';
import { awaitRun, awaitStart } from '../../exec/job/wait.ts';
import { findPane } from '../../exec/tmux/find.ts';
import { OWN_SESSION } from '../../exec/tmux/make.ts';
import { listPanes } from '../../exec/tmux/panes.ts';
import type { Tmux } from '../../exec/tmux/server.ts';
import { uuidv7 } from '../../sys/uuid.ts';
import { WITHIN, within } from '../lease-place.ts';
import { selfAmong, tmuxHere } from '../panes.ts';
import type { Wired } from '../wire.ts';
import { type Context, type ContextWords, contextOf } from './context.ts';
import { follow, type Show } from './logs.ts';
import { makePipe, type Recordable, recorderFor } from './recording.ts';
import { openStorage } from './storage.ts';
import { announce, called as calledBy, tooled } from './tools.ts';

export interface RunWords extends ContextWords {
  readonly argv: readonly string[];
  /** A pane, `new`, `none`, or undefined for a window that ends with the run. */
  readonly pane: string | undefined;
  readonly session: string | undefined;
  readonly project: string | undefined;
  readonly env: readonly string[];
  readonly permission: string | undefined;
  /** Names. */
  readonly credentials: readonly string[];
  /** A program is run as it is, though it has a profile. */
  readonly raw: boolean;
  readonly storage: string | undefined;
  readonly timeout_s: number | null;
  readonly replace: boolean;
  readonly socket: string | undefined;
  readonly detach: boolean;
  /** Undefined: a window of its own is recorded. */
  readonly record: boolean | undefined;
  /** Takes the output while it runs; null if nobody watches. */
  readonly watch: Show | null;
  /** Standard output is for one JSON document. */
  readonly json: boolean;
  /** Called before the terminal is the child's: from here on signals are its own. */
  begin(): void;
}

/** How long a pane may take to begin, before it is said that it did not. */
const BEGIN_MS = 5000;

/** Where it shall run; null: in place. Fails: PANE_NOT_FOUND, RUN_UNPLACED. */
async function targetOf(ports: Wired, tmux: Tmux, words: RunWords): Promise<Result<Target | null>> {
  const { pane, session, replace } = words;
  if (pane === 'none') {
    if (session === undefined && !replace) return ok(null);
    return fail(RUN_UNPLACED, `in place there is no ${replace ? 'other program to end' : 'session'}`, [
      'gitcrq run --pane none COMMAND',
      'gitcrq pane list',
    ]);
  }
  const panes = await listPanes(tmux);
  if (!panes.ok) return panes;
  const self = selfAmong(ports, panes.value);
  if (pane === undefined || pane === 'new') {
    if (replace) return fail(RUN_UNPLACED, '--replace needs a pane whose program it ends', ['gitcrq pane list']);
    return ok({ kind: 'window', session: session ?? self?.session ?? OWN_SESSION });
  }
  const found = await findPane(tmux, pane, { session, self: self?.id ?? null });
  if (!found.ok) return found;
  if (found.value.id === self?.id && !replace)
    return fail(RUN_UNPLACED, `${pane} is the pane of this very command`, ['gitcrq run --pane none COMMAND']);
  return ok({ kind: 'pane', pane: found.value, replace });
}

const recordable = ({ watch, record, pane }: RunWords, tmux: Tmux, target: Target | null): Recordable => ({
  asked: watch !== null && target !== null ? true : record,
  own: pane === undefined,
  tmux: target === null ? null : tmux,
  piped: target?.kind === 'pane' && target.pane.piped,
});

/** The variables by which the child knows what it works for. */
const told = ({ crq, branch, agent }: Context, project: string, permission: string | undefined) => ({
  GITCRQ_AGENT: agent,
  GITCRQ_PROJECT: project,
  ...(crq !== null && { GITCRQ_CRQ: crq }),
  ...(branch !== null && { GITCRQ_BRANCH: branch }),
  ...(permission !== undefined && { GITCRQ_PERMISSION: permission }),
});

/** Fails: DIRECTORY_MISSING. */
function projectOf({ cwd, files }: Wired, asked: string | undefined): Result<string> {
  const dir = asked === undefined ? cwd : resolve(cwd, asked);
  try {
    if (files.stat(files.realpath(dir))?.kind === 'directory') return ok(dir);
  } catch {
    // It is not there, or a link to nowhere.
  }
  return fail(DIRECTORY_MISSING, `there is no directory ${dir}`, ['gitcrq run --project DIR COMMAND']);
}

/** Of a run that never begins nothing stays. */
function discard({ files }: Wired, dir: string): void {
  try {
    forgetValues(files, dir);
    files.removeTree(dir);
  } catch {
    // Where nothing can be made, nothing is there.
  }
}

/** Fails: STORAGE_UNWRITABLE. */
function made(ports: Wired, storage: string, wanted: Parameters<typeof makeRun>[2]): Result<Made> {
  try {
    return ok(makeRun(ports, storage, wanted));
  } catch (error) {
    discard(ports, join(storage, wanted.run));
    const said = error instanceof Error ? error.message : String(error);
    return fail(STORAGE_UNWRITABLE, said, ['gitcrq run --storage DIR COMMAND', `ls -ld -- ${quoted(storage)}`]);
  }
}

export async function run(called: Wired, words: RunWords): Promise<Run> {
  const { agent: asked, project } = words;
  const cwd = unwrap(projectOf(called, project));
  const ports = { ...called, cwd, ...(asked !== undefined && { env: { ...called.env, GITCRQ_AGENT: asked } }) };
  const tmux = tmuxHere(ports, words.socket);
  const storage = unwrap(await openStorage(ports, words.storage));
  const values = unwrap(askedEnv(words.env, called.env));
  const by = unwrap(await tooled(ports, words));
  const target = unwrap(await targetOf(ports, tmux, words));
  if (target !== null) unwrap(await mayRunIn(ports, storage, target));
  const recorder = unwrap(await recorderFor(ports, recordable(words, tmux, target)));
  const context = unwrap(await contextOf(ports, words));
  const id = uuidv7(ports);
  const call = calledBy(by, words.argv, { run: id, storage, context, permission: words.permission });
  announce(ports, by, call, { cwd: context.cwd, permission: words.permission });
  const lives = target !== null && (target.kind === 'pane' || words.pane === 'new');
  const { crq, branch, head, worktree } = context;
  const it = unwrap(
    made(ports, storage, {
      run: id,
      place: target === null ? { mode: 'here' } : { mode: 'new', pane: '', socket: tmux.socket, server: '' },
      argv: call.argv,
      cwd: context.cwd,
      project: cwd,
      agent: context.agent,
      crq,
      branch,
      head,
      worktree,
      tool: by.named?.name ?? null,
      exits: by.named?.tool.exits ?? {},
      permission: words.permission ?? null,
      record: recorder !== null,
      timeout_s: words.timeout_s ?? call.timeout_s,
      credentials: Object.keys(by.credentials),
      values: {
        ...passedEnv(called.env),
        ...call.env,
        ...values,
        ...by.credentials,
        ...told(context, cwd, words.permission),
        [WITHIN]: within(called.env, sessionOfRun(id)),
      },
      secrets: Object.values(by.credentials),
      stdin: call.stdin,
      rules: call.file,
      recorder,
      after: lives && !(target.kind === 'pane' && !target.replace) ? (ports.env['SHELL'] ?? '/bin/sh') : null,
    }),
  );
  const pipe = recorder === null ? ok(undefined) : await makePipe(ports, it.dir);
  if (!pipe.ok) discard(ports, it.dir);
  unwrap(pipe);
  return target === null
    ? here(ports, it, words, context)
    : unwrap(await inPane(ports, tmux, it, { words, target, context }));
}

async function here(ports: Wired, it: Made, words: RunWords, { cwd }: Context): Promise<Run> {
  if (!words.detach) words.begin();
  await runHere({ dir: it.dir, cwd, env: ports.env, output: words.detach ? 'none' : words.json ? 'quiet' : 'ours' });
  if (words.detach) await awaitStart(ports, it, BEGIN_MS);
  return runNow(ports, it.job, it.dir);
}

interface Asked {
  readonly words: RunWords;
  readonly target: Target;
  readonly context: Context;
}

async function inPane(ports: Wired, tmux: Tmux, it: Made, { words, target, context }: Asked): Promise<Result<Run>> {
  const { dir, run: id } = it;
  const name = context.crq ?? words.argv[0] ?? 'run';
  const started = await startIn({ ports, tmux, dir, cwd: context.cwd, name }, target);
  if (!started.ok) {
    discard(ports, dir);
    return started;
  }
  const job = it.place(started.value);
  if (context.crq !== null && started.value.mode !== 'here') await markPane(tmux, started.value.pane, context.crq);
  if (!(await awaitStart(ports, { job, dir }, BEGIN_MS))) {
    const pane = started.value.mode === 'here' ? '' : started.value.pane;
    // Nor may it begin once nobody expects it any more.
    forgetValues(ports.files, dir);
    for (const name of ['script', 'child', 'pipe'] as const) ports.files.remove(jobFile(dir, name));
    return fail(RUN_NOT_STARTED, `pane ${pane} did not begin the run`, [
      `gitcrq pane capture ${pane}`,
      `gitcrq run show ${id}`,
    ]);
  }
  if (words.detach) return ok(runNow(ports, job, dir));
  if (words.watch !== null) await follow(ports, { job, dir }, 0, words.watch);
  return ok(runNow(ports, job, dir, await awaitRun(ports, { job, dir })));
}

/** A run that ended without a word is an error for whoever waits for it. */
export function ended(found: Run): Run {
  const { job, standing } = found;
  return standing.state === 'lost'
    ? unwrap(fail(RUN_LOST, `nobody knows how run ${job.run} ended`, [`gitcrq run show ${job.run}`]))
    : found;
}
