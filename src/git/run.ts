/** Starts git and collects what it says. Output is read in a fixed locale and no prompt may ever wait for a person. */
import { type ChildProcess, spawn } from 'node:child_process';
import type { GitcrqError } from '../domain/error.ts';
import { fail, ok, type Result } from '../domain/result.ts';
import type { Ports } from '../sys/ports.ts';
import { GIT_FAILED, GIT_MISSING, READ_ONLY, REF_LOCKED } from './errors.ts';

export interface GitRun {
  /** Exit code; 128 + signal number's usual meaning is never needed, a killed git counts as 128. */
  readonly code: number;
  readonly stdout: Buffer;
  readonly stderr: string;
}

export interface GitOptions {
  readonly input?: string | Uint8Array;
  readonly env?: Readonly<Record<string, string | undefined>>;
  readonly cwd?: string;
  /** After this long git is killed, and counts as one that failed. */
  readonly timeout_ms?: number;
  /** Nobody waits for the answer any more. */
  readonly signal?: AbortSignal;
}

/** The environment of every git process: the user's, made deterministic and silent. */
export const gitEnv = (env: Ports['env'], more: GitOptions['env'] = {}): Record<string, string | undefined> => ({
  ...env,
  LC_ALL: 'C',
  GIT_TERMINAL_PROMPT: env['GIT_TERMINAL_PROMPT'] ?? '0',
  GIT_MERGE_AUTOEDIT: 'no',
  ...more,
});

/** Variables that tie git to one repository, or to one command in it (git-rev-parse(1) --local-env-vars). */
export const LOCAL_ENV: readonly string[] = [
  'GIT_ALTERNATE_OBJECT_DIRECTORIES',
  'GIT_CONFIG',
  'GIT_CONFIG_PARAMETERS',
  'GIT_CONFIG_COUNT',
  'GIT_OBJECT_DIRECTORY',
  'GIT_DIR',
  'GIT_WORK_TREE',
  'GIT_IMPLICIT_WORK_TREE',
  'GIT_GRAFT_FILE',
  'GIT_INDEX_FILE',
  'GIT_NO_REPLACE_OBJECTS',
  'GIT_REPLACE_REF_BASE',
  'GIT_PREFIX',
  'GIT_INTERNAL_SUPER_PREFIX',
  'GIT_SHALLOW_FILE',
  'GIT_COMMON_DIR',
];

/** Another checkout of the same repository: what the user configured for this one command holds there as well. */
const ELSEWHERE = Object.fromEntries(
  LOCAL_ENV.filter((name) => !name.startsWith('GIT_CONFIG')).map((name) => [name, undefined]),
);

export const startGit = (
  ports: Ports,
  cwd: string,
  args: readonly string[],
  options: GitOptions = {},
): ChildProcess => {
  ports.out.verbose(`git ${args.join(' ')}`);
  const moved = options.cwd === undefined ? {} : ELSEWHERE;
  return spawn('git', args, {
    cwd: options.cwd ?? cwd,
    env: gitEnv(ports.env, { ...moved, ...options.env }),
    stdio: ['pipe', 'pipe', 'pipe'],
  });
};

const said = (child: ChildProcess): { out: Buffer[]; err: Buffer[] } => {
  const out: Buffer[] = [];
  const err: Buffer[] = [];
  child.stdout?.on('data', (chunk: Buffer) => out.push(chunk));
  child.stderr?.on('data', (chunk: Buffer) => err.push(chunk));
  return { out, err };
};

/** Ends a git that takes too long. A transport it started may hold the pipes, so they are not waited for. */
function abandon(child: ChildProcess): void {
  child.kill('SIGKILL');
  for (const stream of child.stdio) stream?.destroy();
}

/** Runs git to its end. Fails only if it cannot be started; its exit code is for the caller to judge. */
export function runGit(
  ports: Ports,
  cwd: string,
  args: readonly string[],
  options: GitOptions = {},
): Promise<Result<GitRun>> {
  const child = startGit(ports, cwd, args, options);
  const { out, err } = said(child);
  // A git that dies early closes its input; its exit code says so better than EPIPE does.
  child.stdin?.on('error', () => {});
  child.stdin?.end(options.input ?? '');
  const end = (): void => abandon(child);
  const timer = options.timeout_ms === undefined ? undefined : setTimeout(end, options.timeout_ms);
  options.signal?.addEventListener('abort', end, { once: true });
  if (options.signal?.aborted) end();
  const settled = (): void => {
    clearTimeout(timer);
    options.signal?.removeEventListener('abort', end);
  };
  return new Promise((resolve) => {
    child.once('error', (error) => {
      settled();
      resolve(fail(GIT_MISSING, `git cannot be started: ${error.message}`, ['git --version']));
    });
    child.once('close', (code) => {
      settled();
      resolve(ok({ code: code ?? 128, stdout: Buffer.concat(out), stderr: Buffer.concat(err).toString('utf8') }));
    });
  });
}

/** git's own last complaint, without the hints, as one line. */
export function complaint(run: GitRun): string {
  const lines = run.stderr.split('\n').filter((line) => line !== '' && !line.startsWith('hint:'));
  const best = lines.find((line) => /^(?:fatal|error|usage):/.test(line)) ?? lines.at(-1);
  return best ?? `git exited with ${run.code}`;
}

/** The failure for a git that exited with a code its caller did not expect: REF_LOCKED, READ_ONLY or GIT_FAILED. */
export function gitFailed(what: string, run: GitRun): { ok: false; error: GitcrqError } {
  const message = `${what}: ${complaint(run)}`;
  if (/(?:\.lock'?|could not lock config file [^\n]*): File exists/.test(run.stderr))
    return fail(REF_LOCKED, message, ['gitcrq status']);
  if (/Permission denied|Read-only file system/.test(run.stderr)) return fail(READ_ONLY, message);
  return fail(GIT_FAILED, message, ['git fsck']);
}
