/** `crq history --write`: the section of one file in the work tree, as a plan that can be shown first and taken back. */
import { basename, dirname, isAbsolute, join, relative, resolve } from 'node:path';
import type { CrqId } from '../domain/brand.ts';
import { fail, ok, type Result } from '../domain/result.ts';
import { type Repo, workTreeOf } from '../git/repo.ts';
import { contentAt } from '../plan/kinds/files.ts';
import type { Plan } from '../plan/step.ts';
import { type Basis, POLICY_FILE } from '../store/basis.ts';
import { HISTORY_FILE_UNFIT } from './errors.ts';
import { type CrqHistory, crqHistory } from './history.ts';
import { withHistory } from './history-section.ts';

export interface WrittenHistory extends CrqHistory {
  /** Relative to the top of the work tree. */
  readonly path: string;
  readonly changed: boolean;
}

/** The real path of a file in the work tree, or why it is none. */
function placeIn(repo: Repo, top: string, file: string): { readonly path: string } | { readonly why: string } {
  if (file === '-') return { why: 'is standard input, and a section is kept in a file' };
  if (file === '' || file.includes('\0')) return { why: 'is no path' };
  const asked = resolve(repo.cwd, file);
  if (repo.ports.files.stat(`${dirname(asked)}/.`)?.kind !== 'directory')
    return { why: 'is in a folder that is not there' };
  const path = join(repo.ports.files.realpath(dirname(asked)), basename(asked));
  const within = relative(repo.ports.files.realpath(top), path);
  if (within === '' || within.split('/')[0] === '..' || isAbsolute(within)) return { why: 'is outside the work tree' };
  if (within === POLICY_FILE) return { why: 'holds the rules of this repository' };
  if (within.split('/').includes('.git')) return { why: "is git's own" };
  const kind = repo.ports.files.stat(path)?.kind ?? 'file';
  return kind === 'file' ? { path } : { why: kind === 'link' ? 'is a symbolic link' : 'is no plain file' };
}

export async function planHistory(repo: Repo, basis: Basis, text: string, file: string): Promise<Result<Plan>> {
  const top = workTreeOf(repo);
  if (!top.ok) return top;
  const history = await crqHistory(repo, basis, text);
  if (!history.ok) return history;
  const { id, commits } = history.value;
  const place = placeIn(repo, top.value, file);
  if ('why' in place) return unfit(id, file, place.why);
  const from = contentAt(repo, place.path);
  const bytes = Buffer.from(from?.base64 ?? '', 'base64');
  if (bytes.includes(0)) return unfit(id, file, 'holds NUL bytes and is no text');
  const old = bytes.toString('latin1');
  const written = withHistory(old, id, commits);
  if ('why' in written) return unfit(id, file, `cannot be written: ${written.why}`);
  const changed = from === null || written.text !== old;
  const to = { base64: Buffer.from(written.text, 'latin1').toString('base64'), mode: from?.mode ?? 0o644 };
  const path = relative(repo.ports.files.realpath(top.value), place.path);
  const answer: WrittenHistory = { ...history.value, path, changed };
  return ok({
    op: 'crq history',
    title: `Write the history of ${id} to ${path}`,
    steps: changed ? [{ kind: 'files', files: [{ path: place.path, from, to }] }] : [],
    answer,
  });
}

const unfit = (id: CrqId, file: string, why: string) =>
  fail(HISTORY_FILE_UNFIT, `${JSON.stringify(file)} ${why}`, [
    `gitcrq crq history ${id}`,
    `gitcrq crq history ${id} --write CHANGES.md`,
  ]);
