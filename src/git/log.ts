/** Streams commits from one `git log`: memory stays flat however long the history is. */
import type { Oid } from '../domain/brand.ts';
import { fail } from '../domain/result.ts';
import { GIT_FAILED } from './errors.ts';
import type { Repo } from './repo.ts';

export interface LogCommit {
  readonly oid: Oid;
  readonly parents: readonly Oid[];
  readonly tree: Oid;
  /** `Name <address>` */
  readonly author: string;
  /** `Name <address>` */
  readonly committer: string;
  /** Author date, RFC 3339. */
  readonly date: string;
  /** The whole message as git stores it, re-encoded to UTF-8. */
  readonly message: string;
}

const FIELDS = ['%H', '%P', '%T', '%an <%ae>', '%cn <%ce>', '%aI', '%B'];

function commit(fields: readonly string[], at: number): LogCommit {
  const parents = fields[at + 1] ?? '';
  return {
    // git's own %H, %P and %T
    oid: fields[at] as Oid,
    parents: (parents === '' ? [] : parents.split(' ')) as Oid[],
    tree: fields[at + 2] as Oid,
    author: fields[at + 3] ?? '',
    committer: fields[at + 4] ?? '',
    date: fields[at + 5] ?? '',
    message: fields[at + 6] ?? '',
  };
}

/** The user's own settings must not change what is read. */
const FIXED = ['--no-show-signature', '--encoding=UTF-8', '--no-color'];

/** The NUL-terminated fields of a git command's output, as many at a time as have come. Throws GitcrqError GIT_FAILED. */
export async function* streamFields(
  repo: Repo,
  args: readonly string[],
  input?: string,
): AsyncGenerator<readonly string[]> {
  // GIT_FLUSH=0: git otherwise flushes every record into a pipe.
  const child = repo.start(args, { env: { GIT_FLUSH: '0' } });
  let stderr = '';
  child.stderr?.on('data', (chunk: Buffer) => {
    stderr = (stderr + chunk.toString('utf8')).slice(-2000);
  });
  child.stdin?.on('error', () => {});
  child.stdin?.end(input ?? '');
  const ended = new Promise<number>((resolve) => {
    child.once('error', () => resolve(128));
    child.once('close', (code) => resolve(code ?? 128));
  });
  try {
    let rest: Buffer = Buffer.alloc(0);
    for await (const chunk of child.stdout ?? []) {
      const bytes: Buffer = rest.length === 0 ? chunk : Buffer.concat([rest, chunk]);
      const end = bytes.lastIndexOf(0);
      rest = end === -1 ? bytes : bytes.subarray(end + 1);
      // One decoding and one split of all that came: a call for each field would take longer than git itself.
      if (end !== -1) yield bytes.toString('utf8', 0, end).split('\0');
    }
    if (rest.length > 0) yield [rest.toString('utf8')];
    const code = await ended;
    if (code !== 0) throw fail(GIT_FAILED, `git ${args[0]}: ${stderr.trim()}`, ['git fsck']).error;
  } finally {
    child.kill();
  }
}

/** Commits of `git log ARGS…`, newest first unless the arguments say otherwise, as many at a time as have come. */
export async function* logBatches(
  repo: Repo,
  args: readonly string[],
  input?: string,
): AsyncGenerator<readonly LogCommit[]> {
  const asked = ['log', '-z', ...FIXED, `--format=${FIELDS.join('%x00')}`, ...args];
  let rest: readonly string[] = [];
  let done = 0;
  for await (const more of streamFields(repo, asked, input)) {
    const fields = rest.length === 0 ? more : [...rest, ...more];
    const commits: LogCommit[] = [];
    let at = 0;
    for (; at + FIELDS.length <= fields.length; at += FIELDS.length) commits.push(commit(fields, at));
    rest = fields.slice(at);
    if (commits.length > 0) yield commits;
    done += commits.length;
    repo.ports.out.progress({ what: 'commits read', done });
  }
  // An empty message at the very end leaves no byte behind its separator.
  if (rest.length === FIELDS.length - 1) yield [commit([...rest, ''], 0)];
}

/** These commits alone, in this order; names of what is not here are passed over. */
export const logOf = (repo: Repo, oids: readonly Oid[]): AsyncGenerator<readonly LogCommit[]> =>
  logBatches(repo, ['--no-walk=unsorted', '--ignore-missing', '--stdin'], oids.map((oid) => `${oid}\n`).join(''));

/** As logBatches, one commit at a time. Throws GitcrqError GIT_FAILED. */
export async function* logCommits(repo: Repo, args: readonly string[], input?: string): AsyncGenerator<LogCommit> {
  for await (const commits of logBatches(repo, args, input)) yield* commits;
}

/** A stream whose git is at work before anybody asks for the first part. Whoever begins one has to stop it. */
export interface Begun<T> extends AsyncIterable<T> {
  stop(): Promise<unknown>;
}

export function begun<T>(stream: AsyncGenerator<T>): Begun<T> {
  const first = stream.next();
  // Where it is never asked for, nobody has to hear that it failed.
  first.catch(() => {});
  return {
    async *[Symbol.asyncIterator]() {
      const { done, value } = await first;
      if (done === true) return;
      yield value;
      yield* stream;
    },
    stop: () => stream.return(undefined),
  };
}
