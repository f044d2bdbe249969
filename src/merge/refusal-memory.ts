/**
 * What the remote said when it refused to let a branch land, for people who ask why it waits. Never a reason to wait: the
 * next pass tries again. One small file a request in this clone; it may be deleted at any time.
 */
import { join } from 'node:path';
import type { Oid } from '../domain/brand.ts';
import type { Repo } from '../git/repo.ts';
import type { Verdict } from './requirement.ts';
import type { Waiting } from './waiting.ts';

interface Refusal {
  readonly branch: string;
  readonly head: Oid;
  /** RFC 3339. */
  readonly at: string;
  readonly why: string;
}

const fileOf = (repo: Repo, { id }: Waiting): string => join(repo.commonDir, 'gitcrq', 'refusals', `${id}.json`);

function refusalsOf(repo: Repo, entry: Waiting): readonly Refusal[] {
  try {
    return JSON.parse(repo.ports.files.readText(fileOf(repo, entry)) ?? '[]') as readonly Refusal[]; // our own writing
  } catch {
    return [];
  }
}

/** The remote takes all of a landing but the deletion of the branch, which need not be. */
const DELETION = /^\S+ refused the push: :refs\/heads\/[^;\n]+$/m;

export const withAdvice = (why: string): string =>
  DELETION.test(why) ? `${why}\ngitcrq config set merge.delete_branch false keeps the branch` : why;

export function rememberRefusal(repo: Repo, entry: Waiting, why: string): void {
  const { branch, head } = entry;
  const others = refusalsOf(repo, entry).filter((refusal) => refusal.branch !== branch);
  const refusal: Refusal = { branch, head, at: repo.ports.clock.now().toISOString(), why };
  repo.ports.files.writeAtomic(fileOf(repo, entry), JSON.stringify([...others, refusal]));
}

/** What is remembered of this very head; empty or one. */
export const refusalOf = (repo: Repo, entry: Waiting): readonly Verdict[] =>
  refusalsOf(repo, entry)
    .filter(({ branch, head }) => branch === entry.branch && head === entry.head)
    .map(({ at, why }) => ({
      name: 'remote',
      state: 'missing',
      pending: true,
      why: `at ${at}: ${why}\ngitcrq merge ${entry.id} tries again`,
    }));
