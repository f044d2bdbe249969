/** The id keys a repository uses already, read from its last 1,000 subjects: what a newcomer need not be asked. */
import { isPrefix } from '../../domain/id.ts';
import { ok, type Result } from '../../domain/result.ts';
import type { Repo } from '../../git/repo.ts';

export interface FoundPrefix {
  readonly prefix: string;
  /** Subjects among those read that begin with it. */
  readonly subjects: number;
}

const LOOKED_AT = 1000;
const KEY = /^[\s[(]*([A-Z][A-Z0-9_]*)-[1-9][0-9]*(?![A-Za-z0-9])/;

/** Keys that lead at least one subject in fifty (and three at all), the most frequent first. */
export async function detectPrefixes(repo: Repo, revision: string): Promise<Result<readonly FoundPrefix[]>> {
  const log = await repo.output('reading subjects', [
    'log',
    '-z',
    '--no-show-signature',
    `--max-count=${LOOKED_AT}`,
    '--format=%s',
    revision,
    '--',
  ]);
  if (!log.ok) return log;
  const subjects = log.value.split('\0');
  const counts = new Map<string, number>();
  for (const subject of subjects) {
    const prefix = KEY.exec(subject)?.[1];
    if (prefix !== undefined && isPrefix(prefix)) counts.set(prefix, (counts.get(prefix) ?? 0) + 1);
  }
  const enough = Math.max(3, subjects.length / 50);
  const found = [...counts]
    .map(([prefix, count]) => ({ prefix, subjects: count }))
    .filter((entry) => entry.subjects >= enough);
  return ok(found.sort((a, b) => b.subjects - a.subjects || (a.prefix < b.prefix ? -1 : 1)));
}
