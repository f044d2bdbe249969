/** git's own configuration, read once per command, and the identity it gives. */
import { fail, ok, type Result } from '../domain/result.ts';
import { IDENTITY_MISSING } from './errors.ts';
import type { Repo } from './repo.ts';

/** Lower-case section and key, subsection as written; the last value wins, `all` has every one. */
export interface GitConfig {
  get(key: string): string | undefined;
  all(key: string): readonly string[];
  keys(): readonly string[];
}

/** `git config --list -z` prints `key\nvalue\0`; a key without a value has no newline and means true. */
export function parseConfig(text: string): GitConfig {
  const values = new Map<string, string[]>();
  for (const item of text.split('\0')) {
    if (item === '') continue;
    const end = item.indexOf('\n');
    const key = end === -1 ? item : item.slice(0, end);
    const list = values.get(key) ?? [];
    list.push(end === -1 ? 'true' : item.slice(end + 1));
    values.set(key, list);
  }
  return { get: (key) => values.get(key)?.at(-1), all: (key) => values.get(key) ?? [], keys: () => [...values.keys()] };
}

const known = new WeakMap<Repo, Promise<Result<GitConfig>>>();

export function gitConfig(repo: Repo): Promise<Result<GitConfig>> {
  const before = known.get(repo);
  if (before !== undefined) return before;
  const asked = repo
    .output('git config', ['config', '--list', '-z'])
    .then((text) => (text.ok ? ok(parseConfig(text.value)) : text));
  known.set(repo, asked);
  return asked;
}

export const isTrue = (value: string | undefined): boolean => value !== undefined && /^(?:true|yes|on|1)$/i.test(value);

export interface Ident {
  readonly name: string;
  readonly email: string;
  /** `<seconds> <+hhmm>`. */
  readonly when: string;
}

export const formatIdent = (ident: Ident): string => `${ident.name} <${ident.email}> ${ident.when}`;
export const formatPerson = (ident: Ident): string => `${ident.name} <${ident.email}>`;

interface Author {
  readonly name: string;
  readonly email: string;
  readonly zone: string;
  /** `<seconds> <+hhmm>` if the environment fixes the time. */
  readonly fixed: string | null;
}

type Role = 'AUTHOR' | 'COMMITTER';

async function askIdentity(repo: Repo, role: Role): Promise<Result<Author>> {
  const run = await repo.git(['var', `GIT_${role}_IDENT`]);
  if (!run.ok) return run;
  const match = /^(.*) <(.*)> (\d+ ([+-]\d{4}))$/.exec(run.value.stdout.toString('utf8').trim());
  const [, name, email, when, zone] = match ?? [];
  if (run.value.code !== 0 || name === undefined || email === undefined || when === undefined || zone === undefined) {
    return fail(IDENTITY_MISSING, 'git does not know who you are', [
      'git config --global user.name "Your Name"',
      'git config --global user.email you@example.com',
    ]);
  }
  return ok({ name, email, zone, fixed: repo.ports.env[`GIT_${role}_DATE`] === undefined ? null : when });
}

const people = new WeakMap<Repo, Map<Role, Promise<Result<Author>>>>();

/** Who commits, by git's rules (environment, config), asked once. The time is the clock's unless the environment fixes it. */
export async function identity(repo: Repo, role: Role): Promise<Result<Ident>> {
  const asked = people.get(repo) ?? new Map<Role, Promise<Result<Author>>>();
  people.set(repo, asked);
  const answer = asked.get(role) ?? askIdentity(repo, role);
  asked.set(role, answer);
  const person = await answer;
  if (!person.ok) return person;
  const { name, email, zone, fixed } = person.value;
  return ok({ name, email, when: fixed ?? `${Math.floor(repo.ports.clock.now().getTime() / 1000)} ${zone}` });
}
