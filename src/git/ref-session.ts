/**
 * Sets refs one after the other by one process: starting git costs more than moving a ref, and a queue moves one for each
 * branch. git-update-ref(1) answers each `commit` of --stdin; several in a session need git 2.31.
 */
import type { ChildProcess } from 'node:child_process';
import type { Oid } from '../domain/brand.ts';
import { ok, type Result } from '../domain/result.ts';
import type { Repo } from './repo.ts';
import { gitFailed } from './run.ts';

interface Session {
  readonly child: ChildProcess;
  /** The answer that is waited for. */
  settle: (done: Result<void>) => void;
}

const turns = new WeakMap<Repo, Promise<unknown>>();
const sessions = new WeakMap<Repo, Session>();

function begin(repo: Repo): Session {
  const child = repo.start(['update-ref', '--stdin']);
  const session: Session = { child, settle: () => {} };
  let [out, stderr] = ['', ''];
  child.stdout?.on('data', (chunk: Buffer) => {
    out += chunk.toString('utf8');
    if (!out.endsWith('commit: ok\n')) return;
    out = '';
    session.settle(ok(undefined));
  });
  child.stderr?.on('data', (chunk: Buffer) => {
    stderr += chunk.toString('utf8');
  });
  child.stdin?.on('error', () => {});
  const ended = (code: number | null): void => {
    if (sessions.get(repo) === session) sessions.delete(repo);
    session.settle(gitFailed('setting a ref', { code: code ?? 128, stdout: Buffer.alloc(0), stderr }));
  };
  child.once('error', () => ended(null));
  child.once('close', ended);
  sessions.set(repo, session);
  return session;
}

/** Whatever the ref was before. Calls wait for one another. */
export function setRef(repo: Repo, ref: string, to: Oid): Promise<Result<void>> {
  const set = (): Promise<Result<void>> =>
    new Promise((resolve) => {
      const session = sessions.get(repo) ?? begin(repo);
      session.settle = resolve;
      session.child.stdin?.write(`start\nupdate ${ref} ${to}\ncommit\n`);
    });
  const turn = (turns.get(repo) ?? Promise.resolve()).then(set);
  turns.set(repo, turn);
  return turn;
}

/** The process waits for more, and keeps this one alive, until it is told that there is none. */
export function endRefs(repo: Repo): void {
  sessions.get(repo)?.child.stdin?.end();
  sessions.delete(repo);
}
