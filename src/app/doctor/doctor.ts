/** `doctor`: looks; with --fix mends as one operation, which undo takes back, and looks again. */
import { unwrap } from '../../domain/result.ts';
import type { Installation } from '../../enforce/hooks/stub.ts';
import { openRepo } from '../../git/repo.ts';
import type { Outcome } from '../../plan/operate.ts';
import { changeHooks } from '../hooks.ts';
import type { Wired } from '../wire.ts';
import { type Diagnosis, diagnose, type Mending, planMending } from './diagnose.ts';
import type { Problem } from './problem.ts';

export interface Examined extends Diagnosis {
  /** What was a problem before, and is none now. */
  readonly mended: readonly Problem[];
  /** Files of other hook managers that --fix changed, which are to be committed if git tracks them. */
  readonly edited: readonly string[];
}

/** The same problem has the same name a second later. */
const name = ({ code, message }: Problem): string => `${code} ${message.replace(/\d+ s old/, '')}`;

async function look(ports: Wired, installation: Installation): Promise<Diagnosis> {
  const repo = unwrap(await openRepo(ports, ports.cwd));
  try {
    return await diagnose(repo, installation);
  } finally {
    repo.close();
  }
}

export const examined = async (ports: Wired, installation: Installation): Promise<Examined> => ({
  ...(await look(ports, installation)),
  mended: [],
  edited: [],
});

/** The outcome is the operation's: its `reported` must be called, and a dry run has its lines. */
export async function mended(
  ports: Wired,
  installation: Installation,
  dryRun: boolean,
): Promise<{ readonly outcome: Outcome; readonly examined: Examined }> {
  const before = await look(ports, installation);
  const outcome = await changeHooks(ports, 'doctor', dryRun, (repo) => planMending(repo, installation));
  const { problems, edited } = outcome.answer as Mending; // planMending made it; after a kill the journal gives it back
  // Taking the lock mends some before there is a plan; a plan that was interrupted mended some before this look.
  const all = new Map([...problems, ...before.problems].map((problem) => [name(problem), problem]));
  const after = dryRun ? before : await look(ports, installation);
  const left = new Set(after.problems.map(name));
  return {
    outcome,
    examined: { ...after, edited, mended: [...all].flatMap(([key, problem]) => (left.has(key) ? [] : [problem])) },
  };
}
