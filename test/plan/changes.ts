/** Every command that changes something, each in the situation it is for. */
import { existsSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { answer, envelope, gitcrq } from '../cli/run.ts';
import { type Fixture, type FixtureOptions, fixture } from '../fixture.ts';

export interface Change {
  readonly name: string;
  readonly argv: readonly string[];
  readonly policy?: string;
  readonly prepare?: (at: Fixture) => void;
  /** A landing is an operation of its own, which a dry run can only name. */
  readonly lands?: boolean;
}

const OPEN_BASE = 'version: 1\nbranches:\n  protected: []\n';
const KEY = 'ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIEWjP0pFAqCN6PnTunVsAGbndgOoXeUCniAkOjcmosm5';
const TRUSTING = `version: 1
trust:
  - name: ada
    key: ${KEY}
    kind: person
    rights: [approve]
`;
const RED = 'version: 1\nmerge:\n  test: "false"\n';

const begun = (at: Fixture): void => {
  answer(at, ['start', 'Add login']);
  at.write('login.txt', 'login\n');
  at.git(['add', '.']);
  at.git(['commit', '--quiet', '-m', 'Add it\n\nCRQ: CRQ-2']);
};
const elsewhere = (at: Fixture): void => {
  begun(at);
  at.git(['switch', '--quiet', 'main']);
};
const draft = (at: Fixture): void => void answer(at, ['crq', 'new', 'Add login', '--draft']);
const deferred = (at: Fixture): void => {
  begun(at);
  answer(at, ['defer', '2', '-m', 'later']);
};
const closed = (at: Fixture): void => {
  elsewhere(at);
  answer(at, ['close', '2', '--no-land']);
};
const BRANCH = 'feature/CRQ-2-add-login';
const inTree = (at: Fixture): void => {
  elsewhere(at);
  at.git(['worktree', 'add', '--quiet', '../tree', BRANCH]);
};
const shared = (at: Fixture): void => {
  begun(at);
  if (existsSync(at.remote)) at.git(['push', '--quiet', 'origin', BRANCH]);
};
const reviewed = (at: Fixture): void => {
  shared(at);
  // Nobody approves their own work.
  at.git(['config', 'user.name', 'Grace Hopper']);
  at.git(['config', 'user.email', 'grace@example.com']);
};
const merged = (at: Fixture): void => {
  elsewhere(at);
  at.git(['merge', '--quiet', '--no-ff', '-m', 'Merge it\n\nCRQ: CRQ-2', BRANCH]);
  if (existsSync(at.remote)) at.git(['push', '--quiet', 'origin', 'main']);
};
const edited = (at: Fixture): void => {
  begun(at);
  at.git(['config', 'core.editor', 'sed -i s/medium/high/']);
};
/** A link of a commit that is gone, made long ago. */
const noted = (at: Fixture): void => {
  const gone = at.git(['commit-tree', '-m', 'Gone', 'HEAD^{tree}']);
  const line = '{"schema":1,"crq":"CRQ-1","by":"Ada","at":"2020-01-01T00:00:00Z"}';
  at.git(['notes', '--ref=gitcrq/links', 'add', '-m', line, gone]);
  if (existsSync(at.remote)) at.git(['push', '--quiet', '--no-verify', 'origin', 'refs/notes/gitcrq/links']);
  rmSync(join(at.clone, '.git', 'objects', gone.slice(0, 2), gone.slice(2)));
};
const unadopted = (at: Fixture): void => {
  at.git(['rm', '--quiet', '-r', 'gitcrq.yaml', 'crqs']);
  at.git(['commit', '--quiet', '--amend', '-m', 'First']);
  if (existsSync(at.remote)) at.git(['push', '--quiet', '--force', 'origin', 'main']);
};

const documents = (at: Fixture): void => {
  at.write('old/CRQ-007-login.md', '# Change Request: Add login\n\n**Status:** Completed\n', at.root);
  at.write('old/crq_search.md', '# Search\r\n\r\nSee CRQ-007', at.root);
};

export const CHANGES: readonly Change[] = [
  { name: 'crq import', argv: ['crq', 'import', '../old'], prepare: documents },
  { name: 'crq import on an open base', argv: ['crq', 'import', '../old'], policy: OPEN_BASE, prepare: documents },
  { name: 'crq new', argv: ['crq', 'new', 'Add login'] },
  { name: 'crq new on an open base', argv: ['crq', 'new', 'Add login', '--branch'], policy: OPEN_BASE },
  { name: 'crq new without a commit', argv: ['crq', 'new', 'Add login', '--no-commit'] },
  { name: 'start with a title', argv: ['start', 'Add login', '--label', 'a'] },
  { name: 'start with an id', argv: ['start', '2'], prepare: elsewhere },
  { name: 'start in a worktree', argv: ['start', 'Add login', '--worktree', '../tree'] },
  {
    name: 'crq set on the branch checked out',
    argv: ['crq', 'set', '2', 'priority=high', 'labels=a,b'],
    prepare: begun,
  },
  { name: 'crq set on a branch that is not', argv: ['crq', 'set', '2', 'title=Add a login'], prepare: elsewhere },
  { name: 'crq set on an open base', argv: ['crq', 'set', '1', 'owner=bob@example.com'], policy: OPEN_BASE },
  { name: 'crq move', argv: ['crq', 'move', '2', 'open'], prepare: draft },
  { name: 'approve', argv: ['approve', '2'], prepare: reviewed },
  { name: 'approve the plan', argv: ['approve', '2', '--plan', '-m', 'agreed'], prepare: begun },
  { name: 'reject', argv: ['reject', '2', '-m', 'no'], prepare: begun },
  { name: 'defer', argv: ['defer', '2', '-m', 'later'], prepare: elsewhere },
  { name: 'cancel', argv: ['cancel', '2', '-m', 'no more'], prepare: begun },
  { name: 'reopen', argv: ['reopen', '2', '-m', 'again'], prepare: deferred },
  { name: 'crq comment', argv: ['crq', 'comment', '2', 'Good.'], prepare: begun },
  { name: 'crq edit', argv: ['crq', 'edit', '2'], prepare: edited },
  { name: 'crq history in a file', argv: ['crq', 'history', '2', '--write', 'README'], prepare: begun },
  { name: 'crq renumber', argv: ['crq', 'renumber', '2'], prepare: shared },
  { name: 'branch new', argv: ['branch', 'new', '2', '--slug', 'second part'], prepare: begun },
  { name: 'branch new elsewhere', argv: ['branch', 'new', '1', '--no-switch'] },
  { name: 'branch new in a worktree', argv: ['branch', 'new', '1', '--worktree', '../tree'] },
  { name: 'branch rename', argv: ['branch', 'rename', 'bugfix/CRQ-2-mend-login'], prepare: begun },
  {
    name: 'branch rename elsewhere',
    argv: ['branch', 'rename', BRANCH, 'bugfix/CRQ-2-mend-login'],
    prepare: inTree,
  },
  { name: 'branch delete', argv: ['branch', 'delete', BRANCH, '--force'], prepare: elsewhere },
  { name: 'branch prune', argv: ['branch', 'prune'], prepare: merged },
  { name: 'close without landing', argv: ['close', '--no-land'], prepare: begun },
  { name: 'close, held', argv: ['close'], policy: RED, prepare: begun, lands: true },
  { name: 'close, landed', argv: ['close', '2', '-m', 'done'], prepare: elsewhere, lands: true },
  { name: 'merge', argv: ['merge'], prepare: closed },
  { name: 'link add', argv: ['link', 'add', 'HEAD', '2'], prepare: begun },
  { name: 'link prune', argv: ['link', 'prune'], prepare: noted },
  { name: 'config set', argv: ['config', 'set', 'merge.test', 'npm test'] },
  { name: 'trust add', argv: ['trust', 'add', 'ada', '--kind', 'person', '--right', 'approve'] },
  { name: 'trust add of a key', argv: ['trust', 'add', 'ada', KEY, '--kind', 'person', '--right', 'approve'] },
  { name: 'trust remove', argv: ['trust', 'remove', 'ada'], policy: TRUSTING },
  {
    name: 'hooks install',
    argv: ['hooks', 'install'],
    prepare: (at) => at.write('.git/hooks/pre-push', '#!/bin/sh\nexit 0\n'),
  },
  {
    name: 'hooks install beside husky',
    argv: ['hooks', 'install'],
    prepare(at) {
      at.git(['config', 'core.hooksPath', '.husky/_']);
      at.write('.husky/_/h', '');
      at.write('.husky/commit-msg', 'npm test');
      at.git(['worktree', 'add', '--quiet', '--detach', join(at.root, 'tree')]);
    },
  },
  { name: 'hooks install --server', argv: ['hooks', 'install', '--server'] },
  { name: 'hooks uninstall', argv: ['hooks', 'uninstall'], prepare: (at) => void answer(at, ['hooks', 'install']) },
  { name: 'doctor --fix', argv: ['doctor', '--fix'] },
  { name: 'init', argv: ['init'], prepare: unadopted },
  { name: 'init here', argv: ['init', '--here'], prepare: unadopted },
  { name: 'init of a clone', argv: ['init'] },
  { name: 'init --remove', argv: ['init', '--remove'], prepare: (at) => void answer(at, ['init']) },
];

/** What the queue is told: only its log moves, and undo tells it the contrary; what `merge undo` did is not undone. */
export const TOLD: readonly Change[] = [
  { name: 'merge pause', argv: ['merge', 'pause', '-m', 'release'], prepare: closed },
  {
    name: 'merge resume',
    argv: ['merge', 'resume'],
    prepare: (at) => void answer(at, ['merge', 'pause']),
  },
  { name: 'merge drop', argv: ['merge', 'drop', BRANCH], prepare: closed },
  { name: 'merge retry', argv: ['merge', 'retry', '2'], prepare: closed },
  {
    name: 'merge undo',
    argv: ['merge', 'undo', '2'],
    prepare(at) {
      elsewhere(at);
      run(at, ['close', '2']);
    },
  },
];

/** The situation before the command; the clone knows everything that its remote has. */
export function situation({ policy, prepare }: Change, options: FixtureOptions): Fixture {
  const at = fixture({ ...options, ...(policy === undefined ? {} : { policy }) });
  prepare?.(at);
  if (existsSync(at.remote))
    at.git(['fetch', '--quiet', 'origin', '+refs/heads/*:refs/remotes/origin/*', '+refs/gitcrq/*:refs/gitcrq/*']);
  at.git(['status']);
  return at;
}

/** Held is an answer as well. */
export function run(at: Fixture, argv: readonly string[]): unknown {
  const said = envelope(gitcrq(at, [...argv, '--json']));
  if (!said.ok) throw new Error(JSON.stringify(said.error));
  return said.data;
}

/** Second ways of a command that is listed otherwise: they are tried with the long tests only. */
const RARE = [
  'crq import on an open base',
  'crq new on an open base',
  'crq new without a commit',
  'start with an id',
  'crq set on a branch that is not',
  'crq set on an open base',
  'reject',
  'defer',
  'cancel',
  'branch new elsewhere',
  'branch new in a worktree',
  'branch rename elsewhere',
  'close, held',
  'trust add of a key',
  'hooks install --server',
  'init here',
  'init of a clone',
];

export const USUAL = CHANGES.filter(({ name }) => !RARE.includes(name));
export const UNUSUAL = CHANGES.filter(({ name }) => RARE.includes(name));
