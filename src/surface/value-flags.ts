/** Which flags of a command take a value, as typed. The generated table holds this for every command. */
import type { Command } from '@oclif/core/command';

export const valueFlags = (command: Pick<typeof Command, 'flags' | 'baseFlags'>): readonly string[] =>
  Object.entries({ ...command.baseFlags, ...command.flags })
    .filter(([, flag]) => flag.type === 'option')
    .flatMap(([name, flag]) => [
      `--${name}`,
      ...(flag.char ? [`-${flag.char}`] : []),
      ...(flag.aliases ?? []).map((alias) => (alias.length === 1 ? `-${alias}` : `--${alias}`)),
      ...(flag.charAliases ?? []).map((alias) => `-${alias}`),
    ]);
