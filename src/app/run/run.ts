/** `run`: a command in a pane, or in place, with a record of how it ended that nothing but its end can write. */
import { join } from 'node:path';
import { quoted } from '../../domain/quote.ts';
import { fail, ok, type Result, unwrap } from '../../domain/result.ts';
import { RUN_LOST, RUN_NOT_STARTED, STORAGE_UNWRITABLE } from '../../exec/errors.ts';
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
import type { Tmux } from '../../exec/tmux/server.ts';
import { uuidv7 } from '../../sys/uuid.ts';
import { WITHIN, within } from '../lease-place.ts';
import { tmuxHere } from '../panes.ts';
import type { Wired } from '../wire.ts';
import { type Context, type ContextWords, contextOf } from './context.ts';
import { follow } from './logs.ts';
import { type PlaceWords, projectOf, recordable, targetOf } from './place.ts';
import { makePipe, recorderFor } from './recording.ts';
import { openStorage } from './storage.ts';
import { announce, called as calledBy, tooled } from './tools.ts';

export interface RunWords extends ContextWords, PlaceWords {
  readonly argv: readonly string[];
  readonly project: string | undefined;
  readonly env: readonly string[];
  readonly permission: string | undefined;
  /** Names. */
  readonly credentials: readonly string[];
  /** A program is run as it is, though it has a profile. */
  readonly raw: boolean;
  readonly storage: string | undefined;
  readonly timeout_s: number | null;
  readonly socket: string | undefined;
  readonly detach: boolean;
  /** Standard output is for one JSON document. */
  readonly json: boolean;
  /** Called before the terminal is the child's: from here on signals are its own. */
  begin(): void;
}

/** How long a pane may take to begin, before it is said that it did not. */
const BEGIN_MS = 5000;

/** The variables by which the child knows what it works for. */
const told = ({ crq, branch, agent }: Context, project: string, permission: string | undefined) => ({
  GITCRQ_AGENT: agent,
  GITCRQ_PROJECT: project,
  ...(crq !== null && { GITCRQ_CRQ: crq }),
  ...(branch !== null && { GITCRQ_BRANCH: branch }),
  ...(permission !== undefined && { GITCRQ_PERMISSION: permission }),
});

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
