/**
 * Does the remote compare before it swaps? Ids, landings and leases rest on it. A scratch ref is made there, making it
 * once more must be refused, and it is taken away. What an earlier doctor left when it was killed is taken away as well.
 */
import { isOid, type Oid } from '../../../domain/brand.ts';
import type { Result } from '../../../domain/result.ts';
import { advertisedRefs } from '../../../git/remote.ts';
import type { Repo } from '../../../git/repo.ts';
import { complaint, type GitRun } from '../../../git/run.ts';
import { uuidv7 } from '../../../sys/uuid.ts';
import { type AdoptedCheck, asks, type Findings } from '../problem.ts';

const SCRATCH = 'refs/gitcrq/doctor/';
const HOUR_MS = 3_600_000;

/** `from`: what the lease expects, '' for nothing. Hooks of this clone have no part in it. */
const push = (repo: Repo, remote: string, ref: string, from: string, to: string): Promise<Result<GitRun>> =>
  repo.git([
    'push',
    '--porcelain',
    '--no-verify',
    '--no-follow-tags',
    `--force-with-lease=${ref}:${from}`,
    remote,
    `${to}:${ref}`,
  ]);

/** A uuidv7 begins with its time in milliseconds. */
const isOld = (ref: string, now: number): boolean =>
  now - Number.parseInt(ref.slice(SCRATCH.length).replaceAll('-', '').slice(0, 12), 16) > HOUR_MS;

async function swap(repo: Repo, remote: string, tip: Oid): Promise<Findings> {
  const ref = `${SCRATCH}${uuidv7(repo.ports)}`;
  const other = await repo.output('reading a parent', ['rev-parse', '--verify', '--quiet', `${tip}^{tree}`]);
  const tree = other.ok ? other.value.trim() : '';
  const made = await push(repo, remote, ref, '', tip);
  if (!made.ok || made.value.code !== 0) {
    const why = made.ok ? complaint(made.value) : made.error.message;
    return { found: [asks('remote/refused', `${remote} takes no refs of gitcrq: ${why}`, `git ls-remote ${remote}`)] };
  }
  try {
    const again = await push(repo, remote, ref, '', isOid(tree) ? tree : tip);
    if (again.ok && again.value.code !== 0) return { found: [] };
    const message = `${remote} moved a ref that was not where the push expected it; two people could be given one id`;
    return { found: [asks('remote/no-compare-and-swap', message, `git -C REMOTE config --list`)] };
  } finally {
    await repo.git(['push', '--quiet', '--no-verify', remote, `:${ref}`]);
  }
}

export const compareAndSwap: AdoptedCheck = async ({ repo, basis: { remote, tip } }) => {
  if (remote === null || tip === null) return { found: [] };
  const left = await advertisedRefs(repo, remote, [`${SCRATCH}*`]);
  if (!left.ok) return { found: [], skipped: [`compare-and-swap: ${left.error.message}`] };
  const now = repo.ports.clock.now().getTime();
  const old = [...left.value.keys()].filter((ref) => isOld(ref, now));
  if (old.length > 0) await repo.git(['push', '--quiet', '--no-verify', remote, ...old.map((ref) => `:${ref}`)]);
  return swap(repo, remote, tip);
};
