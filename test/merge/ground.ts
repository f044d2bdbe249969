/** What the tests of the merge queue do again and again: make a closed branch, and run a landing pass. */

import { landerOf } from '../../src/app/lander.ts';
import { whoLands } from '../../src/app/signer.ts';
import type { CrqId, Oid } from '../../src/domain/brand.ts';
import type { Strategy } from '../../src/domain/policy.ts';
import { unwrap } from '../../src/domain/result.ts';
import { openRepo, type Repo } from '../../src/git/repo.ts';
import { landPass, type Pass } from '../../src/merge/land.ts';
import type { Overriding } from '../../src/merge/lander.ts';
import { planUndoLanding } from '../../src/merge/undo-landing.ts';
import { listOperations } from '../../src/plan/journal.ts';
import { operate } from '../../src/plan/operate.ts';
import type { Basis } from '../../src/store/basis.ts';
import { loadBasis } from '../../src/store/basis.ts';
import type { Trail } from '../../src/sys/ports.ts';
import { uuidv7 } from '../../src/sys/uuid.ts';
import { crqText, type Fixture } from '../fixture.ts';
import { withoutTurns } from './turns.ts';

export interface Work {
  readonly id: string;
  readonly files?: Readonly<Record<string, string>>;
  readonly status?: string;
  readonly message?: string;
  readonly priority?: string;
  readonly depends_on?: string;
  readonly type?: string;
  readonly base?: string;
  readonly class?: string;
  readonly window?: string;
  readonly branch?: string;
  readonly from?: string;
  readonly push?: boolean;
  /** The state that it is opened in, where the policy has states of its own. */
  readonly opened?: string;
}

export const branchOf = ({ id, branch }: Pick<Work, 'id' | 'branch'>): string => branch ?? `feature/${id}-work`;

/** Makes a branch with an opening commit, one commit of work and, unless `status` says otherwise, a closing one. */
export function work(at: Fixture, { status = 'closed', push = true, from = 'main', ...of }: Work): Oid {
  const name = branchOf(of);
  const { id } = of;
  const keys = {
    ...(of.priority && { priority: of.priority }),
    ...(of.depends_on && { depends_on: of.depends_on }),
    ...(of.type && { type: of.type }),
    ...(of.base && { base: of.base }),
  };
  const planned = [of.class && `\nclass: ${of.class}\n`, of.window && `\nwindow: ${of.window}\n`].filter(Boolean);
  const record = (now: string): string =>
    crqText(id, { ...keys, status: now }).replace(/---\n\n#/, `${planned.join('')}---\n\n#`);
  at.git(['switch', '--quiet', '-c', name, from]);
  at.write(`crqs/${id}.md`, record(of.opened ?? 'open'));
  at.git(['add', '.']);
  at.git(['commit', '--quiet', '-m', `Open ${id}\n\nCRQ: ${id}`]);
  for (const [path, text] of Object.entries(of.files ?? { [`${id}.txt`]: `work of ${id}\n` })) at.write(path, text);
  at.git(['add', '.']);
  at.git(['commit', '--quiet', '-m', of.message ?? `Do the work\n\nCRQ: ${id}`]);
  if (status !== 'open') {
    at.write(`crqs/${id}.md`, record(status));
    at.git([
      'commit',
      '--quiet',
      '-am',
      `Close ${id}\n\nCRQ: ${id}\nCRQ-Transition: ${of.opened ?? 'open'} -> ${status}`,
    ]);
  }
  if (push) at.git(['push', '--quiet', 'origin', name]);
  const head = at.tip(name);
  at.git(['switch', '--quiet', 'main']);
  return head;
}

export interface How {
  readonly ids?: readonly string[];
  readonly cwd?: string;
  readonly dryRun?: boolean;
  readonly strategy?: Strategy;
  readonly trail?: Trail;
  readonly talk?: (line: string) => void;
  readonly scratch?: string;
  /** Whose key signs what is signed. */
  readonly agent?: string;
  readonly override?: Overriding;
  readonly width?: number;
  readonly into?: string;
  /** False: it does not wait for its turn among landers. */
  readonly turns?: boolean;
  /** Milliseconds by which the time of day is off, asked anew each time. */
  readonly off_ms?: () => number;
}

/** Opens the clone, uses it, closes it. */
export async function inRepo<T>(at: Fixture, how: How, use: (repo: Repo, basis: Basis) => Promise<T>): Promise<T> {
  const real = at.ports({
    argv: ['merge', ...(how.ids ?? [])],
    ...(how.cwd && { cwd: how.cwd }),
    ...(how.trail && { trail: how.trail }),
    ...(how.talk && { talk: how.talk }),
  });
  const now = (): Date => new Date(real.clock.now().getTime() + (how.off_ms?.() ?? 0));
  const env = { ...real.env, ...(how.agent && { GITCRQ_AGENT: how.agent }) };
  const ports = { ...real, env, clock: { ...real.clock, now } };
  const repo = unwrap(await openRepo(ports, ports.cwd, how.scratch === undefined ? {} : { scratch: how.scratch }));
  try {
    return await use(repo, unwrap(await loadBasis(repo)));
  } finally {
    repo.close();
  }
}

export const tryPass = (at: Fixture, how: How = {}) =>
  inRepo(at, how, (repo, basis) => {
    const key = { argv: ['merge', ...(how.ids ?? [])], gitDir: repo.gitDir };
    const request = { key, group: uuidv7(repo.ports), dryRun: how.dryRun ?? false };
    return landPass(repo, basis, request, how.ids === undefined ? 'all' : (how.ids as readonly CrqId[]), {
      ...(how.turns === false ? withoutTurns : landerOf)({ repo, basis, request }),
      ...(how.strategy && { strategy: how.strategy }),
      ...(how.override && { override: how.override }),
      ...(how.width && { width: how.width }),
      ...(how.into && { into: how.into }),
    });
  });

/** One landing pass whose answer was read. */
export async function pass(at: Fixture, how: How = {}): Promise<Pass> {
  const done = unwrap(await tryPass(at, how));
  done.reported();
  return done;
}

/** First-parent landings on the remote's main, newest first: `<oid> <subject>`. */
export const landings = (at: Fixture, dir = at.remote): readonly string[] =>
  at
    .git(['log', '--first-parent', '--merges', '--format=%H %s', 'main'], dir)
    .split('\n')
    .filter((row) => row !== '');

export const why = (done: Pass, name: string): string =>
  done.held[0]?.requirements.find((one) => one.name === name && one.state === 'missing')?.why ?? '';

/** What `gitcrq undo` does with the last landing. */
export const undo = (at: Fixture) =>
  inRepo(at, {}, async (repo, basis) => {
    const last = listOperations(repo).findLast(({ plan }) => plan.op === 'land');
    if (last === undefined) throw new Error('nothing landed');
    const request = { key: { argv: ['undo'], gitDir: repo.gitDir }, group: 'undo', dryRun: false };
    const done = await operate(repo, request, 'undo', async () => {
      const steps = await planUndoLanding(repo, basis, last.plan.steps, last.plan.answer, whoLands(repo, request));
      return steps.ok ? { ok: true, value: { op: 'undo', title: 'Undo', steps: steps.value, answer: null } } : steps;
    });
    if (done.ok) done.value.reported();
    return done;
  });
