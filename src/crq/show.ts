/** One request with everything that git knows of it: body, commits oldest first, transitions, relations. */

import { branchCrq } from '../domain/branch-name.ts';
import type { BranchName, CrqId, Oid } from '../domain/brand.ts';
import { parseWrittenId } from '../domain/id.ts';
import { parseTransition, type Status } from '../domain/lifecycle.ts';
import { isLinked, linksOf, parseMessage, trailerValues } from '../domain/message.ts';
import { ok, type Result } from '../domain/result.ts';
import { logCommits } from '../git/log.ts';
import { branchRef, trackingRef } from '../git/refs.ts';
import type { Repo } from '../git/repo.ts';
import type { Basis } from '../store/basis.ts';
import { bodyOf } from '../store/crq-read.ts';
import { scanFrontMatter } from '../store/front-matter.ts';
import type { CrqBranch } from './branches.ts';
import { askedId, type Found, findCrq } from './find.ts';
import type { Landed } from './landed/ground.ts';
import { type ListedCrq, listed } from './list.ts';

export interface ShownCrq extends ListedCrq {
  readonly body: string;
  readonly commits: readonly {
    readonly oid: Oid;
    readonly subject: string;
    readonly author: string;
    readonly date: string;
  }[];
  readonly depends_on: readonly CrqId[];
  /** Other requests named in the body. */
  readonly relations: readonly CrqId[];
  readonly comments: readonly [];
  readonly transitions: readonly {
    readonly from: Status;
    readonly to: Status;
    readonly oid: Oid;
    readonly by: string;
    readonly date: string;
  }[];
  readonly approvals: readonly [];
}

/** Globs for opening the repository such that the branches of the request come along (`*` crosses slashes). */
export const branchGlobs = (text: string): readonly string[] => {
  const stem = text.slice(text.lastIndexOf('-') + 1).replace(/[^A-Za-z0-9]/g, '');
  return stem === '' ? [] : [`refs/heads/*-${stem}*`, `refs/remotes/*-${stem}*`];
};

/** Branches of one request among names listed at opening: no further process. */
async function branchesAmong(repo: Repo, basis: Basis, id: CrqId): Promise<readonly CrqBranch[]> {
  const tracking = basis.remote === null ? null : trackingRef(basis.remote, '');
  const names = new Set<string>();
  for (const ref of repo.refs) {
    if (ref.startsWith('refs/heads/')) names.add(ref.slice('refs/heads/'.length));
    else if (tracking !== null && ref.startsWith(tracking)) names.add(ref.slice(tracking.length));
  }
  const tip = async (ref: string | null): Promise<Oid | null> =>
    ref === null ? null : ((await repo.reader.info(ref))?.oid ?? null);
  const own = [...names].filter((name) => branchCrq(name, basis.policy.crq.prefixes) === id);
  return Promise.all(
    own.map(async (name) => ({
      name: name as BranchName, // git's own name
      crq: id,
      local: await tip(branchRef(name)),
      shared: await tip(tracking === null ? null : `${tracking}${name}`),
    })),
  );
}

const WORD = /(?<![A-Za-z0-9_-])[A-Za-z][A-Za-z0-9_]*-[A-Za-z0-9]+(?![A-Za-z0-9_])/g;

function relationsIn(body: string, id: CrqId, prefixes: readonly string[]): readonly CrqId[] {
  const ids = (body.match(WORD) ?? [])
    .map((word) => parseWrittenId(word, prefixes))
    .filter((found) => found !== null && found !== id);
  return [...new Set(ids)].filter((found) => found !== null);
}

/** Commits linked to the request, oldest first, wherever it lives: its branches and the base. */
async function history(
  repo: Repo,
  basis: Basis,
  found: Found,
): Promise<Pick<ShownCrq, 'commits' | 'transitions'> & { landed: Landed | null }> {
  const tips = [
    ...new Set([...(basis.seen === null ? [] : [basis.seen]), ...found.proposals.map((proposal) => proposal.tip)]),
  ];
  const commits: ShownCrq['commits'][number][] = [];
  const transitions: ShownCrq['transitions'][number][] = [];
  let landed: Landed | null = null;
  if (tips.length === 0) return { commits, transitions, landed };
  // git narrows the walk to commits that mention the id at all; what links is decided here.
  const args = ['--reverse', '--topo-order', '-i', '-F', `--grep=${found.id}`, ...tips, '--'];
  for await (const commit of logCommits(repo, args)) {
    const message = parseMessage(commit.message);
    const links = linksOf(message, basis.policy.crq.prefixes);
    if (!isLinked(links) || !links.crqs.includes(found.id)) continue;
    // The lander's own trailers tell of a landing and of one taken back; the queue's log says the same for a process more.
    if (trailerValues(message, 'CRQ-Landed').length > 0) landed = { oid: commit.oid, proof: 'record' };
    if (trailerValues(message, 'CRQ-Cause').some((cause) => cause.startsWith('reverted '))) landed = null;
    commits.push({ oid: commit.oid, subject: message.subject, author: commit.author, date: commit.date });
    for (const step of trailerValues(message, 'CRQ-Transition').map(parseTransition)) {
      if (step !== null) transitions.push({ ...step, oid: commit.oid, by: commit.author, date: commit.date });
    }
  }
  return { commits, transitions, landed };
}

export async function showCrq(repo: Repo, basis: Basis, text: string): Promise<Result<ShownCrq>> {
  const id = askedId(basis, text);
  if (!id.ok) return id;
  const found = await findCrq(repo, basis, text, await branchesAmong(repo, basis, id.value));
  if (!found.ok) return found;
  const { copy, onBase, proposals } = found.value;
  const branches = proposals.map(({ branch, stored }) => ({
    name: branch.name,
    ...(stored === null ? {} : { status: stored.crq.status }),
  }));
  const { commits, transitions, landed } = await history(repo, basis, found.value);
  const front = scanFrontMatter(copy.text);
  const body = 'reason' in front ? '' : bodyOf(front);
  return ok({
    ...listed(copy.crq, copy.path, onBase !== null, branches, landed),
    body,
    commits,
    depends_on: copy.crq.depends_on,
    relations: relationsIn(body, id.value, basis.policy.crq.prefixes),
    comments: [],
    transitions,
    approvals: [],
  });
}
