/**
 * Packages of others that long tests need (schemas and checkers, hook managers, Gemini CLI): each folder installed once a run from
 * its own lock, beside the project's own.
 */
import { execFileSync } from 'node:child_process';
import { copyFileSync, mkdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { ROOT } from '../house/sources.ts';

/** The folder they are installed in. A machine that cannot install them fails here: a skipped check proves nothing. */
function install(set: string): string {
  const cache = join(ROOT, 'node_modules', '.cache', `gitcrq-${set}`);
  mkdirSync(cache, { recursive: true });
  for (const name of ['package.json', 'package-lock.json'])
    copyFileSync(join(ROOT, 'test', 'full', set, name), join(cache, name));
  execFileSync('npm', ['ci', '--no-audit', '--no-fund', '--ignore-scripts'], { cwd: cache, stdio: 'pipe' });
  return cache;
}

export interface Published {
  /** A package of the folder; its types are not here, so the caller says what it uses. */
  load<T>(name: string): T;
  text(path: string): string;
  readonly bin: string;
}

export function published(set: 'published' | 'managers' | 'gemini'): Published {
  const folder = install(set);
  const require = createRequire(join(folder, 'package.json'));
  return {
    load: (name) => require(name),
    text: (path) => readFileSync(join(folder, 'node_modules', path), 'utf8'),
    bin: join(folder, 'node_modules', '.bin'),
  };
}
