/**
 * What one call of gitcrq was given: its words and its surroundings. The entry makes it; a command finds the session
 * of its oclif config, so that nothing below this room reads the environment.
 */
import type { Trail } from '../sys/ports.ts';
import type { Globals } from './globals.ts';

export interface Surroundings {
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly cwd: string;
  /** Only a fault test passes one. */
  readonly trail?: Trail;
}

export interface Session extends Surroundings {
  readonly globals: Globals;
  /** The words behind the command that belong to a child. */
  readonly tail: readonly string[];
}

const sessions = new WeakMap<object, Session>();

export const bindSession = (config: object, session: Session): void => void sessions.set(config, session);

/** The session bound to this config, or null when plain oclif made the config. */
export const sessionOf = (config: object): Session | null => sessions.get(config) ?? null;

/** This process's surroundings. A deleted working directory is reported by whoever looks at it, not by a crash here. */
export function ambient(): Surroundings {
  const env = process.env;
  try {
    return { env, cwd: process.cwd() };
  } catch {
    return { env, cwd: env['PWD'] ?? '/' };
  }
}
