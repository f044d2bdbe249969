/** The files of requests at the end of a range, as far as the range touched them; all of them where all history is judged. */
import type { Oid } from '../domain/brand.ts';
import { pathStem } from '../domain/crq.ts';
import { parseWrittenId } from '../domain/id.ts';
import { quoted } from '../domain/quote.ts';
import { entryName, readTree } from '../git/tree.ts';
import { scanFrontMatter } from '../store/front-matter.ts';
import type { Fault } from './rule.ts';
import type { Scope } from './scope.ts';
import type { State } from './states.ts';

export interface TouchedRecord {
  readonly path: string;
  readonly stem: string;
  readonly state: State;
}

/** Did a commit of the range change this path? With all of history in the range, everything counts as changed. */
export function touches(scope: Scope, path: string): boolean {
  if (scope.range.base === null) return true;
  for (const changes of scope.changes.values()) if (changes.some((change) => change.path === path)) return true;
  return false;
}

function touchedPaths(scope: Scope): ReadonlySet<string> | null {
  if (scope.range.base === null) return null;
  return new Set([...scope.changes.values()].flatMap((changes) => changes.map(({ path }) => path)));
}

const read = new WeakMap<Scope, Promise<readonly TouchedRecord[]>>();

async function load(scope: Scope): Promise<readonly TouchedRecord[]> {
  const { directory, prefixes } = scope.basis.policy.crq;
  const paths = touchedPaths(scope);
  if (paths?.size === 0) return [];
  const entries = (await readTree(scope.repo, `${scope.range.head}:${directory}`)) ?? [];
  const unreadable = (blob: Oid, reason: string): State => ({ kind: 'unreadable', blob, line: 1, reason });
  const found = entries.flatMap((entry): readonly (TouchedRecord | Promise<TouchedRecord>)[] => {
    const path = `${directory}/${entryName(entry)}`;
    const stem = pathStem(directory, path);
    if (stem === null || (paths !== null && !paths.has(path))) return [];
    if (!entry.mode.startsWith('100')) return [{ path, stem, state: unreadable(entry.oid, 'it is no plain file') }];
    if (parseWrittenId(stem, prefixes) !== stem)
      return [
        { path, stem, state: unreadable(entry.oid, `its name is no id with a prefix of ${prefixes.join(', ')}`) },
      ];
    return [scope.states.of(entry.oid, stem).then((state) => ({ path, stem, state }))];
  });
  return Promise.all(found);
}

export function touchedRecords(scope: Scope): Promise<readonly TouchedRecord[]> {
  const before = read.get(scope) ?? load(scope);
  read.set(scope, before);
  return before;
}

/** Does the file hold a whole front matter whose id is another one than the name says? */
async function isMismatch(scope: Scope, { stem, state }: TouchedRecord): Promise<boolean> {
  const blob = await scope.repo.reader.read(state.blob);
  const front = blob === null ? null : scanFrontMatter(blob.bytes.toString('utf8'));
  if (front === null || 'reason' in front) return false;
  const id = front.fields.find(({ key }) => key === 'id')?.value;
  const written = typeof id === 'string' ? parseWrittenId(id, scope.prefixes) : null;
  return written !== null && written !== stem;
}

export interface UnreadableRecord {
  readonly fault: Fault;
  readonly mismatch: boolean;
}

export async function unreadableRecords(scope: Scope): Promise<readonly UnreadableRecord[]> {
  const bad = (await touchedRecords(scope)).filter(({ state }) => state.kind === 'unreadable');
  return Promise.all(
    bad.map(async (record) => {
      const { path, state } = record;
      const line = state.kind === 'unreadable' ? state.line : 1;
      const reason = state.kind === 'unreadable' ? state.reason : '';
      return {
        mismatch: await isMismatch(scope, record),
        fault: {
          path,
          line,
          message: `${path}:${line}: ${reason}`,
          next: `git log --max-count=1 --patch -- ${quoted(path)}`,
        },
      };
    }),
  );
}
