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
  /** Author date, RFC 3339. */
  readonly date: string;
  /** The whole message as git stores it, re-encoded to UTF-8. */
  readonly message: string;
}

const FIELDS = ['%H', '%P', '%T', '%an <%ae>', '%aI', '%B'];

function commit(fields: readonly string[]): LogCommit {
  const [oid, parents, tree, author = '', date = '', message = ''] = fields;
  // git's own %H, %P and %T
  return {
    oid: oid as Oid,
    parents: (parents === '' ? [] : (parents ?? '').split(' ')) as Oid[],
    tree: tree as Oid,
    author,
    date,
    message,
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
      const fields: string[] = [];
      let from = 0;
      for (let end = bytes.indexOf(0, from); end !== -1; end = bytes.indexOf(0, from)) {
        fields.push(bytes.toString('utf8', from, end));
        from = end + 1;
      }
      rest = bytes.subarray(from);
      if (fields.length > 0) yield fields;
    }
    if (rest.length > 0) yield [rest.toString('utf8')];
    const code = await ended;
    if (code !== 0) throw fail(GIT_FAILED, `git ${args[0]}: ${stderr.trim()}`, ['git fsck']).error;
  } finally {
    child.kill();
  }
}

/** Commits of `git log ARGS…`, newest first unless the arguments say otherwise. Throws GitcrqError GIT_FAILED. */
export async function* logCommits(repo: Repo, args: readonly string[], input?: string): AsyncGenerator<LogCommit> {
  let fields: string[] = [];
  let done = 0;
  for await (const more of streamFields(
    repo,
    ['log', '-z', ...FIXED, `--format=${FIELDS.join('%x00')}`, ...args],
    input,
  )) {
    for (const field of more) {
      fields.push(field);
      if (fields.length < FIELDS.length) continue;
      yield commit(fields);
      done++;
      fields = [];
    }
    repo.ports.out.progress({ what: 'commits read', done });
  }
  // An empty message at the very end leaves no byte behind its separator.
  if (fields.length === FIELDS.length - 1) yield commit([...fields, '']);
}
