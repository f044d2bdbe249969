/** Packages that carry what others publish (schemas, checkers): installed once a run from their own lock, beside the project's own. */
import { execFileSync } from 'node:child_process';
import { copyFileSync, mkdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { ROOT } from '../house/sources.ts';

const CACHE = join(ROOT, 'node_modules', '.cache', 'gitcrq-published');

/** The folder they are installed in. A machine that cannot install them fails here: a skipped check proves nothing. */
function install(): string {
  mkdirSync(CACHE, { recursive: true });
  for (const name of ['package.json', 'package-lock.json'])
    copyFileSync(join(ROOT, 'test', 'full', 'published', name), join(CACHE, name));
  execFileSync('npm', ['ci', '--no-audit', '--no-fund', '--ignore-scripts'], { cwd: CACHE, stdio: 'pipe' });
  return CACHE;
}

export interface Published {
  /** A package of the folder; its types are not here, so the caller says what it uses. */
  load<T>(name: string): T;
  text(path: string): string;
  readonly bin: string;
}

export function published(): Published {
  const folder = install();
  const require = createRequire(join(folder, 'package.json'));
  return {
    load: (name) => require(name),
    text: (path) => readFileSync(join(folder, 'node_modules', path), 'utf8'),
    bin: join(folder, 'node_modules', '.bin'),
  };
}
