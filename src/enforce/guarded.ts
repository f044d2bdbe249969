/**
 * What a branch is judged by, and could try to change for itself: the policy (which holds the trust list), the attributes
 * of the files of requests, and the base of a request. None of them counts before it has landed; this finds out whether
 * a range would change one by landing.
 */
import type { Oid } from '../domain/brand.ts';
import { pathStem } from '../domain/crq.ts';
import { matches } from '../domain/glob.ts';
import { parseWrittenId } from '../domain/id.ts';
import { once } from '../domain/once.ts';
import { POLICY_FILE } from '../store/basis.ts';
import { mergeCommits, recordRules } from '../store/merge-commits.ts';
import { ATTRIBUTES, guardedPaths } from './own-files.ts';
import { touchedRecords } from './records.ts';
import type { Scope } from './scope.ts';

/** gitattributes(5): does the line's pattern reach files of requests? In doubt it does. */
function reaches(line: string, directory: string): boolean {
  const pattern = line.trim().split(/\s+/)[0] ?? '';
  if (pattern === '' || pattern.startsWith('#')) return false;
  const leaf = directory.slice(directory.lastIndexOf('/') + 1);
  if (/[[\]"\\]/.test(pattern) || pattern.includes(leaf)) return true;
  const inside = pattern.replace(/^\//, '');
  return ['CRQ-1.md', `${directory}/CRQ-1.md`, `${leaf}/CRQ-1.md`].some((sample) => matches(inside, sample));
}

const attributeLines = (text: string, directory: string): string =>
  text
    .split(/\r?\n/)
    .filter((line) => reaches(line, directory))
    .join('\n');

async function textAt({ repo }: Scope, revision: string, path: string): Promise<string | null> {
  const object = await repo.reader.read(`${revision}:${path}`);
  return object?.type === 'blob' ? object.bytes.toString('utf8') : null;
}

/** What the file says about requests; the whole of it unless it is about others as well. */
async function meaning(scope: Scope, revision: string, path: string): Promise<string | null> {
  const { directory } = scope.basis.policy.crq;
  const text = await textAt(scope, revision, path);
  if (text === null || path === POLICY_FILE || path.startsWith(`${directory}/`)) return text;
  return attributeLines(text, directory);
}

export interface GuardedChange {
  readonly path: string;
  /** What is changed, for people. */
  readonly what: string;
}

/** The tree that landing the range would make; null where that conflicts. */
async function landed({ repo, basis, range }: Scope, base: Oid): Promise<Oid | null> {
  const merged = await mergeCommits(repo, recordRules(basis.policy), { ours: base, theirs: range.head });
  return merged.ok && merged.value.clean ? merged.value.tree : null;
}

/**
 * Would landing change the file? The commits of the range do not tell: what a branch made of it may be on the target
 * already, and a merge that took the branch's side brings back what the target had before.
 */
async function isChanged(scope: Scope, base: Oid, path: string, tree: () => Promise<Oid | null>): Promise<boolean> {
  const at = async (revision: string): Promise<string> => (await meaning(scope, revision, path)) ?? '';
  const { head } = scope.range;
  const [now, there] = await Promise.all([at(head), at(base)]);
  if (now === there) return false;
  const made = await tree();
  return made === null ? now !== (await at((await scope.forkPoint()) ?? base)) : (await at(made)) !== there;
}

const isGuarded = (path: string, directory: string): boolean =>
  guardedPaths(directory).includes(path) || (path.startsWith(`${directory}/`) && path.endsWith(`/${ATTRIBUTES}`));

/** Do two commits differ in what is guarded at this path? */
export async function differsAt(scope: Scope, path: string, from: Oid, to: Oid): Promise<boolean> {
  const { directory } = scope.basis.policy.crq;
  const stem = isGuarded(path, directory) ? null : pathStem(directory, path);
  const id = stem === null ? null : parseWrittenId(stem, scope.prefixes);
  if (id === null) return (await meaning(scope, from, path)) !== (await meaning(scope, to, path));
  const [before, after] = await Promise.all([scope.states.at(from, id), scope.states.at(to, id)]);
  return before?.kind === 'read' && after?.kind === 'read' && before.crq.base !== after.crq.base;
}

/** Everything guarded that the range changes; a removed policy is for policy/removed to say. */
export async function guardedChanges(scope: Scope): Promise<readonly GuardedChange[]> {
  const { base, head } = scope.range;
  const { directory } = scope.basis.policy.crq;
  // Where the target has no policy yet, this range brings the first one.
  if (base === null || (await scope.repo.reader.info(`${base}:${POLICY_FILE}`)) === null) return [];
  const touched = [...scope.changes.values()].flatMap((changes) => changes.map(({ path }) => path));
  const tree = once(() => landed(scope, base));
  const found: GuardedChange[] = [];
  for (const path of new Set([...guardedPaths(directory), ...touched])) {
    if (!isGuarded(path, directory) || !(await isChanged(scope, base, path, tree))) continue;
    if (path === POLICY_FILE && (await scope.repo.reader.info(`${head}:${path}`)) === null) continue;
    found.push({ path, what: path === POLICY_FILE ? 'the policy' : 'attributes of the files of requests' });
  }
  for (const { path, stem, state } of await touchedRecords(scope)) {
    const id = parseWrittenId(stem, scope.prefixes);
    const there = id === null ? null : await scope.states.at(base, id);
    if (state.kind === 'read' && there?.kind === 'read' && state.crq.base !== there.crq.base)
      found.push({ path, what: `the base of ${id}, from ${there.crq.base} to ${state.crq.base}` });
  }
  return found;
}
