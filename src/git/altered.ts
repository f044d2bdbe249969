/** Does git read some object as another one (git-replace(1), grafts) or end history early (shallow)? Then an oid is no key. */
import { join } from 'node:path';
import type { Ports } from '../sys/ports.ts';
import { listRefs } from './refs.ts';
import type { Repo } from './repo.ts';

const AS_STORED = { GIT_NO_REPLACE_OBJECTS: '1', GIT_GRAFT_FILE: '/dev/null' };

/** git, told to read objects as they are stored and as others will get them. */
export const asStored = <P extends Ports>(ports: P): P => ({ ...ports, env: { ...ports.env, ...AS_STORED } });

/** In quarantine objects may be gone a moment later (git-receive-pack(1)), so nothing is to be kept of them either. */
const VARIABLES = ['GIT_SHALLOW_FILE', 'GIT_QUARANTINE_PATH'];
const REPLACING = ['GIT_REPLACE_REF_BASE', ...Object.keys(AS_STORED)];

async function look(repo: Repo): Promise<boolean> {
  const { env, files } = repo.ports;
  const isThere = (name: string): boolean => files.stat(join(repo.commonDir, name)) !== null;
  if (VARIABLES.some((name) => env[name] !== undefined) || isThere('shallow')) return true;
  if (Object.entries(AS_STORED).every(([name, value]) => env[name] === value)) return false;
  if (REPLACING.some((name) => env[name] !== undefined) || isThere('info/grafts')) return true;
  const refs = await listRefs(repo, ['refs/replace/']);
  return !refs.ok || refs.value.size > 0;
}

const looked = new WeakMap<Repo, Promise<boolean>>();

export function isAltered(repo: Repo): Promise<boolean> {
  const before = looked.get(repo) ?? look(repo);
  looked.set(repo, before);
  return before;
}
