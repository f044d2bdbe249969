/** Commits written by hand: no hook runs, no index or checkout is involved. Signed by git where the user asks for it. */
import { type Oid, oid } from '../domain/brand.ts';
import { fail, ok, type Result } from '../domain/result.ts';
import { formatIdent, formatPerson, gitConfig, type Ident, identity, isTrue } from './config.ts';
import { COMMIT_UNSIGNED } from './errors.ts';
import type { LogCommit } from './log.ts';
import type { Repo } from './repo.ts';
import { complaint } from './run.ts';

export interface CommitDraft {
  readonly tree: Oid;
  readonly parents: readonly Oid[];
  readonly message: string;
  /** Defaults to git's own idea of the author. */
  readonly author?: Ident;
}

const withEnd = (message: string): string => (message.endsWith('\n') ? message : `${message}\n`);

/** The bytes of a commit object (gitformat: header lines, blank line, message). */
export const formatCommit = (draft: CommitDraft, author: Ident, committer: Ident): string =>
  [
    `tree ${draft.tree}`,
    ...draft.parents.map((parent) => `parent ${parent}`),
    `author ${formatIdent(author)}`,
    `committer ${formatIdent(committer)}`,
    '',
    withEnd(draft.message),
  ].join('\n');

/** Writes the commit; nothing points at it yet. */
export async function writeCommit(repo: Repo, draft: CommitDraft): Promise<Result<Oid>> {
  const [author, committer, config] = await Promise.all([
    draft.author === undefined ? identity(repo, 'AUTHOR') : ok(draft.author),
    identity(repo, 'COMMITTER'),
    gitConfig(repo),
  ]);
  if (!author.ok) return author;
  if (!committer.ok) return committer;
  if (!config.ok) return config;
  if (isTrue(config.value.get('commit.gpgsign'))) return signedCommit(repo, draft, author.value);
  return ok(repo.writer.write('commit', formatCommit(draft, author.value, committer.value)));
}

/** A repository that wants signatures gets them from git; without a key git refuses, and so do we (COMMIT_UNSIGNED). */
async function signedCommit(repo: Repo, draft: CommitDraft, author: Ident): Promise<Result<Oid>> {
  const env = { GIT_AUTHOR_NAME: author.name, GIT_AUTHOR_EMAIL: author.email, GIT_AUTHOR_DATE: `@${author.when}` };
  const parents = draft.parents.flatMap((parent) => ['-p', parent]);
  const args = ['commit-tree', '-S', ...parents, '-F', '-', draft.tree];
  const run = await repo.git(args, { input: withEnd(draft.message), env });
  if (!run.ok) return run;
  if (run.value.code === 0) return ok(oid(run.value.stdout.toString('utf8').trim()));
  return fail(COMMIT_UNSIGNED, `a commit could not be signed: ${complaint(run.value)}`, [
    'git config user.signingkey',
    'git config gpg.format',
  ]);
}

export interface CommitHeader {
  readonly tree: Oid;
  readonly parents: readonly Oid[];
  /** Committer time, seconds since 1970; 0 where the header has none. */
  readonly committed_s: number;
  readonly message: string;
}

/** The tree, the parents, the time and the message of a commit's bytes. */
export function parseCommit(bytes: Buffer): CommitHeader {
  const text = bytes.toString('utf8');
  const end = text.indexOf('\n\n');
  const header = text.slice(0, end).split('\n');
  const values = (key: string): readonly Oid[] =>
    header.filter((line) => line.startsWith(`${key} `)).map((line) => oid(line.slice(key.length + 1)));
  const tree = values('tree')[0];
  if (tree === undefined) throw new Error('a commit object without a tree');
  const committer = header.find((line) => line.startsWith('committer ')) ?? '';
  const committed_s = Number(/ (\d+) [+-]\d{4}$/.exec(committer)?.[1] ?? 0);
  return { tree, parents: values('parent'), committed_s, message: text.slice(end + 2) };
}

export async function readCommit(repo: Repo, revision: string): Promise<(CommitHeader & { oid: Oid }) | null> {
  const object = await repo.reader.read(`${revision}^{commit}`);
  return object?.type === 'commit' ? { ...parseCommit(object.bytes), oid: object.oid } : null;
}

/** What stays of a commit that is made again. */
export interface Authored {
  readonly author: Ident;
  readonly message: string;
}

/** In the encoding that the commit names (git-commit(1), DISCUSSION); bytes that are not of it are read as Latin-1. */
function decoded(bytes: Buffer): string {
  const header = bytes.toString('latin1', 0, bytes.indexOf('\n\n'));
  try {
    const encoding = /^encoding (.+)$/m.exec(header)?.[1] ?? 'utf-8';
    return new TextDecoder(encoding, { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    return bytes.toString('latin1');
  }
}

const AUTHOR = /^author (.*?) ?<([^>\n]*)> (\d+ [+-]\d{4})$/m;

export async function readAuthored(repo: Repo, commit: Oid): Promise<Authored> {
  const object = await repo.reader.read(commit);
  const text = decoded(object?.bytes ?? Buffer.alloc(0));
  const end = text.indexOf('\n\n');
  const [, name = '', email = '', when = '0 +0000'] = AUTHOR.exec(text.slice(0, end)) ?? [];
  return { author: { name, email, when }, message: text.slice(end + 2) };
}

/** A time as a commit stores it, in RFC 3339, as git-log(1) says it with %aI. */
function strictTime(when: string): string {
  const [, seconds = '0', sign = '+', hours = '00', minutes = '00'] = /^(\d+) ([+-])(\d\d)(\d\d)$/.exec(when) ?? [];
  const east_s = (Number(hours) * 60 + Number(minutes)) * (sign === '-' ? -60 : 60);
  return `${new Date((Number(seconds) + east_s) * 1000).toISOString().slice(0, 19)}${sign}${hours}:${minutes}`;
}

/** One commit as `git log` tells it, without starting it; null for what is no commit here. */
export async function logged(
  repo: Repo,
  oid: Oid,
): Promise<Pick<LogCommit, 'oid' | 'parents' | 'message' | 'author' | 'date'> | null> {
  const commit = await readCommit(repo, oid);
  if (commit === null) return null;
  const { author, message } = await readAuthored(repo, oid);
  return { oid, parents: commit.parents, message, author: formatPerson(author), date: strictTime(author.when) };
}
