/**
 * Runs the user's editor on one file, as git does (git-var(1), GIT_EDITOR): a line for the shell, with the file behind it.
 * The terminal is the editor's; what it prints never mixes with an answer on standard output.
 */
import { spawn } from 'node:child_process';
import type { Ports } from '../sys/ports.ts';

export interface Edit {
  /** What `git var GIT_EDITOR` says. */
  readonly editor: string;
  readonly file: string;
  readonly cwd: string;
  /** Is standard output a terminal that the editor may draw on? */
  readonly terminal: boolean;
}

/** Its exit code; 128 if a signal ended it, 127 if there is no shell to start it. */
export function runEditor(ports: Ports, { editor, file, cwd, terminal }: Edit): Promise<number> {
  const child = spawn('sh', ['-c', `${editor} "$@"`, editor, file], {
    cwd,
    env: { ...ports.env },
    stdio: ['inherit', terminal ? 'inherit' : 2, 'inherit'],
  });
  return new Promise((resolve) => {
    child.once('error', () => resolve(127));
    child.once('close', (code) => resolve(code ?? 128));
  });
}
