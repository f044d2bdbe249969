/**
 * What the last test of a request's candidate said, for people who ask why it waits. Never a reason to land: that takes
 * a run on the very commit. One small file a request in this clone, and of a failure a log; they may be deleted at any time.
 */
import { dirname, join } from 'node:path';
import type { CrqId, Oid } from '../domain/brand.ts';
import { wellFormed } from '../domain/printable.ts';
import type { TestRun } from '../exec/test-command.ts';
import type { Repo } from '../git/repo.ts';
import { contentAt } from '../plan/kinds/files.ts';
import type { FilesStep } from '../plan/step.ts';

export interface TestOf {
  readonly tree: Oid;
  readonly command: string;
}

export interface Remembered extends TestOf, Pick<TestRun, 'exit' | 'signal' | 'timedOut'> {
  readonly passed: boolean;
  /** Last lines of the output. */
  readonly said: string;
  /** Where more of the output is; left out where `said` is all of it. */
  readonly log?: string;
}

const LINES = 12;
/** One line may be a gigabyte long. */
const CHARACTERS = 2000;

function lastLines(text: string): string {
  const said = text.trimEnd().split('\n').slice(-LINES).join('\n');
  return said.length <= CHARACTERS ? said : `…${wellFormed(said.slice(-CHARACTERS))}`;
}

const fileOf = (repo: Repo, id: CrqId): string => join(repo.commonDir, 'gitcrq', 'tests', `${id}.json`);

export function rememberTest(repo: Repo, id: CrqId, of: TestOf, run: TestRun): Remembered {
  const { exit, signal, timedOut, tail, output } = run;
  const { files } = repo.ports;
  const said = lastLines(tail);
  const [passed, log] = [exit === 0 && !timedOut, join(dirname(fileOf(repo, id)), `${id}.log`)];
  const isLonger = !passed && said !== output.trimEnd();
  if (isLonger) files.writeAtomic(log, output);
  else files.remove(log);
  const memory = { ...of, exit, signal, timedOut, passed, said, ...(isLonger && { log }) };
  files.writeAtomic(fileOf(repo, id), JSON.stringify(memory));
  return memory;
}

/** What the last test of this request with this command said; `here`: of this very tree. */
export function rememberedTest(
  repo: Repo,
  id: CrqId,
  { tree, command }: TestOf,
): (Remembered & { readonly here: boolean }) | null {
  try {
    const memory = JSON.parse(repo.ports.files.readText(fileOf(repo, id)) ?? 'null') as Remembered | null; // our own writing
    return memory?.command === command ? { ...memory, here: memory.tree === tree } : null;
  } catch {
    return null;
  }
}

/** The step that forgets what is remembered of a request's tests; none where nothing is. */
export function forgottenTest(repo: Repo, id: CrqId): readonly FilesStep[] {
  const path = fileOf(repo, id);
  const from = contentAt(repo, path);
  return from === null ? [] : [{ kind: 'files', files: [{ path, from, to: null }] }];
}

/** How a failed run ended, with the end of its output. */
export function sayRun(command: string, run: Remembered): string {
  const end = run.timedOut
    ? 'took longer than merge.test_timeout_s'
    : run.exit === null
      ? `was ended by ${run.signal}`
      : `exited with ${run.exit}`;
  const said = run.said === '' ? [] : [run.said];
  const more = run.log === undefined ? [] : [`more of its output: ${run.log}`];
  return [`\`${command}\` ${end}`, ...said, ...more].join('\n');
}
