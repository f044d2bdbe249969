/** An uncontended lease beside a bare `git push` of one ref to a new blob; both from a running process, to a remote on this disk. */
import { join } from 'node:path';
import { deskOf } from '../src/app/lease.ts';
import { wire } from '../src/app/wire.ts';
import { agentKey } from '../src/coord/agent-key.ts';
import { acquire } from '../src/coord/lease-acquire.ts';
import { signLease } from '../src/coord/lease-document.ts';
import { leaseRef } from '../src/coord/lease-ref.ts';
import type { LeaseKey } from '../src/domain/lease.ts';
import { unwrap } from '../src/domain/result.ts';
import { openRepo } from '../src/git/repo.ts';
import { objectWriter } from '../src/git/writer.ts';
import { loadBasis } from '../src/store/basis.ts';
import { nodeFiles } from '../src/sys/files.ts';
import { judged, median } from './measure.ts';
import { adopted, bin, git, node } from './place.ts';

const ROUNDS = 40;
const LIMIT = 1.3;

interface Subject {
  readonly name: string;
  readonly limit?: number;
  run(round: number): Promise<void>;
}

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

/** Puts leases of somebody else on the remote. */
async function crowd(remote: string, count: number): Promise<void> {
  const signer = unwrap(agentKey(nodeFiles, remote, 'crowd', true));
  const writer = objectWriter(nodeFiles, join(remote, 'objects'), 'sha1');
  const rows: string[] = [];
  for (let n = 0; n < count; n++) {
    const key = { type: 'file', key: `others/${n}.ts` } as const;
    const who = { holder: 'crowd', session: `s-${n}`, token: 1, ttl_s: 86_400, priority: 5 };
    const lease = { ...key, ...who, state: 'held', nonce: `${n}`, at: '2026-11-21T00:00:00Z' } as const;
    rows.push(`create ${leaseRef(key)} ${writer.write('blob', unwrap(await signLease(signer, lease)))}\n`);
  }
  git(remote, ['update-ref', '--stdin'], rows.join(''));
}

const OTHERS = 5000;

/** Alone, and among thousands that others hold. */
export const leases = async (): Promise<boolean> => [await among(0), await among(OTHERS)].every(Boolean);

async function among(others: number): Promise<boolean> {
  const clone = adopted(`leases-${others}`, 1);
  await crowd(join(clone, '..', 'remote.git'), others);
  const where = others === 0 ? '' : ` among ${others.toLocaleString('en')} others`;
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
    name: `git push of one ref${where}`,
    run: (round) => push(['push', '--quiet', 'origin', `${blobs[round]}:refs/bench/${round}`]),
  };
  const subjects: readonly Subject[] = [
    { name: `a lease on an issue${where}`, limit: LIMIT, run: (round) => lease({ type: 'issue', key: `#${round}` }) },
    {
      name: `a lease on a file, two refs${where}`,
      limit: LIMIT,
      run: (round) => lease({ type: 'file', key: `src/${round}.ts` }),
    },
    { name: `gitcrq lease, a process${where}`, run: call },
  ];
  const [base = Number.NaN, ...times] = await taken([baseline, ...subjects]);
  repo.close();
  return judged(baseline.name, base, subjects, times);
}
