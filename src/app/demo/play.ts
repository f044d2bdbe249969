/** Plays the story of the demonstration: prints each command, runs it for real, and holds its outcome to what it should be. */
import { join } from 'node:path';
import { fail, ok, type Result } from '../../domain/result.ts';
import type { Ports } from '../../sys/ports.ts';
import { DEMO_FAILED } from '../errors.ts';
import { type DemoStep, STORY } from './script.ts';
import { type Stage, setStage } from './stage.ts';

export interface Played {
  readonly dir: string;
  readonly kept: boolean;
  readonly commands: number;
  /** Commits that `trace` found, all of them linked. */
  readonly commits: number;
  readonly landed: readonly string[];
}

/** Words as a person would type them. */
const typed = (argv: readonly string[]): string =>
  argv.map((word) => (/^[\w./:=@%^+-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`)).join(' ');

const indented = (text: string): string =>
  text
    .trimEnd()
    .split('\n')
    .map((line) => `    ${line}`)
    .join('\n');

interface Ran {
  readonly failed: boolean;
  readonly said: string;
}

async function run(stage: Stage, argv: readonly [string, ...string[]]): Promise<Ran> {
  const { execa } = await import('execa');
  const [program, ...args] = argv;
  const done = await execa(program, args, {
    cwd: stage.clone,
    env: stage.env,
    extendEnv: false,
    reject: false,
    all: true,
    stdin: 'ignore',
  });
  return { failed: done.failed, said: done.all ?? '' };
}

async function play(ports: Ports, stage: Stage, step: DemoStep): Promise<Result<void>> {
  const { write } = step;
  ports.out.note(`\n# ${step.say}`);
  if (write !== undefined) ports.files.writeAtomic(join(stage.clone, write.path), write.text);
  ports.out.note(`$ ${typed(step.argv)}`);
  const { failed, said } = await run(stage, step.argv);
  if (said.trim() !== '') ports.out.note(indented(said));
  if (failed === (step.expect === 'refused')) return ok(undefined);
  const what = failed ? 'failed' : 'was not refused';
  return fail(DEMO_FAILED, `${typed(step.argv)} ${what}:\n${said}`, ['gitcrq demo --keep']);
}

/** A bare remote and a clone of it. */
async function setUp(ports: Ports, stage: Stage): Promise<void> {
  const { simpleGit } = await import('simple-git');
  // The configuration it must not read by itself is the stage's own, made a moment ago.
  const git = simpleGit({
    baseDir: stage.root,
    unsafe: { allowUnsafeConfigPaths: true },
    allowEnvironment: Object.keys(stage.env),
  }).env({ ...stage.env });
  ports.out.note('# A remote and a clone, in a scratch directory.');
  ports.out.note(`$ git init --bare origin.git && git clone origin.git shop   (in ${stage.root})`);
  await git.init(true, ['--quiet', '--initial-branch=main', stage.remote]);
  await git.clone(stage.remote, stage.clone, ['--quiet']);
}

interface TraceData {
  readonly data: {
    readonly summary: { readonly commits: number; readonly gaps: number };
    readonly crqs: readonly { readonly id: string; readonly status: string }[];
  };
}

/** The last word is `trace`'s: every commit linked, every request closed. */
async function proven(stage: Stage): Promise<Result<Pick<Played, 'commits' | 'landed'>>> {
  const { said } = await run(stage, ['gitcrq', 'trace', '--json']);
  const { data } = JSON.parse(said) as TraceData; // the command's own schema
  const open = data.crqs.filter((crq) => crq.status !== 'closed');
  if (data.summary.gaps > 0 || open.length > 0)
    return fail(DEMO_FAILED, `trace found ${data.summary.gaps} gaps and ${open.length} open requests`, [
      'gitcrq demo --keep',
    ]);
  return ok({ commits: data.summary.commits, landed: data.crqs.map((crq) => crq.id) });
}

/** Runs the whole story. The directory is removed again unless it is kept. */
export async function playDemo(
  ports: Ports,
  words: { keep: boolean; program: readonly string[] },
): Promise<Result<Played>> {
  const stage = setStage(ports, words.program);
  try {
    await setUp(ports, stage);
    for (const step of STORY) {
      const played = await play(ports, stage, step);
      if (!played.ok) return played;
    }
    const proof = await proven(stage);
    return proof.ok ? ok({ dir: stage.root, kept: words.keep, commands: STORY.length, ...proof.value }) : proof;
  } finally {
    if (!words.keep) ports.files.removeTree(stage.root);
  }
}
