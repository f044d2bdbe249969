#!/usr/bin/env node
/**
 * The entry. Written for any Node that knows ES modules, so that an old one is told what is missing instead of
 * failing on syntax; everything else is loaded after that check and behind the compile cache. Built-in modules are
 * fetched where they are used: an import statement of one costs more than answering --version.
 */
import { VERSION } from './domain/version.ts';

const argv = process.argv.slice(2);
const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);

/** Compiled code is kept per user and out of reach of others; without a home directory there is just no cache. */
function cacheCode(): void {
  const home = process.env['XDG_CACHE_HOME'] || (process.env['HOME'] && `${process.env['HOME']}/.cache`);
  if (!home?.startsWith('/')) return;
  const mask = process.umask(0o077);
  try {
    process.getBuiltinModule('node:module').enableCompileCache(`${home}/gitcrq/v8`);
  } catch {
    // A cache that cannot be had is only slower.
  } finally {
    process.umask(mask);
  }
}

/** The same words as the registry's NODE_TOO_OLD; a test compares them. Nothing newer than this file may be loaded here. */
function tooOld(): void {
  const message = `this is Node ${process.versions.node}, and gitcrq needs 22.12 or newer`;
  const why = 'gitcrq and the libraries it is built on need Node 22.12 or newer.';
  const next = ['npm install --global node@24'];
  const error = { code: 'NODE_TOO_OLD', message, why, next };
  if (argv.includes('--json')) console.log(JSON.stringify({ schemaVersion: 1, ok: false, exit: 3, error }));
  else console.error(`error ${error.code}: ${message}\nwhy: ${why}\nnext: ${next[0]}`);
  process.exitCode = 3;
}

if (major < 22 || (major === 22 && minor < 12)) tooOld();
else if (argv.length === 1 && argv[0] === '--version') process.getBuiltinModule('node:fs').writeSync(1, `${VERSION}\n`);
else if (argv[0] === 'completion' && argv[1] === '--') {
  cacheCode();
  const { answerShell } = await import('./complete.ts');
  await answerShell(argv.slice(2), process.cwd());
} else if (argv.length === 6 && argv[0] === 'merge-driver' && /^\d+$/.test(argv[5] ?? '')) {
  cacheCode();
  const { answerMerge } = await import('./merge-driver.ts');
  await answerMerge(argv.slice(1));
} else {
  cacheCode();
  const { start } = await import('./start.ts');
  await start(argv, VERSION);
}
