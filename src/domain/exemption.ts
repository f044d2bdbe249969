/** Which commits need no link: those of some authors, or those that change nothing but some paths, until a day. */
import { matches } from './glob.ts';

/** An entry of `commits.exempt`. With both an author and paths, it frees that author's commits to those paths. */
export interface Exemption {
  /** Author address, or a glob over it. */
  readonly author?: string;
  /** Globs: it frees commits that change only such paths. */
  readonly paths?: readonly string[];
  /** Last day (YYYY-MM-DD) on which a commit may still use it. */
  readonly until?: string;
  readonly reason: string;
}

/** What of a commit decides. */
export interface Exemptable {
  /** `Name <address>` */
  readonly author: string;
  /** RFC 3339. */
  readonly date: string;
  /** What it changes; null where no path can free it, as a merge or a change of records and policy. */
  readonly paths: readonly string[] | null;
}

/** The address of `Name <address>`. */
const addressOf = (author: string): string => /<([^>]*)>$/.exec(author)?.[1] ?? author;

const isPathOf =
  (globs: readonly string[]) =>
  (path: string): boolean =>
    globs.some((glob) => matches(glob, path));

/** Is the commit one that the entry is about, whatever the day? */
export const isAbout = ({ author, paths }: Exemption, commit: Exemptable): boolean =>
  (author === undefined || matches(author, addressOf(commit.author))) &&
  (paths === undefined || (commit.paths !== null && commit.paths.length > 0 && commit.paths.every(isPathOf(paths))));

/** Is the entry's last day over? `date`: RFC 3339. */
export const isOver = ({ until }: Exemption, date: string): boolean => until !== undefined && date.slice(0, 10) > until;

/** The policy's reason for this commit, or null. */
export const exemptionReason = (commit: Exemptable, exemptions: readonly Exemption[]): string | null =>
  exemptions.find((entry) => isAbout(entry, commit) && !isOver(entry, commit.date))?.reason ?? null;

/** Have the paths of a commit to be looked at? */
export const asksForPaths = (exemptions: readonly Exemption[]): boolean =>
  exemptions.some(({ paths }) => paths !== undefined);

/** Whom and what an entry is about, for people. */
export const exempted = ({ author, paths }: Exemption): string =>
  [...(author === undefined ? [] : [author]), ...(paths === undefined ? [] : [`in ${paths.join(', ')}`])].join(' ');
