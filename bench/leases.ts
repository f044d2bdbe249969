/** An uncontended lease beside a bare `git push` of one ref to a new blob; both from a running process, to a remote on this disk. */
import { join } from 'node:path';
import { deskOf } from '../src/app/lease.ts';
import { wire } from '../src/app/wire.ts';
import { acquire } from '../src/coord/lease-acquire.ts';
import type { LeaseKey } from '../src/domain/lease.ts';
import { unwrap } from '../src/domain/result.ts';
import { openRepo } from '../src/git/repo.ts';
import { loadBasis } from '../src/store/basis.ts';
import { judged } from './measure.ts';
import { adopted, bin, git, node } from './place.ts';

const ROUNDS = 40;
const LIMIT = 1.3;

interface Subject {
  readonly name: string;
  readonly limit?: number;
  run(round: number): Promise<void>;
}

const median = (times: readonly number[]): number => times.toSorted((a, b) => a - b)[times.length >> 1] ?? Number.NaN;

/** They take turns; two first rounds do not count. */
async function taken(subjects: readonly Subject[]): Promise<readonly number[]> {
  const times = subjects.map((): number[] => []);
  for (let round = -2; round < ROUNDS; round++)
    for (const [index, subject] of subjects.entries()) {
      const begin = performance.now();
      await subject.run(round + 2);
      if (round >= 0) times[index]?.push(performance.now() - begin);
    }
  return times.map(median);
}

export async function leases(): Promise<boolean> {
  const clone = adopted('leases', 1);
  const env = {
    ...process.env,
    GITCRQ_AGENT: 'bench',
    GITCRQ_HOME: join(clone, '..', 'keys'),
    GIT_TERMINAL_PROMPT: '0',
  };
  const ports = wire({ env, cwd: clone });
  const repo = unwrap(await openRepo(ports, clone));
  const desk = unwrap(deskOf({ repo, basis: unwrap(await loadBasis(repo)) }));
  const blobs = Array.from({ length: ROUNDS + 2 }, (_, round) =>
    git(clone, ['hash-object', '-w', '--stdin'], `${round}\n`.repeat(100)).trim(),
  );
  const lease = async (key: LeaseKey): Promise<void> => {
    const got = unwrap(await acquire(desk, { keys: [key], ttl_s: 300, priority: 5 }));
    if (got.kind === 'refused') throw new Error(`${key.key} is held`);
  };
  const push = async (args: readonly string[]): Promise<void> => {
    const run = unwrap(await repo.git(args));
    if (run.code !== 0) throw new Error(run.stderr);
  };
  const call = async (round: number): Promise<void> => {
    const { spawn } = await import('node:child_process');
    const child = spawn(node, [bin, 'lease', '--type', 'issue', `#c${round}`], { cwd: clone, env, stdio: 'ignore' });
    await new Promise((resolve) => child.once('close', resolve));
  };
  const baseline: Subject = {
    name: 'git push of one ref',
    run: (round) => push(['push', '--quiet', 'origin', `${blobs[round]}:refs/bench/${round}`]),
  };
  const subjects: readonly Subject[] = [
    { name: 'a lease on an issue', limit: LIMIT, run: (round) => lease({ type: 'issue', key: `#${round}` }) },
    {
      name: 'a lease on a file, two refs',
      limit: LIMIT,
      run: (round) => lease({ type: 'file', key: `src/${round}.ts` }),
    },
    { name: 'gitcrq lease, a process', run: call },
  ];
  const [base = Number.NaN, ...times] = await taken([baseline, ...subjects]);
  repo.close();
  return judged(baseline.name, base, subjects, times);
}
