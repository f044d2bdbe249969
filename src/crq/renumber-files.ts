/**
 * The files of a branch with one id in the place of another: the request's own file and comments, and what the branch
 * itself says of it in other records. What the branch did not change may mean another request, and stays.
 */
import type { CrqId, Oid } from '../domain/brand.ts';
import { crqPath, pathStem } from '../domain/crq.ts';
import { parseWrittenId } from '../domain/id.ts';
import { fail, ok, type Result } from '../domain/result.ts';
import { changedPaths } from '../git/changes.ts';
import type { Repo } from '../git/repo.ts';
import type { Basis } from '../store/basis.ts';
import { setField } from '../store/crq-edit.ts';
import { isUnreadable, loadCrq } from '../store/crq-load.ts';
import { CRQ_UNREADABLE } from '../store/errors.ts';
import { scanFrontMatter } from '../store/front-matter.ts';
import { isImported, replaceMentions } from './mentions.ts';
import type { OwnRecord } from './renumber-place.ts';

export interface NewId {
  readonly was: CrqId;
  readonly id: CrqId;
}

type Files = Map<string, string | Buffer | null>;

/** Where the branch left its base; null if they have nothing in common. */
async function forkOf(repo: Repo, { tip, bases }: OwnRecord): Promise<Result<Oid | null>> {
  const found = bases.length === 0 ? null : await repo.git(['merge-base', tip, ...bases]);
  if (found === null) return ok(null);
  if (!found.ok) return found;
  const oid = found.value.stdout.toString('utf8').trim();
  return ok(oid === '' ? null : (oid as Oid)); // git's own answer
}

/** The text below the front matter, with the one id for the other; that of an imported request stays as it came. */
function renamedBody(text: string, { was, id }: NewId, prefixes: readonly string[]): string {
  const front = scanFrontMatter(text);
  if ('reason' in front || isImported(front)) return text;
  const head = text.slice(0, text.length - front.body.length);
  return head + replaceMentions(front.body, was, id, prefixes);
}

/** The ids of one list of a record. */
function listed(text: string, key: string): readonly string[] {
  const front = scanFrontMatter(text);
  const value = 'reason' in front ? '' : (front.fields.find((field) => field.key === key)?.value ?? '');
  return typeof value === 'string' ? [value] : value;
}

/** A record that the branch changed: lists of ids where the branch added the id, the body where the record is its own. */
async function relation(
  repo: Repo,
  basis: Basis,
  { tip }: OwnRecord,
  fork: Oid | null,
  of: CrqId,
  ids: NewId,
): Promise<string | null> {
  const [now, before] = await Promise.all([
    loadCrq(repo, basis, tip, of),
    fork === null ? null : loadCrq(repo, basis, fork, of),
  ]);
  if (now === null || isUnreadable(now) || (before !== null && isUnreadable(before))) return null;
  let set = now.text;
  for (const key of ['depends_on', 'relations']) {
    const isOld = (item: string): boolean => parseWrittenId(item, basis.policy.crq.prefixes) === ids.was;
    const items = listed(set, key);
    if (!items.some(isOld) || (before !== null && listed(before.text, key).some(isOld))) continue;
    const next = setField(
      set,
      key,
      items.map((item) => (isOld(item) ? ids.id : item)),
    );
    if (typeof next !== 'string') return null;
    set = next;
  }
  const text = before === null ? renamedBody(set, ids, basis.policy.crq.prefixes) : set;
  return text === now.text ? null : text;
}

/** Everything below `crqs/` that changes. The base's own file of the old id, where the branch has taken it in, comes back. */
export async function renumberedFiles(
  repo: Repo,
  basis: Basis,
  record: OwnRecord,
  ids: NewId,
): Promise<Result<ReadonlyMap<string, string | Buffer | null>>> {
  const { directory, prefixes } = basis.policy.crq;
  const { stored, tip } = record;
  const fork = await forkOf(repo, record);
  if (!fork.ok) return fork;
  const at = async (revision: Oid | null, path: string): Promise<Buffer | null> =>
    revision === null ? null : ((await repo.reader.read(`${revision}:${path}`))?.bytes ?? null);
  const set = setField(stored.text, 'id', ids.id);
  if (typeof set !== 'string')
    return fail(CRQ_UNREADABLE, `${stored.path}:${set.line}: ${set.reason}`, [`gitcrq crq show ${ids.was}`]);
  const files: Files = new Map();
  files.set(stored.path, await at(fork.value, stored.path));
  files.set(crqPath(directory, ids.id), renamedBody(set, ids, prefixes));
  const [changed = []] = fork.value === null ? [] : await changedPaths(repo, [{ from: fork.value, to: tip }]);
  const folder = `${directory}/${ids.was}/`;
  for (const { path } of changed) {
    const stem = pathStem(directory, path);
    const other = stem === null ? null : parseWrittenId(stem, prefixes);
    if (path.startsWith(folder)) {
      const bytes = await at(tip, path);
      files.set(path, await at(fork.value, path));
      if (bytes !== null) files.set(`${directory}/${ids.id}/${path.slice(folder.length)}`, bytes);
    } else if (other !== null && other === stem && other !== ids.was) {
      const text = await relation(repo, basis, record, fork.value, other, ids);
      if (text !== null) files.set(path, text);
    }
  }
  return ok(files);
}
