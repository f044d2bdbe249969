/** Who approved a request, read from the commits that moved it to `approved`. */
import type { CrqId, Oid } from '../../domain/brand.ts';
import { parseTransition } from '../../domain/lifecycle.ts';
import { isLinked, linesOf, linksOf, parseMessage } from '../../domain/message.ts';
import { logCommits } from '../../git/log.ts';
import type { Repo } from '../../git/repo.ts';

export interface Approval {
  readonly crq: CrqId;
  /** `Name <address>` */
  readonly by: string;
  /** RFC 3339. */
  readonly at: string;
  readonly oid: Oid;
}

/** Every approval in these revisions, oldest first. Throws GitcrqError GIT_FAILED. */
export async function readApprovals(
  repo: Repo,
  revisions: readonly string[],
  prefixes: readonly string[],
): Promise<ReadonlyMap<CrqId, readonly Approval[]>> {
  const found = new Map<CrqId, Approval[]>();
  const args = ['--reverse', '--extended-regexp', '--grep=^CRQ-Transition:.*->[[:space:]]*approved', ...revisions];
  for await (const commit of logCommits(repo, args)) {
    const text = parseMessage(commit.message);
    const links = linksOf(text, prefixes);
    const approves = linesOf(text, 'CRQ-Transition').some((line) => parseTransition(line)?.to === 'approved');
    // With several requests in one commit nobody can tell which one was approved.
    const [crq, other] = links.crqs;
    if (!approves || !isLinked(links) || crq === undefined || other !== undefined) continue;
    found.set(crq, [...(found.get(crq) ?? []), { crq, by: commit.author, at: commit.date, oid: commit.oid }]);
  }
  return found;
}
