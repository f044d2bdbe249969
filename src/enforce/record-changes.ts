/** Which commits touched the records: one `git log` that walks only into the directory of requests. */
import { type Oid, oid } from '../domain/brand.ts';
import { streamFields } from '../git/log.ts';
import type { Repo } from '../git/repo.ts';

export interface RecordChange {
  readonly path: string;
  /** Blob before and after; null where the path is not there. */
  readonly from: Oid | null;
  readonly to: Oid | null;
}

const MARK = '\x01';
const RAW = /^\n?:\d{6} (\d{6}) ([0-9a-f]{40,64}) ([0-9a-f]{40,64}) [A-Z]/;
const blob = (text: string): Oid | null => (/^0+$/.test(text) ? null : oid(text));

const ARGS = [
  'log',
  '-z',
  `--format=%x01%H`,
  '--raw',
  '--no-abbrev',
  '--no-renames',
  '--no-relative',
  '--diff-merges=first-parent',
  '--full-history',
  '--no-show-signature',
  '--no-ext-diff',
  '--ignore-submodules=none',
];

/** Changes below `paths` relative to the first parent, for commits of the revisions that have any. `input` is for --stdin. */
export async function recordChanges(
  repo: Repo,
  revisions: readonly string[],
  paths: readonly string[],
  input?: string,
): Promise<ReadonlyMap<Oid, readonly RecordChange[]>> {
  const found = new Map<Oid, RecordChange[]>();
  let current: RecordChange[] = [];
  let pending: { from: Oid | null; to: Oid | null } | null = null;
  const scope = paths.map((path) => `:(top,literal)${path}`);
  const args = ['-c', 'log.showRoot=true', ...ARGS, ...revisions, '--', ...scope];
  for await (const fields of streamFields(repo, args, input)) {
    for (const field of fields) {
      const raw: RegExpExecArray | null = pending === null ? RAW.exec(field) : null;
      if (pending !== null) {
        current.push({ path: field, ...pending });
        pending = null;
      } else if (raw !== null) pending = { from: blob(raw[2] ?? ''), to: blob(raw[3] ?? '') };
      else if (field.includes(MARK)) {
        current = [];
        found.set(oid(field.slice(field.indexOf(MARK) + 1)), current);
      }
    }
  }
  return found;
}
