/** What a run belongs to: its request, its branch, and the checkout it works in. All of it is decided before anything starts. */
import { join } from 'node:path';
import { CRQ_CLAIMED, REVISION_UNKNOWN } from '../../crq/errors.ts';
import { findCrq } from '../../crq/find.ts';
import { acceptsWork } from '../../crq/start.ts';
import { branchOfRef } from '../../domain/branch-name.ts';
import type { CrqId, Oid } from '../../domain/brand.ts';
import { GitcrqError } from '../../domain/error.ts';
import { quoted } from '../../domain/quote.ts';
import { fail, ok, type Result } from '../../domain/result.ts';
import { RUN_UNPLACED } from '../../exec/errors.ts';
import { branchRef, readRef } from '../../git/refs.ts';
import { openRepo, type Repo } from '../../git/repo.ts';
import { checkedOutAt, listWorktrees } from '../../git/worktrees.ts';
import { crqOfBranch } from '../../store/branch-of.ts';
import { claim } from '../claim.ts';
import { type Clone, inAdopted, inClone } from '../clone.ts';
import { agentOf, safeName } from '../identity.ts';
import { isOfOne, nothingReady, readyNow, start } from '../start.ts';
import type { Wired } from '../wire.ts';

export interface ContextWords {
  /** An id, or `next`. */
  readonly crq: string | undefined;
  readonly branch: string | undefined;
  readonly worktree: boolean;
  readonly agent: string | undefined;
}

export interface Context {
  readonly cwd: string;
  readonly agent: string;
  readonly crq: string | null;
  readonly branch: string | null;
  readonly head: Oid | null;
  /** The checkout that gitcrq keeps for the request. */
  readonly worktree: string | null;
}

const START = { type: null, from: null, labels: [], dryRun: false };

/** The checkout that gitcrq keeps for a request, beside those of the user. */
const keptTree = ({ commonDir }: Repo, id: string): string => join(commonDir, 'gitcrq', 'worktrees', id);

/** The request, if it takes commits. Fails: CRQ_NOT_FOUND, CRQ_NOT_ACCEPTING. */
async function working({ repo, basis }: Clone, text: string): Promise<Result<CrqId>> {
  const found = await findCrq(repo, basis, text);
  if (!found.ok) return found;
  const accepts = acceptsWork(basis, found.value.copy.crq);
  return accepts.ok ? ok(found.value.id) : accepts;
}

/** Where a branch is checked out; null if it is nowhere. Fails: REVISION_UNKNOWN. */
async function treeOf(repo: Repo, branch: string): Promise<Result<string | null>> {
  if ((await readRef(repo, branchRef(branch))) === null)
    return fail(REVISION_UNKNOWN, `there is no branch ${branch} here`, ['gitcrq branch list', `git fetch`]);
  const trees = await listWorktrees(repo);
  if (!trees.ok) return trees;
  const tree = trees.value.find(({ ref }) => ref === branchRef(branch));
  return ok(tree !== undefined && repo.ports.files.stat(tree.dir) !== null ? tree.dir : null);
}

interface OwnTree {
  readonly dir: string;
  readonly isThere: boolean;
}

const ownTreeNow = (ports: Wired, id: CrqId): Promise<OwnTree> =>
  inClone(ports, async ({ repo }) => {
    const dir = keptTree(repo, id);
    const now = await checkedOutAt(repo, dir);
    return now.ok ? ok({ dir, isThere: now.value !== null }) : now;
  });

const beginIn = (ports: Wired, id: CrqId, dir: string) => start(ports, { what: id, worktree: dir, ...START });

/** The request's own worktree: gone on with, or made, with the branch claimed and begun as `start` does it. */
async function ownTree(ports: Wired, id: CrqId): Promise<string> {
  const { dir, isThere } = await ownTreeNow(ports, id);
  if (!isThere) await beginIn(ports, id, dir);
  return dir;
}

/** The request's own worktree, if nobody has it: one that is there is another run's, unless nobody claims it any more. Fails: isOfOne. */
async function freeTree(ports: Wired, id: CrqId): Promise<Result<string>> {
  const { dir, isThere } = await ownTreeNow(ports, id);
  try {
    if (!isThere) {
      await beginIn(ports, id, dir);
      return ok(dir);
    }
    const claiming = await inAdopted(ports, (clone) => claim(clone, id, dir));
    return claiming.claim !== null && !claiming.renewed
      ? ok(dir)
      : fail(CRQ_CLAIMED, `${id} is worked on in ${dir}`, [`gitcrq run --crq ${id} --worktree COMMAND`]);
  } catch (error) {
    if (error instanceof GitcrqError && isOfOne(error)) return { ok: false, error };
    throw error;
  }
}

/** The first request that nobody works on; who is quickest has claimed it. Fails: NOTHING_READY. */
async function nextOne(ports: Wired): Promise<Result<{ readonly id: CrqId; readonly dir: string }>> {
  const ready = await inAdopted(ports, readyNow);
  const not = [...ready.not];
  for (const id of ready.ids) {
    const dir = await freeTree(ports, id);
    if (dir.ok) return ok({ id, dir: dir.value });
    not.push(dir.error.message);
  }
  return nothingReady(not);
}

interface Placed {
  readonly cwd: string;
  readonly crq: CrqId | null;
  readonly worktree: string | null;
}

interface Named {
  readonly id: CrqId | null;
  /** Where the branch that was named is checked out. */
  readonly tree: string | null;
  readonly kept: string | null;
}

/** What --crq and --branch name together. Fails: CRQ_NOT_FOUND, CRQ_NOT_ACCEPTING, REVISION_UNKNOWN, RUN_UNPLACED. */
async function named(clone: Clone, { crq, branch }: ContextWords): Promise<Result<Named>> {
  const { repo, basis } = clone;
  const tree = branch === undefined ? ok(null) : await treeOf(repo, branch);
  if (!tree.ok) return tree;
  const of = branch === undefined ? ok(null) : await crqOfBranch(repo, basis, branch);
  if (!of.ok) return of;
  const text = crq ?? of.value;
  if (text === null) return ok({ id: null, tree: tree.value, kept: null });
  const id = await working(clone, text);
  if (!id.ok) return id;
  if (branch !== undefined && of.value !== id.value)
    return fail(RUN_UNPLACED, `${branch} is no branch of ${id.value}`, ['gitcrq branch list']);
  return ok({ id: id.value, tree: tree.value, kept: keptTree(repo, id.value) });
}

/** The request and the directory, as the words name them. */
async function placed(ports: Wired, words: ContextWords): Promise<Result<Placed>> {
  const { crq, branch, worktree } = words;
  if (crq === 'next') {
    if (branch !== undefined)
      return fail(RUN_UNPLACED, '--crq next has the branch of the request that it finds', [
        'gitcrq run --crq next COMMAND',
      ]);
    const next = await nextOne(ports);
    return next.ok ? ok({ cwd: next.value.dir, crq: next.value.id, worktree: next.value.dir }) : next;
  }
  const { id, tree, kept } = await inAdopted(ports, (clone) => named(clone, words));
  if (tree !== null && (!worktree || tree === kept))
    return ok({ cwd: tree, crq: id, worktree: tree === kept ? tree : null });
  if (!worktree && branch === undefined) return ok({ cwd: ports.cwd, crq: id, worktree: null });
  if (id === null) {
    const why = branch === undefined ? 'neither --crq nor --branch says whose worktree' : `${branch} is of no request`;
    return fail(RUN_UNPLACED, why, [
      'gitcrq run --crq CRQ-<n> --worktree COMMAND',
      ...(branch === undefined ? [] : [`git worktree add DIR ${quoted(branch)}`]),
    ]);
  }
  const dir = await ownTree(ports, id);
  return ok({ cwd: dir, crq: id, worktree: dir });
}

const asksNothing = ({ crq, branch, worktree }: ContextWords): boolean =>
  crq === undefined && branch === undefined && !worktree;

/** Fails: CRQ_NOT_FOUND, CRQ_NOT_ACCEPTING, CRQ_CLAIMED, REVISION_UNKNOWN, RUN_UNPLACED, NOTHING_READY. */
export async function contextOf(caller: Wired, words: ContextWords): Promise<Result<Context>> {
  // Who will work there claims it.
  const env = words.agent === undefined ? caller.env : { ...caller.env, GITCRQ_AGENT: safeName([words.agent]) };
  const ports = { ...caller, env };
  const place = asksNothing(words) ? ok({ cwd: ports.cwd, crq: null, worktree: null }) : await placed(ports, words);
  if (!place.ok) return place;
  const { cwd, crq, worktree } = place.value;
  const there = { ...ports, cwd };
  const repo = await openRepo(there, cwd);
  if (!repo.ok) return ok({ ...place.value, agent: outsideAgent(ports), branch: null, head: null });
  try {
    const agent = agentOf(repo.value);
    if (!agent.ok) return agent;
    const now = await checkedOutAt(repo.value, cwd);
    if (!now.ok) return now;
    const branch = now.value?.ref == null ? null : branchOfRef(now.value.ref);
    const id = crq ?? (branch === null ? null : await idOf(there, branch));
    return ok({
      cwd,
      agent: agent.value,
      crq: id,
      branch,
      head: (now.value?.oid as Oid | undefined) ?? null,
      worktree,
    }); // as git printed it
  } finally {
    repo.value.close();
  }
}

/** A branch of a request says so; without a policy none is. */
const idOf = (ports: Wired, branch: string): Promise<CrqId | null> =>
  inClone(ports, async ({ repo, basis }) => crqOfBranch(repo, basis, branch));

const outsideAgent = ({ env, processes }: Wired): string =>
  safeName([env['GITCRQ_AGENT'] || `${env['LOGNAME'] ?? env['USER'] ?? 'user'}-${processes.self().host}`]);
