/** Does git read some object as another one (git-replace(1), grafts) or end history early (shallow)? Then an oid is no key. */
import { join } from 'node:path';
import type { Ports } from '../sys/ports.ts';
import { listRefs } from './refs.ts';
import type { Repo } from './repo.ts';

const AS_STORED = { GIT_NO_REPLACE_OBJECTS: '1', GIT_GRAFT_FILE: '/dev/null' };

/** git, told to read objects as they are stored and as others will get them. */
export const asStored = <P extends Ports>(ports: P): P => ({ ...ports, env: { ...ports.env, ...AS_STORED } });

const VARIABLES = ['GIT_REPLACE_REF_BASE', 'GIT_NO_REPLACE_OBJECTS', 'GIT_GRAFT_FILE', 'GIT_SHALLOW_FILE'];
const FILES = ['info/grafts', 'shallow'];

/** Told to pass over replacements and grafts, git reads every object as it is; only the end of history can still be early. */
function asTheyAre({ ports: { env, files }, commonDir }: Repo): boolean {
  const told = Object.entries(AS_STORED).every(([name, value]) => env[name] === value);
  return told && env['GIT_SHALLOW_FILE'] === undefined && files.stat(join(commonDir, 'shallow')) === null;
}

async function look(repo: Repo): Promise<boolean> {
  if (asTheyAre(repo)) return false;
  if (VARIABLES.some((name) => repo.ports.env[name] !== undefined)) return true;
  if (FILES.some((name) => repo.ports.files.stat(join(repo.commonDir, name)) !== null)) return true;
  const refs = await listRefs(repo, ['refs/replace/']);
  return !refs.ok || refs.value.size > 0;
}

const looked = new WeakMap<Repo, Promise<boolean>>();

export function isAltered(repo: Repo): Promise<boolean> {
  const before = looked.get(repo) ?? look(repo);
  looked.set(repo, before);
  return before;
}
