/**
 * A command is killed at one point, then run again: the state must be that of a run nobody disturbed, and undo must
 * lead where it leads after such a run. Each try starts from the same bytes at the same path.
 */
import { execFileSync } from 'node:child_process';
import { chmodSync, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, onTestFinished } from 'vitest';
import { LINKS_REF } from '../../src/store/notes.ts';
import { type Ended, gitcrq } from '../cli/run.ts';
import { type Fixture, fixture } from '../fixture.ts';
import { blurred, fsck, leftovers, type State, stateOf, timelessState } from '../state.ts';
import { COMPILED } from './landers.ts';
import type { Scenario } from './scenarios.ts';

const ENTRY = fileURLToPath(new URL('bin.ts', import.meta.url));

export interface Scene {
  readonly at: Fixture;
  readonly argv: readonly string[];
  /** Everything as it was before the command. */
  reset(): void;
  state(): State;
  /** An answer in a form in which those of two runs are equal. */
  said(answer: string): string;
  /** It is not undone, because others may have seen it. */
  readonly lasting: boolean;
}

export function scene(scenario: Scenario, remote: boolean): Scene {
  const at = fixture({ remote, ...(scenario.policy === undefined ? {} : { policy: scenario.policy }) });
  scenario.prepare(at, remote);
  const kept = `${at.root}.kept`;
  const copy = (from: string, to: string): void => {
    rmSync(to, { recursive: true, force: true });
    execFileSync('cp', ['-a', from, to]);
  };
  copy(at.root, kept);
  onTestFinished(() => rmSync(kept, { recursive: true, force: true }));
  return {
    at,
    argv: [...scenario.argv, '--json'],
    reset: () => copy(kept, at.root),
    state: () => (scenario.timed === true ? timelessState(stateOf(at)) : stateOf(at)),
    said: (answer) => blurred(scenario.said?.(answer) ?? answer),
    lasting: scenario.lasting === 'always' || (remote && scenario.lasting === true),
  };
}

/** Dies at the n-th point of its trail. */
export const atPoint =
  (n: number) =>
  (of: Scene): Ended =>
    gitcrq(of.at, of.argv, {
      entry: [process.execPath, ENTRY],
      env: { FAULT_AT: String(n), FAULT_LOG: join(of.at.root, 'trail'), ...COMPILED },
    });

const WRAPPER = `#!/bin/sh
# git itself, and the death of whoever called it: before or after its n-th git.
# The reader of objects lives as long as its caller: it has no "right after".
if [ "$FAULT_WHEN$1" = aftercat-file ]; then PATH="$FAULT_PATH" exec git "$@"; fi
exec 9>>"$FAULT_COUNT"; flock 9; printf x >&9; n=$(wc -c <"$FAULT_COUNT"); exec 9>&-
PATH="$FAULT_PATH"; export PATH
[ "$n" = "$FAULT_GIT" ] || exec git "$@"
printf '%s\\n' "$*" >"$FAULT_COUNT.died"
if [ "$FAULT_WHEN" = before ]; then kill -9 $PPID; exit 0; fi
git "$@"; code=$?; kill -9 $PPID; exit $code
`;

/** Dies before, or right after, the n-th git it starts. The git is the real one. */
export const atGit =
  (n: number, when: 'before' | 'after') =>
  (of: Scene): Ended => {
    const folder = join(of.at.root, 'faulty');
    mkdirSync(folder, { recursive: true });
    writeFileSync(join(folder, 'git'), WRAPPER);
    chmodSync(join(folder, 'git'), 0o755);
    const path = of.at.env['PATH'] ?? '';
    return gitcrq(of.at, of.argv, {
      env: {
        PATH: `${folder}:${path}`,
        FAULT_PATH: path,
        FAULT_GIT: String(n),
        FAULT_WHEN: when,
        FAULT_COUNT: join(of.at.root, 'calls'),
      },
    });
  };

/** git's name for a tree without entries. */
const EMPTY_TREE = '4b825dc642cb6eb9a060e54bf8d69288fbee4904';

export interface Undisturbed {
  readonly code: number | null;
  readonly answer: string;
  readonly before: State;
  readonly after: State;
  readonly undone: State;
}

const undo = (of: Scene): void => {
  const ended = gitcrq(of.at, ['undo', '--json']);
  expect(ended.code, `undo: ${ended.out}${ended.err}`).toBe(of.lasting ? 6 : 0);
};

/** The command and its undo, undisturbed. */
export function undisturbed(of: Scene): Undisturbed {
  of.reset();
  const before = of.state();
  const ended = gitcrq(of.at, of.argv);
  expect(JSON.parse(ended.out), ended.out + ended.err).toMatchObject({ ok: true });
  const after = of.state();
  undo(of);
  return { code: ended.code, answer: of.said(ended.out), before, after, undone: of.state() };
}

/** True if the command was killed; then all the promises were checked. */
export function survives(of: Scene, good: Undisturbed, kill: (of: Scene) => Ended): boolean {
  of.reset();
  const killed = kill(of);
  if (killed.signal !== 'SIGKILL') {
    expect(killed.code, killed.out + killed.err).toBe(good.code);
    return false;
  }
  const trail = lines(join(of.at.root, 'trail'));
  // Once the answer is out and that is written down, the command is over: the same again would be a second one.
  if (trail.filter((point) => point.endsWith('/printed')).length > 1) {
    expect({ out: of.said(killed.out), state: of.state() }).toEqual({ out: good.answer, state: good.after });
    return true;
  }
  const again = gitcrq(of.at, of.argv);
  const where = `${trail.at(-1) ?? ''}${lines(join(of.at.root, 'calls.died')).join()}: ${again.out}${again.err}`;
  expect({ code: again.code, answer: of.said(again.out) }, where).toEqual({ code: good.code, answer: good.answer });
  expect(of.state(), where).toEqual(good.after);
  expect(leftovers(of.at), where).toEqual([]);
  expect(fsck(of.at), where).toBe('');
  if (existsSync(of.at.remote)) expect(fsck(of.at, of.at.remote), where).toBe('');
  undo(of);
  expect(of.state(), `undo after ${where}`).toEqual(good.undone);
  return true;
}

const lines = (file: string): readonly string[] =>
  existsSync(file) ? readFileSync(file, 'utf8').trim().split('\n') : [];

/**
 * Kills at each point until the command lives; answers how far that was. `every`: only each so-many-th point, from a random
 * first one on, so that all of them are hit from run to run; a failure names its point.
 */
export function everyPoint(of: Scene, good: Undisturbed, kill: (n: number) => (of: Scene) => Ended, every = 1): number {
  const first = 1 + Math.floor(Math.random() * every);
  for (let n = first; ; n += every) if (!survives(of, good, kill(n))) return n - 1;
}

/** What only this clone saw is as before; what was pushed is taken back by new commits, and nobody's work is lost. */
export function undoIsRight(of: Scene, { before, after, undone }: Undisturbed): void {
  if (of.lasting) {
    expect(undone).toEqual(after);
    return;
  }
  expect(undone).not.toEqual(after);
  const { remote, refs, config, worktrees, ...here } = undone;
  const isLanding = ([ref, commits]: readonly [string, readonly string[]]): boolean =>
    ref.startsWith('refs/gitcrq/queue/') && commits.some((commit) => /^\S+ landed /.test(commit));
  if (!Object.entries(remote as Record<string, readonly string[]>).some(isLanding)) {
    // Links by notes are taken back by a new commit, too, with the tree of before.
    const chained = (name: string): boolean => name.startsWith('refs/gitcrq/') || name.startsWith('refs/notes/');
    const links = (all: unknown): string =>
      (all as Record<string, string[]>)[LINKS_REF]?.[0]?.split(' ')[0] ?? EMPTY_TREE;
    expect(links(refs)).toBe(links(before['refs']));
    const own = (all: unknown): State =>
      Object.fromEntries(Object.entries(all as State).filter(([name]) => !chained(name)));
    expect({ ...here, config, refs: own(refs), remote: own(remote) }).toEqual({
      ...pick(before, here),
      config: before['config'],
      refs: own(before['refs']),
      remote: own(before['remote']),
    });
    return;
  }
  const work = (state: unknown): State =>
    Object.fromEntries(Object.entries(state as State).filter(([path]) => !path.startsWith('crqs/')));
  expect({ head: here['head'], status: here['status'], files: work(here['files']) }).toEqual({
    head: before['head'],
    status: before['status'],
    files: work(before['files']),
  });
  for (const [ref, commits] of Object.entries(after['remote'] as Record<string, readonly string[]>)) {
    const now = (remote as Record<string, readonly string[]>)[ref] ?? [];
    expect(now.slice(-commits.length), `${ref} only grew`).toEqual(commits);
  }
  expect(of.at.git(['show', 'main:crqs/CRQ-2.md'], of.at.remote)).toContain('status: open');
}

const pick = (from: State, like: State): State => Object.fromEntries(Object.keys(like).map((key) => [key, from[key]]));
