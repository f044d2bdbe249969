/** Where am I: the branch, its request here and on the base, commits without a link, and what to do next. */

import { join } from 'node:path';
import { mailboxNames } from '../comms/place.ts';
import { hasCoordRepo } from '../coord/coord-repo.ts';
import { type CrqBranch, listBranches } from '../crq/branches.ts';
import type { Landed } from '../crq/landed/ground.ts';
import { landedUnsaid } from '../crq/landed-unsaid.ts';
import { ownBasis } from '../crq/own-base.ts';
import type { BranchName, CrqId, Oid } from '../domain/brand.ts';
import { acceptsCommits, type Status } from '../domain/lifecycle.ts';
import { isLinked, linksOf, parseMessage } from '../domain/message.ts';
import { ok, type Result } from '../domain/result.ts';
import { logCommits } from '../git/log.ts';
import { currentBranch, type Repo } from '../git/repo.ts';
import { isAlive, listOperations } from '../plan/journal.ts';
import type { Basis } from '../store/basis.ts';
import { crqOfBranch } from '../store/branch-of.ts';
import { isUnreadable, loadCrq, type StoredCrq } from '../store/crq-load.ts';
import { readLinkNotes } from '../store/notes.ts';
import type { OwnLease } from './lease-own.ts';

export interface StatusReport {
  /** null when HEAD is detached. */
  readonly branch: string | null;
  readonly base: string;
  readonly adopted: boolean;
  readonly crq?: {
    readonly id: CrqId;
    readonly title: string;
    readonly status: Status;
    readonly status_on_base: Status | null;
    /** How the base got the work, where its record does not say so. */
    readonly landed?: Landed;
  };
  readonly commits: { readonly total: number; readonly unlinked: readonly Oid[] };
  /** Messages that wait. */
  readonly messages: number;
  /** What this session holds. */
  readonly leases: readonly OwnLease[];
  readonly next: readonly { readonly command: string; readonly why: string }[];
  readonly problems: readonly string[];
}

type Next = StatusReport['next'][number];

/** Commits of HEAD that the base does not have. */
async function ownCommits(repo: Repo, basis: Basis): Promise<StatusReport['commits']> {
  let total = 0;
  const unlinked: Oid[] = [];
  if (repo.head.oid === null || repo.head.oid === basis.tip) return { total, unlinked };
  const range = [repo.head.oid, ...(basis.tip === null ? [] : [`^${basis.tip}`])];
  for await (const commit of logCommits(repo, [...range, '--'])) {
    total++;
    const links = linksOf(parseMessage(commit.message), basis.policy.crq.prefixes);
    if (!isLinked(links) && commit.parents.length < 2) unlinked.push(commit.oid);
  }
  if (unlinked.length === 0) return { total, unlinked };
  const { links: noted } = await readLinkNotes(repo, basis.policy.crq.prefixes);
  return { total, unlinked: unlinked.filter((commit) => !noted.has(commit)) };
}

interface Copies {
  readonly here: StoredCrq | null;
  readonly base: StoredCrq | null;
  readonly problems: readonly string[];
}

/** The base's copy is that of the base which the request names, else the default base's. */
async function copies(repo: Repo, basis: Basis, own: Basis, id: CrqId): Promise<Copies> {
  const problems: string[] = [];
  const read = async (revision: Oid | null, where: string): Promise<StoredCrq | null> => {
    const found = revision === null ? null : await loadCrq(repo, basis, revision, id);
    if (found === null || !isUnreadable(found)) return found;
    problems.push(`${found.path}:${found.line} ${where}: ${found.reason}`);
    return null;
  };
  const [here, there] = await Promise.all([read(repo.head.oid, 'here'), read(own.seen, `on ${own.base}`)]);
  const base = there ?? (own === basis ? null : await read(basis.seen, `on ${basis.base}`));
  return { here, base, problems };
}

/** What was found out about the branch. */
interface Found {
  readonly branch: string | null;
  readonly id: CrqId | null;
  readonly own: Basis;
  readonly found: Copies | null;
  readonly landed: Landed | null;
  readonly commits: StatusReport['commits'];
}

/** Other branches of the request are looked for only where this one has come. */
async function landedOf(
  repo: Repo,
  basis: Basis,
  own: Basis,
  id: CrqId,
  base: StoredCrq | null,
): Promise<Result<Landed | null>> {
  const tip = repo.head.oid;
  const name = currentBranch(repo);
  if (base === null || tip === null || name === null) return ok(null);
  const here = { name: name as BranchName, crq: id, local: tip, shared: null, sharedAs: name }; // HEAD's own
  const ask = (branches: readonly CrqBranch[]) => landedUnsaid(repo, [{ at: own, ...base, branches }]);
  const came = await ask([here]);
  if (!came.ok || came.value.size === 0) return came.ok ? ok(null) : came;
  const all = await listBranches(repo, basis, id);
  const each = all.ok ? await ask(all.value) : all;
  return each.ok ? ok(each.value.get(id) ?? null) : each;
}

/** Operations that a kill left half-way. */
function leftOvers(repo: Repo): readonly Next[] {
  return listOperations(repo)
    .filter((operation) => operation.end === null && !isAlive(repo.ports, operation))
    .map((operation) => ({
      command: `gitcrq resume ${operation.id}`,
      why: `${operation.plan.op} (${operation.plan.title}) was interrupted`,
    }));
}

/** A clone of a repository that has adopted gitcrq, in which nothing links commits yet. Other hook managers speak for themselves. */
function unhooked(repo: Repo, basis: Basis): readonly Next[] {
  const config = repo.ports.files.readText(join(repo.commonDir, 'config')) ?? '';
  const there = repo.ports.files.stat(join(repo.commonDir, 'hooks', 'prepare-commit-msg')) !== null;
  if (!basis.adopted || repo.bare || there || /^\s*hooksPath\b/im.test(config)) return [];
  return [{ command: 'gitcrq init', why: 'this clone has no hooks yet, so commits are not linked by themselves' }];
}

function advice(
  repo: Repo,
  basis: Basis,
  branch: string | null,
  id: CrqId | null,
  status: Status | null,
  unlinked: readonly Oid[],
): readonly Next[] {
  if (!basis.adopted) return [{ command: 'gitcrq init', why: `${basis.base} has no gitcrq.yaml yet` }];
  if (repo.bare)
    return [
      { command: 'gitcrq merge status', why: 'what waits to land; work begins in a clone of this bare repository' },
    ];
  if (branch === null || id === null)
    return [{ command: 'gitcrq start "TITLE"', why: 'begin a change request with a branch of its own' }];
  const next: Next[] = [];
  if (unlinked.length > 0)
    next.push({ command: 'gitcrq check', why: `commits without a change request: ${unlinked.length}` });
  if (status === null) next.push({ command: 'gitcrq crq list', why: `${id} is neither here nor on ${basis.base}` });
  else if (status === basis.policy.crq.workflow.closed)
    next.push({ command: 'gitcrq close', why: 'the request is closed here; this asks again to land it' });
  else if (acceptsCommits(basis.policy.crq.workflow, status))
    next.push({ command: 'gitcrq close', why: 'when the work is done' });
  else next.push({ command: `gitcrq reopen ${id} -m "why"`, why: `${id} is ${status} and accepts no work` });
  return next;
}

/** The request is closed, and its base has all of the branch. */
const isOver = ({ policy }: Basis, { here, base }: Copies, { total }: StatusReport['commits']): boolean =>
  total === 0 && [here, base].every((copy) => copy?.crq.status === policy.crq.workflow.closed);

function nextSteps(repo: Repo, basis: Basis, { branch, id, own, found, landed, commits }: Found): readonly Next[] {
  if (landed !== null)
    return [{ command: 'gitcrq merge', why: `${own.base} has the work; a landing pass closes ${id}` }];
  if (found !== null && isOver(own, found, commits))
    return [{ command: 'gitcrq start "TITLE"', why: `${id} is closed, and ${own.base} has all of this branch` }];
  const shown = found?.here ?? found?.base ?? null;
  return advice(repo, basis, branch, id, shown?.crq.status ?? null, commits.unlinked);
}

/** Loaded only where anybody was ever told anything. */
async function messagesOf(repo: Repo, basis: Basis): Promise<number> {
  if (mailboxNames(repo, basis).length === 0) return 0;
  const { waiting } = await import('./comms.ts');
  return waiting({ repo, basis });
}

/** Keys and signatures are loaded only where something was ever leased. */
async function leasesOf(repo: Repo, basis: Basis): Promise<readonly OwnLease[]> {
  if (!hasCoordRepo(repo)) return [];
  const { ownLeases } = await import('./lease-own.ts');
  return ownLeases({ repo, basis });
}

export async function statusOf(repo: Repo, basis: Basis): Promise<Result<StatusReport>> {
  const branch = currentBranch(repo);
  const asked = branch === null ? ok(null) : await crqOfBranch(repo, basis, branch);
  if (!asked.ok) return asked;
  const id = asked.value;
  const own = await ownBasis(repo, basis, { crq: id, tip: repo.head.oid });
  if (!own.ok) return own;
  const asking = ownCommits(repo, own.value);
  // Told where it is awaited; a failure before that must not end the process.
  asking.catch(() => {});
  const found = id === null ? null : await copies(repo, basis, own.value, id);
  const shown = found?.here ?? found?.base ?? null;
  const [commits, landed] = await Promise.all([
    asking,
    id === null ? ok(null) : landedOf(repo, basis, own.value, id, found?.base ?? null),
  ]);
  if (!landed.ok) return landed;
  return ok({
    branch,
    base: own.value.base,
    adopted: basis.adopted,
    ...(shown === null
      ? {}
      : {
          crq: {
            id: shown.crq.id,
            title: shown.crq.title,
            status: shown.crq.status,
            status_on_base: found?.base?.crq.status ?? null,
            ...(landed.value === null ? {} : { landed: landed.value }),
          },
        }),
    commits,
    messages: await messagesOf(repo, basis),
    leases: await leasesOf(repo, basis),
    next: [
      ...leftOvers(repo),
      ...unhooked(repo, basis),
      ...nextSteps(repo, basis, { branch, id, own: own.value, found, landed: landed.value, commits }),
    ],
    problems: found?.problems ?? [],
  });
}
