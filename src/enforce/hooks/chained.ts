/**
 * Hooks in the directories of another manager: stubs of this clone below `gitcrq/hooks`, and in each of the manager's
 * hooks a line that calls them. core.hooksPath stays as it is. What is no shell script is kept beside a script that is.
 */
import { join } from 'node:path';
import { quoted } from '../../domain/quote.ts';
import { fail, ok, type Result } from '../../domain/result.ts';
import type { Repo } from '../../git/repo.ts';
import { content, contentAt } from '../../plan/kinds/files.ts';
import type { FileChange, FileContent } from '../../plan/step.ts';
import { HOOK_IN_THE_WAY } from '../errors.ts';
import { emptyHusky, fillHusky, HUSKY_START, isOursToFill } from './husky.ts';
import { callsByName, frameFor, hasLine, isEmptied, isShellScript, newHook, withLine, withoutLine } from './line.ts';
import { type AnyHook, HOOK_NAMES } from './names.ts';
import { hooksPathSet, isHusky, keptBeside, managersFile, noDirectory, type OtherPlace, whatPlace } from './place.ts';
import { type Installation, stubFor } from './stub.ts';

const CHAIN = 'chain';
const stubsDirectory = (repo: Repo): string => join(repo.commonDir, 'gitcrq', 'hooks');
/** The stub that a manager's hook calls; never in git's own directory, where it would bring a hook back that git passes over. */
export const chainedStub = (repo: Repo, name: string): string => join(stubsDirectory(repo), name);

/** Bytes as text and back, whatever they are. */
export const latin1 = (file: FileContent): string => Buffer.from(file.base64, 'base64').toString('latin1');
const bytes = (text: string, mode: number): FileContent => ({
  base64: Buffer.from(text, 'latin1').toString('base64'),
  mode,
});
export const same = (a: FileContent, b: FileContent): boolean =>
  a.base64 === b.base64 && a.mode === b.mode && a.link === b.link;

const put = (repo: Repo, path: string, to: FileContent): readonly FileChange[] => {
  const from = contentAt(repo, path);
  return from !== null && same(from, to) ? [] : [{ path, from, to }];
};

/** The stubs that the lines call. */
export const stubChanges = (repo: Repo, parts: Installation, strict: boolean): readonly FileChange[] => [
  ...HOOK_NAMES.flatMap((name) => put(repo, chainedStub(repo, name), content(stubFor(name, parts, strict), 0o755))),
  ...put(repo, chainedStub(repo, CHAIN), content(parts.sources[CHAIN] ?? '', 0o644)),
];

const runs = (file: FileContent): boolean => (file.mode & 0o111) !== 0;

function chainOne(repo: Repo, name: AnyHook, directory: string): Result<readonly FileChange[]> {
  const path = managersFile(directory, name);
  const now = contentAt(repo, path);
  if (now === null) return ok([{ path, from: null, to: content(newHook(name), 0o755) }]);
  // husky starts its scripts with sh, whatever their mode and first line are.
  const husky = isHusky(directory);
  const text = latin1(now);
  const called = hasLine(text, name) || callsByName(text, name);
  if (now.link !== true && called)
    return ok(runs(now) || husky ? [] : [{ path, from: now, to: { ...now, mode: now.mode | 0o111 } }]);
  if (now.link !== true && (husky || (isShellScript(text) && runs(now))))
    return ok([{ path, from: now, to: bytes(withLine(text, name), now.mode) }]);
  const kept = keptBeside(path);
  const before = contentAt(repo, kept);
  if (before !== null && !same(before, now))
    return fail(HOOK_IN_THE_WAY, `${path} is not gitcrq's, and ${kept} is there already`, [
      `diff ${quoted(kept)} ${quoted(path)}`,
      `mv ${quoted(kept)} ${quoted(`${kept}.old`)}`,
    ]);
  const frame: FileChange = { path, from: now, to: content(frameFor(name), 0o755) };
  return ok([...(before === null ? [{ path: kept, from: null, to: now }] : []), frame]);
}

/** husky's own program for a hook, which starts the people's script, has to be there as well. */
function chainStarted(repo: Repo, name: AnyHook, directory: string): Result<readonly FileChange[]> {
  const path = join(directory, name);
  const started = contentAt(repo, path);
  if (started !== null && hasLine(latin1(started), name)) return ok([]);
  const script = chainOne(repo, name, directory);
  if (!script.ok || started !== null) return script;
  return ok([{ path, from: null, to: content(HUSKY_START, 0o755) }, ...script.value]);
}

function chainPlace(repo: Repo, { directory }: OtherPlace, names: readonly AnyHook[]): Result<readonly FileChange[]> {
  const changes: FileChange[] = [];
  for (const name of names) {
    const one = isHusky(directory) ? chainStarted(repo, name, directory) : chainOne(repo, name, directory);
    if (!one.ok) return one;
    changes.push(...one.value);
  }
  return ok(changes);
}

/** Lines in all these directories. Fails: HOOKS_PATH_SET, HOOK_IN_THE_WAY. */
export function chain(
  repo: Repo,
  places: readonly OtherPlace[],
  names: readonly AnyHook[],
): Result<readonly FileChange[]> {
  const changes: FileChange[] = [];
  for (const place of places) {
    const what = whatPlace(repo, place.directory);
    if (what === 'no directory') return noDirectory(place);
    if (what === 'read-only') return hooksPathSet(place, names, ', where gitcrq cannot write');
    const fills = isHusky(place.directory) && isOursToFill(repo, place);
    const one = fills ? ok(fillHusky(repo, places, place)) : chainPlace(repo, place, names);
    if (!one.ok) return one;
    changes.push(...one.value);
  }
  return ok(changes);
}

function unchainOne(repo: Repo, name: AnyHook, path: string): readonly FileChange[] {
  const now = contentAt(repo, path);
  const text = now === null || now.link === true ? '' : latin1(now);
  if (now === null || !hasLine(text, name)) return [];
  if (text === frameFor(name)) {
    const kept = keptBeside(path);
    const before = contentAt(repo, kept);
    return [{ path, from: now, to: before }, ...(before === null ? [] : [{ path: kept, from: before, to: null }])];
  }
  return [{ path, from: now, to: isEmptied(text, name) ? null : bytes(withoutLine(text, name), now.mode) }];
}

/** Everything that `chain` and `stubChanges` wrote, and nothing else. */
export const unchain = (
  repo: Repo,
  places: readonly OtherPlace[],
  names: readonly AnyHook[],
): readonly FileChange[] => [
  ...places.flatMap((place) => {
    const filled = isHusky(place.directory) ? emptyHusky(repo, place) : [];
    const within =
      filled.length > 0 || !isHusky(place.directory)
        ? []
        : names.map((name) => [name, join(place.directory, name)] as const);
    const files = [...within, ...names.map((name) => [name, managersFile(place.directory, name)] as const)];
    return [...filled, ...files.flatMap(([name, path]) => unchainOne(repo, name, path))];
  }),
  ...[...names, CHAIN].flatMap((name) => {
    const path = chainedStub(repo, name);
    const from = contentAt(repo, path);
    return from === null ? [] : [{ path, from, to: null }];
  }),
];
