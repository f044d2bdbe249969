/**
 * Where merges are made: a git directory of gitcrq's own, with the objects of the repository and a work tree that holds
 * nothing but one commit's attributes. So a merge follows from what was committed: an uncommitted .gitattributes,
 * info/attributes and settings of this machine have no say, and a bare repository obeys the same attributes.
 */
import { createHash } from 'node:crypto';
import { dirname, join } from 'node:path';
import type { Oid } from '../domain/brand.ts';
import { ok, type Result } from '../domain/result.ts';
import { uuidv7 } from '../sys/uuid.ts';
import { gitConfig } from './config.ts';
import type { Repo } from './repo.ts';
import type { GitOptions } from './run.ts';
import { emptyTree, readTree, type TreeEntry } from './tree.ts';

const NAME = '.gitattributes';

/** Path and object of each attributes file of a tree. */
type Attributes = readonly (readonly [string, string])[];

const engineDir = (repo: Repo): string => join(repo.commonDir, 'gitcrq', 'cache', 'engine');

/** git accepts it as a git directory: gitrepository-layout. Nothing of it ever changes, so it is written once. */
function makeGitDir({ ports: { files }, hash }: Repo, dir: string): void {
  if (files.stat(join(dir, 'config')) !== null) return;
  files.mkdir(join(dir, 'refs'));
  files.writeUnsynced(join(dir, 'HEAD'), 'ref: refs/heads/none\n');
  const [version, format] = hash === 'sha256' ? [1, '[extensions]\n\tobjectFormat = sha256\n'] : [0, ''];
  const core = `[core]\n\trepositoryformatversion = ${version}\n\tbare = false\n\tattributesFile = /dev/null\n`;
  files.writeUnsynced(join(dir, 'config'), `${core}${format}`);
}

/** A tree may hold any name; what cannot be in a checkout is not written, and git would not read it. */
const isCheckedOut = (path: string): boolean =>
  path.split('/').every((part) => part !== '' && !/^(?:\.{1,2}|\.git)$/i.test(part) && !/[\\:]/.test(part));

async function attributesOf(repo: Repo, tree: Oid): Promise<Result<Attributes>> {
  const args = ['diff-tree', '-r', '-z', '--raw', '--no-renames', '--no-abbrev', emptyTree(repo), tree];
  const text = await repo.output('reading attributes', [...args, '--', `:(glob)**/${NAME}`]);
  if (!text.ok) return text;
  const fields = text.value.split('\0');
  const found: (readonly [string, string])[] = [];
  for (let at = 0; at + 1 < fields.length; at += 2) {
    const [, mode, , oid = ''] = (fields[at] ?? '').split(' ');
    // git does not follow a link here (gitattributes(5)).
    if (mode?.startsWith('100') && isCheckedOut(fields[at + 1] ?? '')) found.push([fields[at + 1] ?? '', oid]);
  }
  return ok(found);
}

const subtree = (entry: TreeEntry | undefined): Oid | null => (entry?.mode === '40000' ? entry.oid : null);

/** Do two trees have the same attributes files? Only where they differ are they looked into. */
async function sameAttributes(repo: Repo, one: Oid | null, other: Oid | null): Promise<boolean> {
  if (one === other) return true;
  const [left, right] = await Promise.all(
    [one, other].map(
      async (tree) =>
        new Map((tree === null ? [] : ((await readTree(repo, tree)) ?? [])).map((entry) => [entry.name, entry])),
    ),
  );
  if (left === undefined || right === undefined) return false;
  const at = (entry: TreeEntry | undefined): string => `${entry?.mode} ${entry?.oid}`;
  if (at(left.get(NAME)) !== at(right.get(NAME))) return false;
  for (const name of new Set([...left.keys(), ...right.keys()])) {
    if (at(left.get(name)) === at(right.get(name))) continue;
    if (!(await sameAttributes(repo, subtree(left.get(name)), subtree(right.get(name))))) return false;
  }
  return true;
}

/** Writes the files beside, and renames: a work tree is there as a whole or not at all, and never changes. */
async function layOut(repo: Repo, dir: string, attributes: Attributes): Promise<void> {
  const { files } = repo.ports;
  if (files.stat(dir) !== null) return;
  const beside = `${dir}.${uuidv7(repo.ports)}`;
  files.mkdir(beside);
  for (const [path, oid] of attributes) {
    const blob = await repo.reader.read(oid);
    files.mkdir(dirname(join(beside, path)));
    files.writeUnsynced(join(beside, path), blob?.bytes ?? '');
  }
  try {
    files.rename(beside, dir);
  } catch (error) {
    // Another process was quicker, with the same files.
    files.removeTree(beside);
    if (files.stat(dir) === null) throw error;
  }
}

/** The work tree for the attributes of `tree`; the one of last time, if nothing about them changed since. */
async function workTree(repo: Repo, engine: string, tree: Oid | null): Promise<Result<string>> {
  const at = (key: string): string => join(engine, 'attributes', key);
  const { files } = repo.ports;
  const memory = join(engine, 'last');
  const [was, key = ''] = (files.readText(memory) ?? '').split(' ');
  const before = tree === null || was === undefined ? null : await repo.reader.info(was);
  if (before?.type === 'tree' && files.stat(at(key)) !== null && (await sameAttributes(repo, before.oid, tree))) {
    if (was !== tree) files.writeUnsynced(memory, `${tree} ${key}`);
    return ok(at(key));
  }
  const attributes = tree === null ? ok([]) : await attributesOf(repo, tree);
  if (!attributes.ok) return attributes;
  const name = createHash('sha256').update(JSON.stringify(attributes.value)).digest('hex');
  await layOut(repo, at(name), attributes.value);
  if (tree !== null) files.writeUnsynced(memory, `${tree} ${name}`);
  return ok(at(name));
}

/** As before there was an engine: the merge is made where only the repository's own directory will do. */
const inPlace = ({ commonDir }: Repo): GitOptions => ({
  cwd: commonDir,
  env: { GIT_DIR: commonDir, GIT_WORK_TREE: undefined, GIT_INDEX_FILE: undefined },
});

const known = new WeakMap<Repo, Map<Oid | null, GitOptions>>();

async function make(repo: Repo, tree: Oid | null): Promise<Result<GitOptions>> {
  const config = await gitConfig(repo);
  if (!config.ok) return config;
  // What a partial clone lacks is fetched, and only its own configuration says from where.
  if (config.value.get('extensions.partialclone') !== undefined) return ok(inPlace(repo));
  const engine = engineDir(repo);
  try {
    makeGitDir(repo, engine);
    const cwd = await workTree(repo, engine, tree);
    if (!cwd.ok) return cwd;
    const env = {
      ...repo.objects,
      GIT_DIR: engine,
      GIT_WORK_TREE: cwd.value,
      GIT_INDEX_FILE: undefined,
      GIT_SHALLOW_FILE: join(repo.commonDir, 'shallow'),
      GIT_ATTR_NOSYSTEM: '1',
      GIT_CONFIG_NOSYSTEM: '1',
      GIT_CONFIG_GLOBAL: '/dev/null',
      GIT_CONFIG_COUNT: undefined,
      GIT_CONFIG_PARAMETERS: undefined,
    };
    return ok({ cwd: cwd.value, env });
  } catch {
    // A repository that cannot be written: what is asked of it there is only asked.
    return ok(inPlace(repo));
  }
}

/** How git is started for a merge under the attributes of this commit; null: under none. */
export async function engine(repo: Repo, attributes: Oid | null): Promise<Result<GitOptions>> {
  const tree = attributes === null ? null : ((await repo.reader.info(`${attributes}^{tree}`))?.oid ?? null);
  const all = known.get(repo) ?? new Map<Oid | null, GitOptions>();
  known.set(repo, all);
  const before = all.get(tree);
  if (before !== undefined) return ok(before);
  const made = await make(repo, tree);
  if (made.ok) all.set(tree, made.value);
  return made;
}
