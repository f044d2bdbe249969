/** A clone with the hooks of ours in it, copied from one that is made once a process, and which hooks an operation of git ran. */
import { cpSync, mkdtempSync, readFileSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Ended, git, hooked, type Surroundings, stage } from '../enforce/hooks/scene.ts';
import { check, rulesOf } from '../enforce/scene.ts';
import { type Fixture, fixture } from '../fixture.ts';

/** Files that hold absolute paths. */
const PLACED = ['config', 'gitcrq/hooks.policy'];

let template: { readonly folder: string; readonly root: string } | null = null;

async function makeTemplate(): Promise<NonNullable<typeof template>> {
  const fx = await hooked();
  // The first commit of a clone compiles the policy.
  git(fx, ['commit', '--quiet', '--allow-empty', '-m', 'First']);
  fx.git(['reset', '--quiet', '--hard', 'HEAD~1']);
  const folder = mkdtempSync(join(tmpdir(), 'gitcrq-hooked-'));
  for (const name of ['clone', 'remote.git']) cpSync(join(fx.root, name), join(folder, name), { recursive: true });
  return { folder, root: fx.root };
}

/** As `hooked()`: CRQ-2 and CRQ-3 open on main and on the remote, feature/CRQ-2-work checked out, the hooks installed. */
export async function ground(): Promise<Fixture> {
  template ??= await makeTemplate();
  const { folder, root } = template;
  const fx = fixture();
  for (const name of ['clone', 'remote.git']) {
    rmSync(join(fx.root, name), { recursive: true });
    cpSync(join(folder, name), join(fx.root, name), { recursive: true });
  }
  for (const name of PLACED) {
    const path = join(fx.clone, '.git', name);
    writeFileSync(path, readFileSync(path, 'utf8').replaceAll(root, fx.root));
  }
  // The compiled policy counts only if it is newer than what it follows from.
  utimesSync(join(fx.clone, '.git', 'config'), new Date(0), new Date(0));
  return fx;
}

export interface Traced extends Ended {
  /** The hooks git started, with what prepare-commit-msg was told about the message (githooks(5)). */
  readonly hooks: readonly string[];
}

/** Runs git and reads from its trace which hooks it started (Trace2, child_start), but post-commit, which judges nothing. */
export function traced(fx: Fixture, args: readonly string[], { env = {}, ...around }: Surroundings = {}): Traced {
  const log = join(fx.root, 'trace2');
  rmSync(log, { force: true });
  const ended = git(fx, args, { ...around, env: { ...env, GIT_TRACE2_EVENT: log } });
  const hooks = readFileSync(log, 'utf8')
    .split('\n')
    .filter((line) => line.includes('"hook_name"'))
    .map((line): { hook_name: string; argv: readonly string[] } => JSON.parse(line))
    .filter(({ hook_name: name }) => name !== 'post-commit')
    .map(({ hook_name: name, argv }) => (name === 'prepare-commit-msg' ? `${name} ${argv[2] ?? ''}`.trim() : name));
  return { ...ended, hooks };
}

/** The rules that `check` finds broken on the current branch. */
export const judged = async (fx: Fixture): Promise<readonly string[]> => rulesOf(await check(fx));

/** One change of a file, staged and committed through the hooks. */
export function made(fx: Fixture, path: string, text: string, words: string): string {
  stage(fx, path, text);
  fx.git(['commit', '--quiet', '-m', words]);
  return fx.git(['rev-parse', 'HEAD']);
}

/** main goes on by a commit past the hooks, and is on the remote; the branch is checked out again. */
export function mainGoesOn(fx: Fixture, path: string, text: string): void {
  fx.git(['switch', '--quiet', 'main']);
  stage(fx, path, text);
  fx.git(['commit', '--quiet', '--no-verify', '-m', 'On main\n\nCRQ: CRQ-3']);
  git(fx, ['push', '--quiet', '--no-verify', 'origin', 'main']);
  fx.git(['switch', '--quiet', 'feature/CRQ-2-work']);
}
