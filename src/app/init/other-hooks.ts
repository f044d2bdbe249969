/**
 * Other tools that install git hooks, as the files of the base tell. They are left as they are; what happens where both
 * are installed is said, and the lines that make a tool call gitcrq where gitcrq does not write them itself.
 */
import type { Oid } from '../../domain/brand.ts';
import { HOOK_NAMES, READING_HOOKS } from '../../enforce/hooks/names.ts';
import type { Repo } from '../../git/repo.ts';

interface HookTool {
  readonly name: string;
  readonly files: readonly string[];
  /** What it does to our hooks, and what to do about it. */
  readonly said: string;
}

/** `{0}` is all arguments; lefthook leaves `{3}` as it stands where git gave two. */
export const LEFTHOOK_LINES = HOOK_NAMES.map(
  (name) =>
    `${name}:\n  commands:\n    gitcrq:\n      run: gitcrq hook ${name} {0}${READING_HOOKS.includes(name) ? '\n      use_stdin: true' : ''}`,
).join('\n');

const TOOLS: readonly HookTool[] = [
  {
    name: 'lefthook',
    files: ['lefthook.yml', '.lefthook.yml', 'lefthook.yaml', '.lefthook.yaml'],
    said: `"lefthook install" puts its own in place of ours, which "gitcrq doctor --fix" mends; for good, put this into the file:\n${LEFTHOOK_LINES}`,
  },
  {
    name: 'husky',
    files: ['.husky'],
    said: 'it sets core.hooksPath when it is installed, and git then passes over ours; "gitcrq doctor --fix" puts a line into .husky/commit-msg and the like',
  },
  {
    name: 'pre-commit',
    files: ['.pre-commit-config.yaml'],
    said: 'nothing to do: of pre-commit and gitcrq, the one installed later runs the earlier one first',
  },
];

/** One entry for each manager that the tree of this commit is set up for. */
export async function findHookTools(repo: Repo, tip: Oid): Promise<readonly string[]> {
  const found: string[] = [];
  for (const { name, files, said } of TOOLS) {
    const there = await Promise.all(files.map((file) => repo.reader.info(`${tip}:${file}`)));
    const file = files.find((_, n) => there[n] !== null);
    if (file !== undefined) found.push(`hook manager: ${name} (${file}): ${said}`);
  }
  return found;
}
