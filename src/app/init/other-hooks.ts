/**
 * Other tools that install git hooks, as the files of the base tell. They are left as they are; where such a tool would
 * take our hooks' place when it is installed, the lines that make it call gitcrq are said.
 */
import type { Oid } from '../../domain/brand.ts';
import { HOOK_NAMES } from '../../enforce/hooks/names.ts';
import { LEFTHOOK_LINES } from '../../enforce/hooks/place.ts';
import type { Repo } from '../../git/repo.ts';

interface HookTool {
  readonly name: string;
  readonly files: readonly string[];
  /** What it does to our hooks, and what to do about it. */
  readonly said: string;
}

const HUSKY_LINES = HOOK_NAMES.map((name) => `echo 'gitcrq hook ${name} "$@" || exit' >> .husky/${name}`).join('\n');

const TOOLS: readonly HookTool[] = [
  {
    name: 'lefthook',
    files: ['lefthook.yml', '.lefthook.yml', 'lefthook.yaml', '.lefthook.yaml'],
    said: `"lefthook install" puts its own in place of ours; put this into the file:\n${LEFTHOOK_LINES}`,
  },
  {
    name: 'husky',
    files: ['.husky'],
    said: `it sets core.hooksPath when it is installed, and git then passes over ours; so:\n${HUSKY_LINES}`,
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
