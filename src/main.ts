/**
 * One call of gitcrq from its words to its exit code. The only composition: the entry passes the process's own
 * surroundings, and a fault test's entry passes a trail that kills.
 */
import type { Config } from '@oclif/core/config';
import { type CommandRoute, type Entry, type Route, route } from './app/route.ts';
import { bindSession, type Surroundings } from './app/session.ts';
import { GitcrqError } from './domain/error.ts';
import { unwrap } from './domain/result.ts';
import { UNKNOWN_COMMAND } from './surface/errors.ts';
import { explain } from './surface/explain.ts';
import { leaveInterrupts, onInterrupt } from './surface/interrupt.ts';
import { lightConfig } from './surface/light-config.ts';
import { setExit } from './surface/print.ts';
import { type Manner, report, reportFailure } from './surface/report.ts';
import { usage } from './surface/usage.ts';

/** What the table loads: a class of surface/command.ts. Its type parameter differs by class, so it is named by shape. */
export interface CommandClass {
  id: string;
  new (argv: string[], config: Config): { execute(): Promise<void> };
}

export type Table = readonly Entry<CommandClass>[];

export interface Call extends Surroundings {
  readonly argv: readonly string[];
}

/** Which commands there are. */
export interface Program {
  readonly table: Table;
  readonly version: string;
  /** A module that exports COMMANDS, for help: see oclif.ts. */
  readonly commandsFile: () => string;
}

async function runCommand(found: CommandRoute, { table }: Program, call: Call, manner: Manner): Promise<void> {
  const entry = table.find(({ id }) => id === found.id);
  if (entry === undefined) throw new Error(`the router named ${found.id}, which is not in its table`);
  onInterrupt(manner);
  const { default: Class } = await entry.load();
  Class.id = found.id;
  const config = lightConfig();
  bindSession(config, {
    env: call.env,
    cwd: call.cwd,
    ...(call.trail && { trail: call.trail }),
    globals: found.globals,
    tail: found.tail,
  });
  await new Class([...found.own], config).execute();
}

type Unknown = Extract<Route, { kind: 'unknown' }>;

/** A word that is no command may be a program of the user's: `gitcrq-NAME` on PATH. */
async function unknown({ words, rest, suggestions, globals }: Unknown, call: Call, manner: Manner): Promise<void> {
  const [name = ''] = words;
  const { findPlugin, runPlugin } = await import('./app/plugin.ts');
  const path = words.length === 1 ? findPlugin(call, name) : null;
  if (path !== null) {
    leaveInterrupts();
    return setExit(unwrap(await runPlugin(call, { path, globals, rest })));
  }
  const next = [...suggestions.map((id) => `gitcrq ${id}`), 'gitcrq --help'];
  await reportFailure(new GitcrqError(UNKNOWN_COMMAND, `there is no command: gitcrq ${words.join(' ')}`, next), manner);
}

/** Never rejects; sets the process's exit code. */
export async function main(call: Call, program: Program): Promise<void> {
  const found = route(call.argv, program.table);
  const manner: Manner = { env: call.env, ...found.globals };
  try {
    switch (found.kind) {
      case 'command':
        return await runCommand(found, program, call, manner);
      case 'version':
        return await report({ value: { version: program.version }, text: program.version }, manner);
      case 'help': {
        const [{ help }, { pluginNames }] = await Promise.all([import('./surface/help.ts'), import('./app/plugin.ts')]);
        const others =
          found.id === null
            ? pluginNames(
                call,
                program.table.map(({ id }) => id),
              )
            : [];
        const source = { commandsFile: program.commandsFile(), version: program.version, others };
        return await report(await help(found.id, manner, source), manner);
      }
      case 'unknown':
        return await unknown(found, call, manner);
      case 'malformed':
        return await reportFailure(usage(found.message, undefined), manner);
    }
  } catch (thrown) {
    await reportFailure(explain(thrown), manner, thrown);
  }
}
