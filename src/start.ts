/** Starts gitcrq with this process's surroundings and the generated table. */
import { extname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { ambient } from './app/session.ts';
import { table } from './commands.gen.ts';
import { main } from './main.ts';

// Beside this file, bundled or not.
const commandsFile = (): string => fileURLToPath(new URL(`./oclif${extname(import.meta.url)}`, import.meta.url));

export const start = (argv: readonly string[], version: string): Promise<void> =>
  main({ argv, ...ambient() }, { table, version, commandsFile });
