/**
 * The journal of this clone: one file of JSON lines an operation, written before its first step. A line
 * that is torn (a kill while writing) counts as never written.
 */
import { join } from 'node:path';
import type { Repo } from '../git/repo.ts';
import type { Ports, ProcessId } from '../sys/ports.ts';
import { uuidv7 } from '../sys/uuid.ts';
import type { Plan, Step } from './step.ts';

/** What a person asked for, and from where: the same again is the same operation, not a second one. */
export interface OperationKey {
  readonly argv: readonly string[];
  readonly gitDir: string;
}

export interface Operation {
  readonly id: string;
  /** Operations of one command share it. */
  readonly group: string;
  readonly key: OperationKey;
  readonly owner: ProcessId;
  readonly at: string;
  readonly plan: Plan;
  /** Values of HEAD (`ref oid`) before, between and after the steps. */
  readonly heads: readonly string[];
  /** Indexes of the steps known to be done. */
  readonly done: ReadonlySet<number>;
  /** Those of them that this operation did itself; the others were as they should be when it came. */
  readonly acted: ReadonlySet<number>;
  readonly end: 'done' | 'abandoned' | null;
  readonly reported: boolean;
}

type Line =
  | ({ readonly t: 'begin'; readonly v: 1 } & Pick<
      Operation,
      'id' | 'group' | 'key' | 'owner' | 'at' | 'plan' | 'heads'
    >)
  | { readonly t: 'step'; readonly n: number; readonly acted: boolean }
  | { readonly t: 'done' | 'abandoned' | 'reported' }
  | { readonly t: 'owner'; readonly owner: ProcessId };

const KEPT = 100;

const folder = (repo: Repo): string => join(repo.commonDir, 'gitcrq', 'ops');
export const journalPath = (repo: Repo, id: string): string => join(folder(repo), `${id}.jsonl`);

export interface Begin {
  readonly group: string;
  readonly key: OperationKey;
  readonly plan: Plan;
  readonly heads: readonly string[];
}

/** Names sort by time, and what comes later is undone first: a clock that was set back does not turn that round. */
function nextId(repo: Repo): string {
  const { ports } = repo;
  const id = uuidv7(ports);
  const last = ports.files.list(folder(repo)).at(-1) ?? '';
  if (id > last) return id;
  const after = new Date(Number.parseInt(last.slice(0, 13).replace('-', ''), 16) + 1);
  return uuidv7({ ...ports, clock: { ...ports.clock, now: () => after } });
}

/** Writes the first line of a new journal, and forgets the oldest finished ones. */
export function beginOperation(repo: Repo, begin: Begin): Operation {
  const { ports } = repo;
  const id = nextId(repo);
  const head = { id, ...begin, owner: ports.processes.self(), at: ports.clock.now().toISOString() };
  ports.files.create(journalPath(repo, id), `${JSON.stringify({ t: 'begin', v: 1, ...head })}\n`, 0o600);
  prune(repo);
  return { ...head, done: new Set(), acted: new Set(), end: null, reported: false };
}

function prune(repo: Repo): void {
  const names = repo.ports.files.list(folder(repo));
  for (const name of names.slice(0, Math.max(0, names.length - KEPT))) {
    const operation = readOperation(repo, name.replace(/\.jsonl$/, ''));
    if (operation === null || operation.end !== null) repo.ports.files.remove(join(folder(repo), name));
  }
}

/** Adds a line. Behind a torn one it begins a line of its own, or both would be lost. */
export function noteLine(repo: Repo, id: string, line: Exclude<Line, { t: 'begin' }>): void {
  const path = journalPath(repo, id);
  const torn = repo.ports.files.readText(path)?.endsWith('\n') === false;
  repo.ports.files.append(path, `${torn ? '\n' : ''}${JSON.stringify(line)}\n`);
}

/** Drops the journal of an operation that was given up whole: nothing of it is left to tell of, and it would only push others out. */
export function forgetAbandoned(repo: Repo, id: string): void {
  if (readOperation(repo, id)?.end === 'abandoned') repo.ports.files.remove(journalPath(repo, id));
}

function lines(text: string): readonly Line[] {
  const read: Line[] = [];
  for (const row of text.split('\n').slice(0, -1)) {
    try {
      read.push(JSON.parse(row) as Line); // our own writing
    } catch {
      // Torn by a kill: what it would have said did not happen as far as anybody knows. Without the first line there is nothing.
      if (read.length === 0) break;
    }
  }
  return read;
}

/** One operation, or null if its journal has no whole first line. */
export function readOperation(repo: Repo, id: string): Operation | null {
  const all = lines(repo.ports.files.readText(journalPath(repo, id)) ?? '');
  const begin = all[0];
  if (begin?.t !== 'begin' || begin.v !== 1) return null;
  const { t: _t, v: _v, ...head } = begin;
  const done = new Set<number>();
  const acted = new Set<number>();
  let state: Pick<Operation, 'end' | 'reported' | 'owner'> = { end: null, reported: false, owner: head.owner };
  for (const line of all.slice(1)) {
    if (line.t === 'step') {
      done.add(line.n);
      if (line.acted) acted.add(line.n);
    } else if (line.t === 'reported') state = { ...state, reported: true };
    else if (line.t === 'owner') state = { ...state, owner: line.owner };
    else if (line.t !== 'begin') state = { ...state, end: line.t };
  }
  return { ...head, ...state, done, acted };
}

/** All readable operations, oldest first. */
export const listOperations = (repo: Repo): readonly Operation[] =>
  repo.ports.files
    .list(folder(repo))
    .filter((name) => name.endsWith('.jsonl'))
    .map((name) => readOperation(repo, name.slice(0, -'.jsonl'.length)))
    .filter((operation) => operation !== null);

/** Was this operation made from where HEAD is now, or did its own steps bring HEAD here? */
export function sameHead(repo: Repo, operation: Operation): boolean {
  const { ref, oid } = repo.head;
  return operation.heads.includes(`${ref} ${oid}`) || operation.heads.includes(`${ref} ?`);
}

export const isAlive = (ports: Ports, operation: Operation): boolean => ports.processes.alive(operation.owner);

/** Ref changes of a step that moves refs here. */
const localChanges = (step: Step): readonly { ref: string; from: string | null; to: string | null }[] =>
  step.kind === 'refs' ? step.changes : step.kind === 'advance' ? [step] : [];

/** HEAD as the steps move it: every value that a kill can leave behind; `?` where the steps do not say the commit. */
export function headsOf(repo: Repo, steps: readonly Step[]): readonly string[] {
  let ref = repo.head.ref;
  const tips = new Map<string, string | null>();
  const heads = [`${ref} ${repo.head.oid}`];
  for (const step of steps) {
    for (const change of localChanges(step)) {
      tips.set(change.ref, change.to);
      // Also `from`: the repository may have been opened before an earlier operation of the same command moved the branch.
      if (change.ref === ref) heads.push(`${ref} ${change.from}`, `${ref} ${change.to}`);
    }
    if (step.kind !== 'switch' || step.dir !== repo.workTree) continue;
    ref = `refs/heads/${step.to}`;
    heads.push(`${ref} ${tips.get(ref) ?? '?'}`);
  }
  return heads;
}
