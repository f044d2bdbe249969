/** The section `## Commit History` at the end of a legacy document: `**Commit:** HASH`, `**Subject:** TEXT`, a description. */
import { type LegacyLine, unnumbered } from './crq-legacy-lines.ts';

export interface LegacyCommit {
  /** As written, without quotes: whole or short, in small letters. */
  readonly hash: string;
  readonly subject: string;
  readonly line: number;
}

/** Where the section begins and ends, as indices; both are the number of lines where there is none. */
function section(lines: readonly LegacyLine[]): readonly [number, number] {
  const from = lines.findLastIndex(
    ({ heading }) => heading !== null && /^commit history$/i.test(unnumbered(heading.text)),
  );
  const level = lines[from]?.heading?.level;
  if (level === undefined) return [lines.length, lines.length];
  const to = lines.findIndex(({ heading }, at) => at > from && heading !== null && heading.level <= level);
  return [from, to === -1 ? lines.length : to];
}

/** The document without the section: commits have subjects and days of their own. */
export function withoutHistory(lines: readonly LegacyLine[]): readonly LegacyLine[] {
  const [from, to] = section(lines);
  return [...lines.slice(0, from), ...lines.slice(to)];
}

const bare = (value: string): string => value.replace(/^`|`$/g, '').trim();

/** Commits that its entries name; an entry without a hash, such as a placeholder, is none. */
export function commitHistory(lines: readonly LegacyLine[]): readonly LegacyCommit[] {
  const commits: LegacyCommit[] = [];
  for (const { field, number } of lines.slice(...section(lines))) {
    if (field === null) continue;
    const value = bare(field.value);
    const key = field.key.toLowerCase();
    if (key === 'commit' && /^[0-9a-f]{7,64}$/i.test(value))
      commits.push({ hash: value.toLowerCase(), subject: '', line: number });
    const last = commits.at(-1);
    if (key === 'subject' && last?.subject === '') commits.splice(-1, 1, { ...last, subject: value });
  }
  return commits;
}
