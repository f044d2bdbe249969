/**
 * Merges of commits in which records that conflict by lines are merged by their keys, as the merge driver does it in a
 * clone that has one. It needs no driver and no attribute, so every machine comes to the same tree.
 */
import type { Oid } from '../domain/brand.ts';
import { pathStem } from '../domain/crq.ts';
import type { Policy } from '../domain/policy.ts';
import { ok, type Result, unwrap } from '../domain/result.ts';
import { changedBetween, entriesAt } from '../git/changes.ts';
import { mergeFile } from '../git/merge-file.ts';
import { type Merged, mergeTree } from '../git/merge-tree.ts';
import type { Repo } from '../git/repo.ts';
import { changedTree } from '../git/tree.ts';
import { type Steps, stepsUnder } from './merge-field.ts';
import { mergeRecord } from './merge-record.ts';

/** git's own, where nothing else is asked for. */
export const MARKER_SIZE = 7;

export interface RecordRules {
  /** Where the requests are. */
  readonly directory: string;
  readonly steps: Steps;
}

export const recordRules = (policy: Policy): RecordRules => ({
  directory: policy.crq.directory,
  steps: stepsUnder(policy),
});

interface Parents {
  readonly ours: Oid;
  readonly theirs: Oid;
  /** Whose attributes say how files are merged; those of `ours` if it is left out. */
  readonly attributes?: Oid;
}

/** The commit both started from; null where there are several, or none. */
async function soleBase(repo: Repo, { ours, theirs }: Parents): Promise<Oid | null> {
  const run = await repo.git(['merge-base', '--all', ours, theirs]);
  const lines = run.ok ? run.value.stdout.toString('utf8').trim().split('\n') : [];
  return lines.length === 1 && lines[0] !== '' ? (lines[0] as Oid) : null; // merge-base's own
}

/** The bytes behind `100644 <oid>`; null for a link, a program, or nothing at all. */
async function plainFile(repo: Repo, entry = ''): Promise<Uint8Array | null> {
  const [mode, name = ''] = entry.split(' ');
  const blob = mode === '100644' ? await repo.reader.read(name) : null;
  return blob?.bytes ?? null;
}

/** `tree` with the records at these paths merged by their keys; null where one still conflicts, or is not on every side. */
export async function withRecords(
  repo: Repo,
  { steps }: RecordRules,
  parents: Parents,
  tree: Oid,
  paths: readonly string[],
): Promise<Oid | null> {
  const base = await soleBase(repo, parents);
  if (base === null) return null;
  const wanted = new Set(paths);
  const entries = await Promise.all([base, parents.ours, parents.theirs].map((at) => entriesAt(repo, at, wanted)));
  const changes = new Map<string, { mode: string; oid: Oid }>();
  for (const path of paths) {
    const [old, ours, theirs] = await Promise.all(entries.map((side) => plainFile(repo, side.get(path))));
    if (old == null || ours == null || theirs == null) return null;
    const merged = await mergeRecord(
      { base: old, ours, theirs },
      {
        steps,
        markerSize: MARKER_SIZE,
        byLines: async (sides) => unwrap(await mergeFile(repo.ports, sides, MARKER_SIZE)),
      },
    );
    if (!merged.clean) return null;
    changes.set(path, { mode: '100644', oid: repo.writer.write('blob', merged.bytes) });
  }
  return changedTree(repo, tree, changes);
}

const areRecords = (paths: readonly string[], { directory }: RecordRules): boolean =>
  paths.every((path) => pathStem(directory, path) !== null);

/** As mergeTree; where nothing but records conflicts, these are merged by their keys. */
export async function mergeCommits(repo: Repo, rules: RecordRules, parents: Parents): Promise<Result<Merged>> {
  const merged = await mergeTree(repo, parents.ours, parents.theirs, parents.attributes);
  if (!merged.ok || merged.value.clean || !areRecords(merged.value.paths, rules)) return merged;
  const tree = await withRecords(repo, rules, parents, merged.value.tree, merged.value.paths);
  return tree === null ? merged : ok({ clean: true, tree });
}

/** Is this tree what the merge driver makes of the two commits? */
export async function isDriversMerge(repo: Repo, rules: RecordRules, parents: Parents, tree: Oid): Promise<boolean> {
  const merged = await mergeTree(repo, parents.ours, parents.theirs);
  if (!merged.ok) return false;
  const differing = (await changedBetween(repo, merged.value.tree, tree)).map(({ path }) => path);
  const paths = [...new Set([...(merged.value.clean ? [] : merged.value.paths), ...differing])];
  return areRecords(paths, rules) && (await withRecords(repo, rules, parents, merged.value.tree, paths)) === tree;
}
