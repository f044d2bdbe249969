/** The command with which a project tests itself, guessed from the files at the top of its base. */
import type { Oid } from '../../domain/brand.ts';
import type { Repo } from '../../git/repo.ts';
import { entryName, readTree } from '../../git/tree.ts';

export interface TestCommand {
  readonly command: string;
  /** The file that tells of it. */
  readonly file: string;
}

/** A landing is tested in a worktree of its own, where nothing is installed yet. */
const INSTALLS: readonly (readonly [string, string])[] = [
  ['package-lock.json', 'npm ci && npm test'],
  ['npm-shrinkwrap.json', 'npm ci && npm test'],
  ['pnpm-lock.yaml', 'pnpm install --frozen-lockfile && pnpm test'],
  ['yarn.lock', 'yarn install --frozen-lockfile && yarn test'],
  ['bun.lock', 'bun install --frozen-lockfile && bun run test'],
];

/** `npm init` writes a script that only says that there is none. */
function nodeTest(text: string, names: ReadonlySet<string>): string | null {
  let script: unknown;
  try {
    script = (JSON.parse(text) as { scripts?: { test?: unknown } } | null)?.scripts?.test; // any JSON; checked below
  } catch {
    return null;
  }
  if (typeof script !== 'string' || script === '' || script.includes('no test specified')) return null;
  return INSTALLS.find(([lock]) => names.has(lock))?.[1] ?? 'npm install && npm test';
}

type Guess = (text: string, names: ReadonlySet<string>) => string | null;

const always =
  (command: string): Guess =>
  () =>
    command;
const where =
  (pattern: RegExp, command: string): Guess =>
  (text) =>
    pattern.test(text) ? command : null;

/** What a project made for people to type comes before what its build tool could do. */
const GUESSES: readonly (readonly [string, Guess])[] = [
  ['package.json', nodeTest],
  ['Makefile', where(/^test\s*:(?!=)/m, 'make test')],
  ['Cargo.toml', always('cargo test')],
  ['go.mod', always('go test ./...')],
  ['pytest.ini', always('python -m pytest')],
  ['pyproject.toml', where(/pytest/, 'python -m pytest')],
  ['tox.ini', always('tox')],
  ['pom.xml', always('mvn --batch-mode test')],
  ['gradlew', always('./gradlew test')],
  ['build.xml', where(/<target\b[^>]*\bname="test"/, 'ant test')],
];

export async function findTestCommand(repo: Repo, tip: Oid): Promise<TestCommand | null> {
  const names = new Set(((await readTree(repo, `${tip}:`)) ?? []).map(entryName));
  for (const [file, guess] of GUESSES) {
    const blob = names.has(file) ? await repo.reader.read(`${tip}:${file}`) : null;
    const command = blob?.type === 'blob' ? guess(blob.bytes.toString('utf8'), names) : null;
    if (command !== null) return { command, file };
  }
  return null;
}
