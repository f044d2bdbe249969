/** Files that git does not track: hooks and the like. Written whole, compared byte for byte, given back with their mode. */
import { fail, ok } from '../../domain/result.ts';
import type { Repo } from '../../git/repo.ts';
import { STATE_CHANGED } from '../errors.ts';
import type { FileContent, FilesStep, Kind } from '../step.ts';

/** What is at a path now, in the journal's form. */
export function contentAt(repo: Repo, path: string): FileContent | null {
  const bytes = repo.ports.files.read(path);
  if (bytes === null) return null;
  return { base64: Buffer.from(bytes).toString('base64'), mode: repo.ports.files.stat(path)?.mode ?? 0o644 };
}

export const content = (text: string, mode: number): FileContent => ({ base64: Buffer.from(text).toString('base64'), mode });

const same = (a: FileContent | null, b: FileContent | null): boolean => a?.base64 === b?.base64 && a?.mode === b?.mode;

export const filesKind: Kind<FilesStep> = {
  look(step, repo) {
    const states = step.files.map((file) => ({ file, now: contentAt(repo, file.path) }));
    if (states.every(({ file, now }) => same(now, file.to))) return Promise.resolve(ok('done'));
    const moved = states.find(({ file, now }) => !same(now, file.from) && !same(now, file.to));
    if (moved === undefined) return Promise.resolve(ok('todo'));
    return Promise.resolve(ok(fail(STATE_CHANGED, `${moved.file.path} is no longer what the plan found`, ['gitcrq hooks status']).error));
  },
  act(step, repo) {
    for (const { path, to } of step.files) {
      if (to === null) repo.ports.files.remove(path);
      else {
        repo.ports.files.writeAtomic(path, Buffer.from(to.base64, 'base64'), to.mode);
        repo.ports.files.chmod(path, to.mode);
      }
    }
    return Promise.resolve(ok(undefined));
  },
  undo: (step) => ({ how: 'step', step: { kind: 'files', files: step.files.toReversed().map(({ path, from, to }) => ({ path, from: to, to: from })) } }),
  say: (step) => step.files.map(({ path, from, to }) => ({ op: 'files', summary: `${to === null ? 'remove' : from === null ? 'create' : 'change'} ${path}`, path })),
};
