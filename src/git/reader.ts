/**
 * Reads objects through one long-lived `git cat-file --batch-command`. Answers come in the order of the questions. The
 * child keeps the process alive only while a question is open.
 */
import type { ChildProcess } from 'node:child_process';
import type { Socket } from 'node:net';
import { type Oid, oid } from '../domain/brand.ts';
import { fail } from '../domain/result.ts';
import { GIT_FAILED } from './errors.ts';

export type ObjectType = 'commit' | 'tree' | 'blob' | 'tag';

export interface ObjectInfo {
  readonly oid: Oid;
  readonly type: ObjectType;
  readonly size: number;
}
export interface GitObject extends ObjectInfo {
  readonly bytes: Buffer;
}

/** Every question fails with GIT_FAILED when git ends before it answered. */
export interface ObjectReader {
  /** Type and size of what a revision names (`main`, `HEAD:a/b`, an oid), or null. */
  info(revision: string): Promise<ObjectInfo | null>;
  /** The object itself, or null if there is none or the name is ambiguous. */
  read(revision: string): Promise<GitObject | null>;
  /** Reads many, one after the other, without a promise for each. `use` must not throw. */
  readEach(revisions: readonly string[], use: (object: GitObject | null, index: number) => void): Promise<void>;
  /** Starts the child now, so that it is there when the first question comes. */
  warm(): void;
  close(): void;
}

interface Question {
  readonly whole: boolean;
  readonly answer: (object: GitObject | null) => void;
  readonly failed: (error: Error) => void;
}

const HEADER = /^([0-9a-f]{40,64}) (commit|tree|blob|tag) (\d+)$/;

/** Cuts the child's output into answers; holds at most one unfinished answer. */
class Answers {
  private chunks: Buffer[] = [];
  private length = 0;
  private need = 1;

  push(chunk: Buffer): void {
    this.chunks.push(chunk);
    this.length += chunk.length;
  }

  /** The next answer to a question, or undefined until more has come. */
  next(whole: boolean): GitObject | null | undefined {
    if (this.length < this.need) return undefined;
    const all = this.chunks.length === 1 && this.chunks[0] !== undefined ? this.chunks[0] : Buffer.concat(this.chunks);
    this.chunks = [all];
    const end = all.indexOf(10);
    if (end === -1) {
      this.need = all.length + 1;
      return undefined;
    }
    const match = HEADER.exec(all.toString('latin1', 0, end));
    const size = match === null || !whole ? -1 : Number(match[3]);
    const total = end + 1 + (size < 0 ? 0 : size + 1);
    if (all.length < total) {
      this.need = total;
      return undefined;
    }
    this.rest(all.subarray(total));
    if (match?.[1] === undefined) return null;
    const bytes = size < 0 ? Buffer.alloc(0) : all.subarray(end + 1, end + 1 + size);
    return { oid: oid(match[1]), type: match[2] as ObjectType, size: Number(match[3]), bytes }; // type checked by HEADER
  }

  private rest(buffer: Buffer): void {
    this.chunks = buffer.length === 0 ? [] : [buffer];
    this.length = buffer.length;
    this.need = 1;
  }
}

/** `start` is called once, at the first question or by `warm`. */
export function objectReader(start: () => ChildProcess): ObjectReader {
  const open: Question[] = [];
  let head = 0;
  let child: ChildProcess | null = null;
  let stderr = '';
  let unsent: string[] = [];

  const hold = (held: boolean): void => {
    if (child === null) return;
    for (const part of [child, child.stdin as Socket, child.stdout as Socket, child.stderr as Socket]) {
      // Pipes of a child are sockets; `ref` decides whether they keep the process alive.
      if (held) part?.ref?.();
      else part?.unref?.();
    }
  };
  const settle = (answers: Answers): void => {
    for (;;) {
      const question = open[head];
      if (question === undefined) break;
      const object = answers.next(question.whole);
      if (object === undefined) return;
      head++;
      question.answer(object);
    }
    open.length = 0;
    head = 0;
    hold(false);
  };
  const broken = (why: string): void => {
    const left = open.splice(0).slice(head);
    head = 0;
    child = null;
    for (const question of left)
      question.failed(fail(GIT_FAILED, `git cat-file ended early: ${why}`, ['git fsck']).error);
  };
  const running = (): ChildProcess => {
    if (child !== null) return child;
    const fresh = start();
    const answers = new Answers();
    fresh.stdout?.on('data', (chunk: Buffer) => {
      answers.push(chunk);
      settle(answers);
    });
    fresh.stderr?.on('data', (chunk: Buffer) => {
      stderr = (stderr + chunk.toString('utf8')).slice(-2000);
    });
    fresh.stdin?.on('error', () => {});
    fresh.once('error', (error) => broken(error.message));
    fresh.once('close', () => broken(stderr.trim()));
    child = fresh;
    return fresh;
  };
  const put = (verb: string, revision: string, question: Question): void => {
    // The protocol is lines; no object that gitcrq reads has such a name.
    if (/[\n\0]/.test(revision)) {
      question.answer(null);
      return;
    }
    const process = running();
    open.push(question);
    if (open.length - head === 1) hold(true);
    // Questions of one turn go out in one write, and their answers come back buffered: ten thousand of them would
    // otherwise be twenty thousand system calls.
    if (unsent.push(`${verb} ${revision}\n`) > 1) return;
    queueMicrotask(() => {
      process.stdin?.write(`${unsent.join('')}flush\n`);
      unsent = [];
    });
  };
  const ask = (verb: string, revision: string, whole: boolean): Promise<GitObject | null> =>
    new Promise((answer, failed) => put(verb, revision, { whole, answer, failed }));
  const readEach = (
    revisions: readonly string[],
    use: (object: GitObject | null, index: number) => void,
  ): Promise<void> =>
    new Promise((resolve, failed) => {
      let left = revisions.length;
      if (left === 0) resolve();
      for (const [index, revision] of revisions.entries()) {
        const answer = (object: GitObject | null): void => {
          use(object, index);
          if (--left === 0) resolve();
        };
        put('contents', revision, { whole: true, answer, failed });
      }
    });
  return {
    info: (revision) => ask('info', revision, false),
    read: (revision) => ask('contents', revision, true),
    readEach,
    warm() {
      running();
      if (open.length === 0) hold(false);
    },
    close: () => child?.stdin?.end(),
  };
}
