/** How the exemptions of the policy are used: what nobody counts is never taken back, and what has ended must be noticed. */
import { type Exemptable, type Exemption, isAbout, isOver } from '../domain/exemption.ts';
import type { Clock } from '../sys/ports.ts';
import type { JudgedCommit } from './commit.ts';

export interface ExemptionUse extends Exemption {
  /** Commits of the range that need no link for it. */
  readonly commits: number;
  /** Commits without a link that were made after it ended. */
  readonly too_late: number;
  /** Is its last day over? */
  readonly expired: boolean;
}

/** The exemption that would have freed this commit, had it not ended before; null if there is none. */
export const endedExemption = (commit: Exemptable, exemptions: readonly Exemption[]): Exemption | null =>
  exemptions.find((entry) => isAbout(entry, commit) && isOver(entry, commit.date)) ?? null;

export function exemptionUse(clock: Clock, exemptions: readonly Exemption[]) {
  const counts = exemptions.map(() => ({ commits: 0, too_late: 0 }));
  const noteOne = (commit: JudgedCommit): void => {
    const late = commit.exempt === null;
    const index = exemptions.findIndex((entry) => isAbout(entry, commit) && isOver(entry, commit.date) === late);
    const found = counts[index];
    if (found === undefined) return;
    if (late) found.too_late++;
    else found.commits++;
  };
  return {
    note(commits: readonly JudgedCommit[]): void {
      if (exemptions.length === 0) return;
      for (const commit of commits) if (!commit.linked && commit.exempt !== 'merge') noteOne(commit);
    },
    all(): readonly ExemptionUse[] {
      const today = clock.now().toISOString();
      return exemptions.map((entry, index) => ({
        ...entry,
        commits: counts[index]?.commits ?? 0,
        too_late: counts[index]?.too_late ?? 0,
        expired: isOver(entry, today),
      }));
    },
  };
}
