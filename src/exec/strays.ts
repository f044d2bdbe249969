/**
 * Ends what a test has started outside its process group (setsid(1), daemons): found by a variable that they inherited.
 * Only where the system shows the environments of processes (proc(5)); elsewhere such a process lives on. One that drops
 * the variable wants to outlive the test, and does.
 */
import { readdirSync, readFileSync } from 'node:fs';

/** Names the test worktree to the test and to everything that it starts. */
export const MARK = 'GITCRQ_TEST_WORKTREE';

function readOr<T>(read: () => T, otherwise: T): T {
  try {
    return read();
  } catch {
    return otherwise;
  }
}

/** Kills each process with this variable; answers how many there were. */
function killEach(variable: string): number {
  let found = 0;
  for (const name of readOr(() => readdirSync('/proc'), [])) {
    if (!/^\d+$/.test(name) || Number(name) === process.pid) continue;
    const environ = readOr(() => readFileSync(`/proc/${name}/environ`, 'latin1'), '');
    if (!environ.split('\0').includes(variable)) continue;
    found += 1;
    readOr(() => process.kill(Number(name), 'SIGKILL'), false);
  }
  return found;
}

/** What one of them starts while it is looked for is found the next time. */
const ROUNDS = 10;

export function endStrays(dir: string): void {
  const variable = Buffer.from(`${MARK}=${dir}`).toString('latin1');
  for (let round = 0; round < ROUNDS && killEach(variable) > 0; round++);
}
