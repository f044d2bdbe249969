/**
 * husky's `.husky/_` in a linked worktree. git ignores that folder, so a new worktree has none, and git passes over all
 * hooks there without a word. It is filled as husky fills it, from another checkout where there is one; and since husky
 * writes it only where it is installed, our line can stand in it, so that no tracked file of that worktree is changed.
 */
import { dirname, join } from 'node:path';
import type { Repo } from '../../git/repo.ts';
import { content, contentAt } from '../../plan/kinds/files.ts';
import type { FileChange, FileContent } from '../../plan/step.ts';
import { callsByName, hasLine, withLine } from './line.ts';
import { type AnyHook, HOOK_NAMES } from './names.ts';
import { isHusky, managersFile, type OtherPlace } from './place.ts';

const RUNNER = 'h';
const IGNORED = '*\n# written by gitcrq\n';
const ignoreFile = (directory: string): string => join(directory, '.gitignore');

/** What husky 9 writes for each hook. */
export const HUSKY_START = '#!/usr/bin/env sh\n. "$(dirname "$0")/h"\n';
/** What it is at least, where no checkout has husky's own. */
const PLAIN_RUNNER = `#!/usr/bin/env sh
s=$(dirname "$(dirname "$0")")/$(basename "$0")
if [ ! -f "$s" ] || [ "\${HUSKY-}" = 0 ]; then exit 0; fi
PATH="node_modules/.bin:$PATH" exec sh -e "$s" "$@"
`;

/** Is this a folder that gitcrq filled, or has to fill? husky's own is left to husky. */
export const isOursToFill = (repo: Repo, { directory }: OtherPlace): boolean => {
  const ignore = repo.ports.files.readText(ignoreFile(directory));
  return ignore === IGNORED || repo.ports.files.stat(join(directory, RUNNER)) === null;
};

/** The files of the first folder that husky itself has filled, else the least that works. */
function pattern(repo: Repo, places: readonly OtherPlace[], to: OtherPlace): ReadonlyMap<string, FileContent> {
  const from = places.find((place) => isHusky(place.directory) && !isOursToFill(repo, place));
  const folder = dirname(to.directory);
  const hooks = repo.ports.files.list(folder).filter((name) => /^[a-z]+(?:-[a-z]+)+$/.test(name));
  const files = new Map([...hooks, ...HOOK_NAMES].map((name) => [name, content(HUSKY_START, 0o755)]));
  files.set(RUNNER, content(PLAIN_RUNNER, 0o644));
  for (const name of from === undefined ? [] : repo.ports.files.list(from.directory)) {
    const there = contentAt(repo, join(from?.directory ?? '', name));
    if (there !== null && !name.includes('gitcrq')) files.set(name, there);
  }
  return files.set('.gitignore', content(IGNORED, 0o644));
}

const latin1 = (file: FileContent): string => Buffer.from(file.base64, 'base64').toString('latin1');
const calls = (text: string, name: AnyHook): boolean => hasLine(text, name) || callsByName(text, name);

/** What is missing in a folder that is ours to fill. */
export function fillHusky(repo: Repo, places: readonly OtherPlace[], place: OtherPlace): readonly FileChange[] {
  const changes: FileChange[] = [];
  for (const [file, whole] of pattern(repo, places, place)) {
    const path = join(place.directory, file);
    const now = contentAt(repo, path);
    const name = HOOK_NAMES.find((hook) => hook === file);
    const text = latin1(now ?? whole);
    const asked =
      name === undefined ||
      calls(text, name) ||
      calls(repo.ports.files.readText(managersFile(place.directory, name)) ?? '', name);
    const to = asked
      ? (now ?? whole)
      : { base64: Buffer.from(withLine(text, name), 'latin1').toString('base64'), mode: 0o755 };
    if (now === null || to !== now) changes.push({ path, from: now, to });
  }
  return changes;
}

export const emptyHusky = (repo: Repo, { directory }: OtherPlace): readonly FileChange[] =>
  repo.ports.files.readText(ignoreFile(directory)) !== IGNORED
    ? []
    : repo.ports.files.list(directory).map((name) => {
        const path = join(directory, name);
        return { path, from: contentAt(repo, path), to: null };
      });
