/** What plain oclif loads (package.json, oclif.commands): every command by its id. Used for help and by oclif's own tools. */
import { table } from './commands.gen.ts';

export const COMMANDS = Object.fromEntries(
  await Promise.all(
    table
      .filter(({ aliasOf }) => aliasOf === undefined)
      .map(async ({ id, load }) => [id.replaceAll(' ', ':'), (await load()).default] as const),
  ),
);
