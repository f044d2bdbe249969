/** Can a tool be run here? Its program, its version, and the credentials that the policy says where to find. */
import type { Ports } from '../../sys/ports.ts';
import { findProgram } from '../program.ts';
import { credential, type Sources } from './credential.ts';
import type { Named } from './list.ts';

export interface ToolChecked {
  readonly name: string;
  /** Path of the program; null: it is not on PATH. */
  readonly program: string | null;
  readonly version: string | null;
  readonly credentials: readonly { readonly name: string; readonly there: boolean }[];
}

export const programOf = (ports: Pick<Ports, 'env' | 'files'>, { tool: { command } }: Named): string | null =>
  command.includes('/') ? (ports.files.stat(command) === null ? null : command) : findProgram(ports, command);

async function versionOf(ports: Ports & { readonly cwd: string }, program: string, words: readonly string[]) {
  const ran = await ports.spawn.run(program, words, { cwd: ports.cwd, env: ports.env, input: new Uint8Array() });
  const line = ran?.code === 0 ? Buffer.from(ran.stdout).toString('utf8').trim().split('\n')[0] : undefined;
  return line === undefined || line === '' ? null : line.slice(0, 200);
}

export async function checkTool(
  ports: Ports & { readonly cwd: string },
  sources: Sources,
  named: Named,
): Promise<ToolChecked> {
  const { name, tool } = named;
  const program = programOf(ports, named);
  const declared = tool.credentials.filter((one) => Object.hasOwn(sources, one));
  return {
    name,
    program,
    version: program === null ? null : await versionOf(ports, program, tool.version),
    credentials: await Promise.all(
      declared.map(async (one) => ({ name: one, there: (await credential(ports, sources, one)).ok })),
    ),
  };
}

/** `version`: a program that cannot tell its own is not one that can be relied on. */
export const isMissing = ({ program, version, credentials }: ToolChecked): boolean =>
  program === null || version === null || credentials.some(({ there }) => !there);
