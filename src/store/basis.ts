/**
 * Where the rules come from: the base branch, its remote, and the policy on its tip. Never the policy of the branch that
 * is judged. No process is started but the object reader, so every command can afford it.
 */
import { join } from 'node:path';
import type { Oid } from '../domain/brand.ts';
import { DEFAULT_POLICY, isBase, type Policy } from '../domain/policy.ts';
import { fail, ok, type Result } from '../domain/result.ts';
import type { GitObject } from '../git/reader.ts';
import { branchRef, isAncestor, trackingRef } from '../git/refs.ts';
import { currentBranch, type Repo } from '../git/repo.ts';
import { BASE_MISSING, REMOTE_AMBIGUOUS } from './errors.ts';
import { policyOfBlob } from './policy-cache.ts';

export const POLICY_FILE = 'gitcrq.yaml';

export interface Basis {
  readonly policy: Policy;
  /** False: the base has no gitcrq.yaml, and `policy` holds the defaults. */
  readonly adopted: boolean;
  /** Name of the default base. */
  readonly base: string;
  readonly remote: string | null;
  /** The ref whose tree the policy was looked for in, and where it was then; null in an empty repository. */
  readonly source: { readonly ref: string; readonly oid: Oid } | null;
  /** The base as the remote last showed it; where there is no remote, the local branch. */
  readonly tip: Oid | null;
  /** The local base if it is ahead of the remote's, else `tip`: what a person here sees as the base. */
  readonly seen: Oid | null;
}

/** Names of all remotes: git config writes each as a section of its own. */
export const remoteNames = (config: string): readonly string[] =>
  [...config.matchAll(/^\s*\[remote "((?:[^"\\]|\\.)+)"\]/gm)].map((match) => match[1] ?? '');

/** The remote that one of the usual bases follows. */
function followed(config: string): string | undefined {
  const sections = config
    .split(/^(?=\s*\[)/m)
    .filter((text) => /^\s*\[branch "(?:main|master|trunk|develop)"\]/.test(text));
  return sections.map((text) => /^\s*remote\s*=\s*(\S+)/m.exec(text)?.[1]).find((name) => name !== undefined);
}

/**
 * The remote the base lives on: `origin`, the only one there is, or the one the base follows. Several and no answer is
 * a failure: to land here alone while a team believes it landed there would be a false landing.
 */
export function remoteName(repo: Repo): Result<string | null> {
  const config = repo.ports.files.readText(join(repo.commonDir, 'config')) ?? '';
  const names = remoteNames(config);
  if (names.length === 0) return ok(null);
  if (names.includes('origin')) return ok('origin');
  const name = names.length === 1 ? names[0] : followed(config);
  if (name !== undefined && names.includes(name)) return ok(name);
  return fail(
    REMOTE_AMBIGUOUS,
    `there are the remotes ${names.join(', ')}, and none is called origin`,
    names.map((one) => `git branch --set-upstream-to=${one}/main main`),
  );
}

/** What a default branch is usually called, most usual first. */
export const USUAL_BASES = ['main', 'master', 'trunk', 'develop'];

interface Candidate {
  readonly branch: string | null;
  readonly revision: string;
}

/** Places to look for the default branch, most telling first. */
function candidates(repo: Repo, remote: string | null): readonly Candidate[] {
  const current = currentBranch(repo);
  const local = [...USUAL_BASES, ...(current === null ? [] : [current])].map((branch) => ({
    branch,
    revision: branchRef(branch),
  }));
  if (remote === null) return local;
  const there = USUAL_BASES.map((branch) => ({ branch, revision: trackingRef(remote, branch) }));
  return [{ branch: null, revision: trackingRef(remote, 'HEAD') }, ...there, ...local];
}

/** The first base that the policy names, rather than describes. */
export const literalBase = ({ branches }: Policy): string | undefined =>
  branches.base.find((glob) => !/[*?]/.test(glob));

interface Looked extends Candidate {
  readonly tip: { readonly oid: Oid } | null;
  readonly policy: GitObject | null;
}

const policyAt = async (repo: Repo, at: Looked | undefined): Promise<Result<Policy>> =>
  at?.policy?.type === 'blob' ? policyOfBlob(repo, at.policy, `${at.revision}:${POLICY_FILE}`) : ok(DEFAULT_POLICY);

/** Finds base and policy. Fails only if the policy is there and has mistakes. */
export async function loadBasis(repo: Repo): Promise<Result<Basis>> {
  const named = remoteName(repo);
  if (!named.ok) return named;
  const remote = named.value;
  const looked = await Promise.all(
    candidates(repo, remote).map(async (candidate) => ({
      ...candidate,
      tip: await repo.reader.info(candidate.revision),
      policy: await repo.reader.read(`${candidate.revision}:${POLICY_FILE}`),
    })),
  );
  const there = looked.filter((candidate) => candidate.tip !== null);
  const told = there.find((candidate) => candidate.policy?.type === 'blob') ?? there[0];
  const parsed = await policyAt(repo, told);
  // A branch that brings a policy of its own is judged by its base all the same, unless it says that it is the base.
  const name = told === there[0] ? null : (told?.branch ?? null);
  const believed = name === null || USUAL_BASES.includes(name) || (parsed.ok && isBase(parsed.value, name));
  const chosen = believed ? told : there[0];
  const policy = believed ? parsed : ok(DEFAULT_POLICY);
  if (!policy.ok) return policy;
  const blob = chosen?.policy?.type === 'blob' ? chosen.policy : null;
  const base = await baseName(repo, remote, chosen, blob === null ? undefined : literalBase(policy.value));
  const source = chosen === undefined || chosen.tip === null ? null : { ref: chosen.revision, oid: chosen.tip.oid };
  return basisAt(repo, {
    policy: adapted(policy.value, base, blob !== null),
    adopted: blob !== null,
    base,
    remote,
    source,
  });
}

/** Before adoption the defaults speak of `main`; the repository's own base takes its place. */
const adapted = (policy: Policy, base: string, adopted: boolean): Policy =>
  adopted ? policy : { ...policy, branches: { ...policy.branches, base: [base], protected: [base] } };

async function baseName(
  repo: Repo,
  remote: string | null,
  chosen: Candidate | undefined,
  named: string | undefined,
): Promise<string> {
  if (named !== undefined) return named;
  if (chosen?.branch) return chosen.branch;
  if (chosen === undefined || remote === null) return currentBranch(repo) ?? 'main';
  const head = await repo.output('reading the default branch', ['symbolic-ref', chosen.revision]);
  const prefix = trackingRef(remote, '');
  return head.ok && head.value.startsWith(prefix) ? head.value.trim().slice(prefix.length) : 'main';
}

async function basisAt(repo: Repo, found: Omit<Basis, 'tip' | 'seen'>): Promise<Result<Basis>> {
  const local = (await repo.reader.info(branchRef(found.base)))?.oid ?? null;
  const shared =
    found.remote === null ? null : ((await repo.reader.info(trackingRef(found.remote, found.base)))?.oid ?? null);
  if (shared === null || local === null || shared === local)
    return ok({ ...found, tip: shared ?? local, seen: shared ?? local });
  const ahead = await isAncestor(repo, shared, local);
  return ahead.ok ? ok({ ...found, tip: shared, seen: ahead.value ? local : shared }) : ahead;
}

/** The basis turned to another base of the policy, if there is such a branch; the rules stay those of the default base. */
export async function turnedTo(repo: Repo, basis: Basis, base: string): Promise<Result<Basis>> {
  if (base === basis.base || !isBase(basis.policy, base)) return ok(basis);
  const turned = await basisAt(repo, { ...basis, base });
  return turned.ok && turned.value.tip === null ? ok(basis) : turned;
}

/** Tip of a base named by a request: the remote's if there is one. */
export async function baseTip(repo: Repo, basis: Basis, base: string): Promise<Result<Oid>> {
  const revisions = [...(basis.remote === null ? [] : [trackingRef(basis.remote, base)]), branchRef(base)];
  for (const revision of revisions) {
    const found = await repo.reader.info(revision);
    if (found !== null) return ok(found.oid);
  }
  return fail(BASE_MISSING, `there is no branch ${base}`, ['git fetch', 'gitcrq config get branches.base']);
}

export const isBaseBranch = (basis: Basis, branch: string): boolean =>
  branch === basis.base || isBase(basis.policy, branch);
