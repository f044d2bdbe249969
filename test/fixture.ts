/**
 * Real repositories for tests: a bare remote and a clone of it that has adopted gitcrq, copied from a template that is
 * made once a process. The environment is closed: no configuration of the machine and no home of the user takes part.
 */
import { execFileSync } from 'node:child_process';
import { copyFileSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { onTestFinished } from 'vitest';
import { type Wired, wire } from '../src/app/wire.ts';
import { type Oid, oid } from '../src/domain/brand.ts';
import type { Trail } from '../src/sys/ports.ts';

export type Env = Readonly<Record<string, string | undefined>>;

export interface FixtureOptions {
  /** Text of gitcrq.yaml. */
  readonly policy?: string;
  /** False: a repository without a remote. */
  readonly remote?: boolean;
}

export interface Fixture {
  readonly root: string;
  /** The bare remote; there is none with `remote: false`. */
  readonly remote: string;
  readonly clone: string;
  readonly env: Env;
  /** Runs git in the clone, or in `dir`; answers its output without the last line end. */
  git(args: readonly string[], dir?: string): string;
  /** Writes a file of the clone, or of `dir`. */
  write(path: string, text: string, dir?: string): void;
  read(path: string, dir?: string): string;
  /** Another clone of the remote. */
  another(name: string): string;
  ports(more?: {
    readonly cwd?: string;
    readonly argv?: readonly string[];
    readonly trail?: Trail;
    readonly talk?: (line: string) => void;
  }): Wired;
  tip(ref: string, dir?: string): Oid;
}

export const POLICY = 'version: 1\n';

/** Text of a request as `crq new` would write it. */
export const crqText = (
  id: string,
  keys: {
    readonly status?: string;
    readonly title?: string;
    readonly priority?: string;
    readonly depends_on?: string;
    readonly type?: string;
    readonly base?: string;
  } = {},
): string =>
  `---
id: ${id}
title: ${keys.title ?? `Work of ${id}`}
created: 2026-01-01
status: ${keys.status ?? 'open'}
author: Ada Lovelace <ada@example.com>
owner: ada@example.com

base: ${keys.base ?? 'main'}

priority: ${keys.priority ?? 'medium'}

type: ${keys.type ?? 'feature'}

labels: []

depends_on: ${keys.depends_on ?? '[]'}
---

# ${id}
`;

const closedEnv = (root: string): Env => ({
  PATH: process.env['PATH'],
  HOME: join(root, 'home'),
  XDG_CONFIG_HOME: join(root, 'home', '.config'),
  // One for the whole run: compiled code is all that is kept there, and compiling costs half of a start.
  XDG_CACHE_HOME: join(tmpdir(), 'gitcrq-test-cache'),
  TMPDIR: root,
  GIT_CONFIG_NOSYSTEM: '1',
  GIT_CONFIG_GLOBAL: join(root, 'home', 'gitconfig'),
  GIT_TERMINAL_PROMPT: '0',
});

/** Nothing is synced to the disk, and new repositories have no sample hooks: both cost more than most tests. */
const config = (root: string): string => `[user]
\tname = Ada Lovelace
\temail = ada@example.com
[init]
\tdefaultBranch = main
\ttemplateDir = ${join(root, 'home', 'template')}
[core]
\tfsync = none
[advice]
\tdetachedHead = false
`;

const runGit = (env: Env, dir: string, args: readonly string[]): string =>
  execFileSync('git', args, { cwd: dir, env, encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] }).replace(/\n$/, '');

let template: string | null = null;

/** home/, remote.git/ and clone/, with `main` holding a policy, one closed request and one file. */
function makeTemplate(): string {
  const root = mkdtempSync(join(tmpdir(), 'gitcrq-template-'));
  const env = closedEnv(root);
  for (const folder of ['hooks', 'info']) mkdirSync(join(root, 'home', 'template', folder), { recursive: true });
  writeFileSync(join(root, 'home', 'template', 'info', 'exclude'), '# Excluded in this clone alone\n');
  writeFileSync(join(root, 'home', 'gitconfig'), config(root));
  runGit(env, root, ['init', '--quiet', '--bare', 'remote.git']);
  runGit(env, root, ['clone', '--quiet', 'remote.git', 'clone']);
  const clone = join(root, 'clone');
  mkdirSync(join(clone, 'crqs'));
  writeFileSync(join(clone, 'gitcrq.yaml'), POLICY);
  writeFileSync(join(clone, 'crqs', 'CRQ-1.md'), crqText('CRQ-1', { status: 'closed', title: 'Adopt gitcrq' }));
  writeFileSync(join(clone, 'README'), 'one\ntwo\nthree\n');
  runGit(env, clone, ['add', '.']);
  runGit(env, clone, ['commit', '--quiet', '-m', 'Adopt gitcrq\n\nCRQ: CRQ-1']);
  runGit(env, clone, ['push', '--quiet', 'origin', 'main']);
  runGit(env, clone, ['remote', 'set-head', 'origin', 'main']);
  return root;
}

/** Copies the contents of a folder. (cpSync takes three times as long for files as small as these.) */
function copyInto(to: string, from: string): void {
  for (const entry of readdirSync(from, { withFileTypes: true })) {
    const [source, target] = [join(from, entry.name), join(to, entry.name)];
    if (entry.isDirectory()) {
      mkdirSync(target);
      copyInto(target, source);
    } else copyFileSync(source, target);
  }
}

export function fixture({ policy, remote = true }: FixtureOptions = {}): Fixture {
  template ??= makeTemplate();
  const root = mkdtempSync(join(tmpdir(), 'gitcrq-test-'));
  onTestFinished(() => rmSync(root, { recursive: true, force: true, maxRetries: 3 }));
  copyInto(root, template);
  writeFileSync(join(root, 'home', 'gitconfig'), config(root));
  const [clone, bare, env] = [join(root, 'clone'), join(root, 'remote.git'), closedEnv(root)];
  const own = join(clone, '.git', 'config');
  const moved = readFileSync(own, 'utf8').replaceAll(join(template, 'remote.git'), bare);
  writeFileSync(
    own,
    remote ? moved : moved.replace(/\[remote "origin"\][^[]*/, '').replace(/\[branch "main"\][^[]*/, ''),
  );
  if (!remote) {
    rmSync(bare, { recursive: true });
    rmSync(join(clone, '.git', 'refs', 'remotes'), { recursive: true });
  }
  const made: Fixture = {
    root,
    remote: bare,
    clone,
    env,
    git: (args, dir = clone) => runGit(env, dir, args),
    write(path, text, dir = clone) {
      mkdirSync(dirname(join(dir, path)), { recursive: true });
      writeFileSync(join(dir, path), text);
    },
    read: (path, dir = clone) => readFileSync(join(dir, path), 'utf8'),
    another(name) {
      runGit(env, root, ['clone', '--quiet', bare, name]);
      return join(root, name);
    },
    ports: ({ cwd = clone, argv = ['test'], trail, talk = () => {} } = {}) =>
      wire({ env, cwd, argv, talk, ...(trail && { trail }) }),
    tip: (ref, dir = clone) => oid(runGit(env, dir, ['rev-parse', '--verify', `${ref}^{commit}`])),
  };
  if (policy !== undefined) {
    made.write('gitcrq.yaml', policy);
    made.git(['commit', '--quiet', '-am', 'Set the policy\n\nCRQ: CRQ-1', '--no-verify']);
    if (remote) made.git(['push', '--quiet', 'origin', 'main']);
  }
  return made;
}
