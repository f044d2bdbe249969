/** Files that git does not track: hooks and the like. Written whole, compared byte for byte, given back with their mode. */
import { dirname } from 'node:path';
import { fail, ok } from '../../domain/result.ts';
import { READ_ONLY } from '../../git/errors.ts';
import type { Repo } from '../../git/repo.ts';
import { STATE_CHANGED } from '../errors.ts';
import type { FileContent, FilesStep, Kind } from '../step.ts';

/** What is at a path now, in the journal's form. */
export function contentAt(repo: Repo, path: string): FileContent | null {
  const target = repo.ports.files.linkTarget(path);
  if (target !== null) return { base64: Buffer.from(target).toString('base64'), mode: 0o777, link: true };
  const bytes = repo.ports.files.read(path);
  if (bytes === null) return null;
  return { base64: Buffer.from(bytes).toString('base64'), mode: repo.ports.files.stat(path)?.mode ?? 0o644 };
}

export const content = (text: string, mode: number): FileContent => ({
  base64: Buffer.from(text).toString('base64'),
  mode,
});

const same = (a: FileContent | null, b: FileContent | null): boolean =>
  a?.base64 === b?.base64 && a?.mode === b?.mode && a?.link === b?.link;

function put(repo: Repo, path: string, to: FileContent | null): void {
  const { files } = repo.ports;
  const bytes = Buffer.from(to?.base64 ?? '', 'base64');
  if (to === null) files.remove(path);
  else if (to.link === true) files.writeLink(path, bytes.toString('utf8'));
  else {
    files.writeAtomic(path, bytes, to.mode);
    files.chmod(path, to.mode);
  }
}

/** What the system says where a place cannot be written. */
const isReadOnly = (error: unknown): error is Error =>
  error instanceof Error &&
  'code' in error &&
  (error.code === 'EACCES' || error.code === 'EPERM' || error.code === 'EROFS');

export const filesKind: Kind<FilesStep> = {
  look(step, repo) {
    const states = step.files.map((file) => ({ file, now: contentAt(repo, file.path) }));
    if (states.every(({ file, now }) => same(now, file.to))) return Promise.resolve(ok('done'));
    const moved = states.find(({ file, now }) => !same(now, file.from) && !same(now, file.to));
    if (moved === undefined) return Promise.resolve(ok('todo'));
    return Promise.resolve(
      ok(fail(STATE_CHANGED, `${moved.file.path} is no longer what the plan found`, ['gitcrq hooks status']).error),
    );
  },
  act(step, repo) {
    try {
      for (const { path, to } of step.files) put(repo, path, to);
    } catch (error) {
      if (!isReadOnly(error)) throw error;
      return Promise.resolve(
        fail(READ_ONLY, error.message, [`ls -ld ${JSON.stringify(dirname(step.files[0]?.path ?? ''))}`]),
      );
    }
    return Promise.resolve(ok(undefined));
  },
  undo: (step) => ({
    how: 'step',
    step: { kind: 'files', files: step.files.toReversed().map(({ path, from, to }) => ({ path, from: to, to: from })) },
  }),
  say: (step) =>
    step.files.map(({ path, from, to }) => ({
      op: 'files',
      summary: `${to === null ? 'remove' : from === null ? 'create' : 'change'} ${path}`,
      path,
    })),
};
