/** All static checks, one after the other; every one runs, so that one call shows everything there is to mend. */
import { spawnSync } from 'node:child_process';

const CHECKS: readonly (readonly [string, ...string[]])[] = [
  ['node', 'scripts/commands.ts', '--check'],
  ['node', 'scripts/docs.ts', '--check'],
  ['biome', 'ci', '--error-on-warnings', ...(process.stdout.isTTY ? [] : ['--colors=off']), '.'],
  ['tsc', '--project', '.'],
  ['depcruise', 'src', 'commands', '--config', '.dependency-cruiser.cjs'],
  ['knip'],
  ['tsdown', '--log-level', 'warn'],
  ['publint', '--strict'],
  ['attw', '--pack', '.', '--profile', 'esm-only'],
  ['size-limit'],
];

const failed = CHECKS.filter(([program, ...args]) => {
  console.log(`\n$ ${[program, ...args].join(' ')}`);
  return spawnSync(program, args, { stdio: 'inherit' }).status !== 0;
});

console.log(
  failed.length === 0 ? '\nall checks pass' : `\nfailed: ${failed.map((check) => check.join(' ')).join('; ')}`,
);
process.exitCode = failed.length === 0 ? 0 : 1;
