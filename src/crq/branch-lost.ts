/** The commits that would go with a branch, for people to see before they decide. */
import type { Oid } from '../domain/brand.ts';
import { parseMessage } from '../domain/message.ts';
import { readCommit } from '../git/commit.ts';
import type { Repo } from '../git/repo.ts';

export interface LostCommit {
  readonly oid: Oid;
  readonly subject: string;
}

/** Nobody reads more than these of one branch. */
const MOST = 5;

export async function lostCommits(repo: Repo, own: readonly Oid[]): Promise<readonly LostCommit[]> {
  return Promise.all(
    own
      .slice(0, MOST)
      .map(async (oid) => ({ oid, subject: parseMessage((await readCommit(repo, oid))?.message ?? '').subject })),
  );
}

export const lostLines = (commits: readonly LostCommit[], all: number): readonly string[] => [
  ...commits.map(({ oid, subject }) => `  ${oid.slice(0, 10)} ${subject}`),
  ...(all > commits.length ? [`  and ${all - commits.length} more`] : []),
];
