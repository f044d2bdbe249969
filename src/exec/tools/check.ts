/** Can a tool be run here? Its program, its version, and the credentials that the policy says where to find. */
import type { Ports } from '../../sys/ports.ts';
import { passedEnv } from '../job/child-env.ts';
import { findProgram } from '../program.ts';
import { ask, whyNot } from './ask.ts';
import { credential, type Sources } from './credential.ts';
import type { Named } from './list.ts';

type Place = Ports & { readonly cwd: string };

export interface ToolChecked {
  readonly name: string;
  /** Path of the program; null: it is not on PATH. */
  readonly program: string | null;
  readonly version: string | null;
  /** Why the program said no version; null if it did. */
  readonly why: string | null;
  /** `why`: null if it is there. Never a part of its value. */
  readonly credentials: readonly { readonly name: string; readonly there: boolean; readonly why: string | null }[];
}

export const programOf = (ports: Pick<Ports, 'env' | 'files'>, { tool: { command } }: Named): string | null =>
  command.includes('/') ? (ports.files.stat(command) === null ? null : command) : findProgram(ports, command);

/** A Node program on a busy machine takes some seconds. */
export const VERSION_S = 30;

const LONGEST = 200;

async function versionOf({ cwd, env }: Place, argv: readonly string[], limit_ms: number) {
  // It is asked for its version, and needs nobody's tokens for that.
  const reply = await ask({ argv, cwd, env: passedEnv(env), limit_ms });
  const why = whyNot(reply, limit_ms);
  if (reply.how !== 'ended' || why !== null) return { version: null, why };
  const line = reply.out.trim().split('\n')[0] ?? '';
  return line === '' ? { version: null, why: 'says no version' } : { version: line.slice(0, LONGEST), why: null };
}

/** `limit_s`: for its version. */
export async function checkTool(ports: Place, sources: Sources, named: Named, limit_s: number): Promise<ToolChecked> {
  const { name, tool } = named;
  const program = programOf(ports, named);
  const declared = tool.credentials.filter((one) => Object.hasOwn(sources, one));
  const said =
    program === null
      ? { version: null, why: `there is no ${tool.command} on PATH` }
      : await versionOf(ports, [program, ...tool.version], limit_s * 1000);
  const looked = async (one: string) => {
    const found = await credential(ports, sources, one);
    return { name: one, there: found.ok, why: found.ok ? null : found.error.message };
  };
  return { name, program, ...said, credentials: await Promise.all(declared.map(looked)) };
}

/** `version`: a program that cannot tell its own is not one that can be relied on. */
export const isMissing = ({ version, credentials }: ToolChecked): boolean =>
  version === null || credentials.some(({ there }) => !there);
