/**
 * One open repository: where it is, what HEAD is, and how to ask git about it. Opening costs one git process; the
 * object reader starts at its first question. `close` ends it.
 */

import type { ChildProcess } from 'node:child_process';
import { join, resolve } from 'node:path';
import { branchOfRef } from '../domain/branch-name.ts';
import { isOid, type Oid } from '../domain/brand.ts';
import { fail, ok, type Result } from '../domain/result.ts';
import type { Ports } from '../sys/ports.ts';
import { NO_REPOSITORY, NO_WORK_TREE } from './errors.ts';
import { type ObjectReader, objectReader } from './reader.ts';
import { complaint, type GitOptions, type GitRun, gitFailed, runGit, startGit } from './run.ts';
import { checkVersion } from './version.ts';
import { type HashName, type ObjectWriter, objectWriter } from './writer.ts';

export interface Head {
  /** `refs/heads/x`, or null when detached. */
  readonly ref: string | null;
  /** null on an unborn branch. */
  readonly oid: Oid | null;
}

export interface Repo {
  readonly ports: Ports;
  /** Where the command was started; git runs here. */
  readonly cwd: string;
  /** Top of the checkout, or null in a bare repository or inside `.git`. */
  readonly workTree: string | null;
  readonly gitDir: string;
  readonly commonDir: string;
  readonly bare: boolean;
  readonly hash: HashName;
  readonly head: Head;
  /** Full names of the refs that the caller's globs matched at opening. */
  readonly refs: readonly string[];
  /** For a git that is started with another git directory: where the objects of this one are. */
  readonly objects: GitOptions['env'];
  readonly reader: ObjectReader;
  readonly writer: ObjectWriter;
  /** Runs git; fails only if git cannot be started. */
  git(args: readonly string[], options?: GitOptions): Promise<Result<GitRun>>;
  /** Runs git and takes any exit code but 0 as a failure; answers its output. */
  output(what: string, args: readonly string[], options?: GitOptions): Promise<Result<string>>;
  start(args: readonly string[], options?: GitOptions): ChildProcess;
  close(): void;
}

export interface OpenOptions {
  /** Ref globs to list with the same process, e.g. `refs/heads/*CRQ-4*` (`*` crosses slashes here). */
  readonly refs?: readonly string[];
  /** Objects are written to this directory instead, and seen by git as well (for --dry-run). */
  readonly scratch?: string;
}

const QUESTIONS = [
  '--absolute-git-dir',
  '--git-common-dir',
  '--is-bare-repository',
  '--is-inside-work-tree',
  '--show-object-format',
];

interface Found {
  readonly fields: readonly string[];
  /** From the current directory to the top of the checkout; undefined where there is none. */
  readonly cdup: string | undefined;
  readonly refs: readonly string[];
  readonly head: Head;
}

/** `rev-parse` answers line by line and stops at the first question it cannot answer, which is HEAD on an unborn branch. */
async function discover(ports: Ports, cwd: string, globs: readonly string[]): Promise<Result<Found>> {
  const patterns = globs.map((glob) => `--glob=${glob}`);
  const args = ['rev-parse', ...QUESTIONS, '--show-cdup', 'HEAD', '--symbolic-full-name', 'HEAD', ...patterns];
  const run = await runGit(ports, cwd, args);
  if (!run.ok) return run;
  const lines = run.value.stdout.toString('utf8').split('\n').slice(0, -1);
  if (lines.length < QUESTIONS.length) {
    const why = complaint(run.value);
    return fail(NO_REPOSITORY, why.replace(/^fatal: /, ''), ['git init', 'gitcrq -C DIR …']);
  }
  const rest = lines.slice(QUESTIONS.length);
  const fields = lines.slice(0, QUESTIONS.length);
  if (!/^(?:true|false)$/.test(fields[2] ?? '')) {
    return fail(NO_REPOSITORY, 'the path of this repository holds a line break, and git answers line by line', [
      'mv …',
      'gitcrq -C DIR …',
    ]);
  }
  // A bare repository prints no line for --show-cdup.
  const cdup = rest[0] === undefined || rest[0] === 'HEAD' || isOid(rest[0]) ? undefined : rest.shift();
  if (run.value.code !== 0) return unborn(ports, cwd, { fields, cdup }, globs);
  const [tip = '', name = '', ...refs] = rest;
  return ok({
    fields,
    cdup,
    refs,
    head: { ref: name.startsWith('refs/') ? name : null, oid: isOid(tip) ? tip : null },
  });
}

async function unborn(
  ports: Ports,
  cwd: string,
  known: Pick<Found, 'fields' | 'cdup'>,
  globs: readonly string[],
): Promise<Result<Found>> {
  const head = await runGit(ports, cwd, ['symbolic-ref', '-q', 'HEAD']);
  if (!head.ok) return head;
  if (head.value.code !== 0) return gitFailed('HEAD cannot be read', head.value);
  const listed = await runGit(ports, cwd, [
    'rev-parse',
    '--symbolic-full-name',
    ...globs.map((glob) => `--glob=${glob}`),
  ]);
  if (!listed.ok) return listed;
  const refs = listed.value.stdout
    .toString('utf8')
    .split('\n')
    .filter((line) => line !== '');
  return ok({ ...known, refs, head: { ref: head.value.stdout.toString('utf8').trim(), oid: null } });
}

/**
 * Where objects are, said to every process, also to one that is started elsewhere: those of a push that a server judges
 * lie in its quarantine (git-receive-pack(1)).
 */
const objectEnv = ({ env }: Ports, objects: string, scratch: string | undefined): GitOptions['env'] =>
  scratch === undefined
    ? {
        GIT_OBJECT_DIRECTORY: env['GIT_OBJECT_DIRECTORY'],
        GIT_ALTERNATE_OBJECT_DIRECTORIES: env['GIT_ALTERNATE_OBJECT_DIRECTORIES'],
      }
    : { GIT_OBJECT_DIRECTORY: scratch, GIT_ALTERNATE_OBJECT_DIRECTORIES: objects };

/** Opens the repository around `cwd`. Fails: GIT_MISSING, GIT_TOO_OLD, NO_REPOSITORY. */
export async function openRepo(ports: Ports, cwd: string, options: OpenOptions = {}): Promise<Result<Repo>> {
  const version = await checkVersion(ports);
  if (!version.ok) return version;
  let env: GitOptions['env'] = {};
  const withEnv = (more: GitOptions = {}): GitOptions => ({ ...more, env: { ...env, ...more.env } });
  const run = (args: readonly string[], more?: GitOptions) => runGit(ports, cwd, args, withEnv(more));
  const start = (args: readonly string[], more?: GitOptions) => startGit(ports, cwd, args, withEnv(more));
  const reader = objectReader(() => start(['cat-file', '--batch-command', '--buffer']));
  // Both processes start side by side; only a scratch directory has to be known first.
  if (options.scratch === undefined) reader.warm();
  const found = await discover(ports, cwd, options.refs ?? []);
  if (!found.ok) {
    reader.close();
    return found;
  }
  const { fields, cdup = '', refs, head } = found.value;
  const [gitDir = '', common = '', bare, inside, hash] = fields;
  const commonDir = resolve(cwd, common);
  const objects = ports.env['GIT_OBJECT_DIRECTORY'] ?? join(commonDir, 'objects');
  env = objectEnv(ports, objects, options.scratch);
  return ok({
    ports,
    cwd,
    workTree: inside === 'true' ? resolve(cwd, cdup) : null,
    gitDir,
    commonDir,
    bare: bare === 'true',
    hash: hash === 'sha256' ? 'sha256' : 'sha1',
    head,
    refs,
    objects: options.scratch === undefined ? { ...env, GIT_OBJECT_DIRECTORY: resolve(cwd, objects) } : env,
    reader,
    writer: objectWriter(ports.files, options.scratch ?? objects, hash === 'sha256' ? 'sha256' : 'sha1'),
    git: run,
    async output(what, args, more) {
      const done = await run(args, more);
      if (!done.ok) return done;
      return done.value.code === 0 ? ok(done.value.stdout.toString('utf8')) : gitFailed(what, done.value);
    },
    start,
    close: () => reader.close(),
  });
}

/** The checkout this command is about, or NO_WORK_TREE. */
export const workTreeOf = (repo: Repo): Result<string> =>
  repo.workTree === null
    ? fail(NO_WORK_TREE, `${repo.gitDir} has no checkout here`, ['gitcrq -C DIR …'])
    : ok(repo.workTree);

/** Name of the checked-out branch without `refs/heads/`, or null when detached. */
export const currentBranch = (repo: Repo): string | null =>
  repo.head.ref === null ? null : branchOfRef(repo.head.ref);
