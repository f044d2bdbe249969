/** A commit that changes what somebody else leases is warned of, and made. The warning reads what leases were last seen here. */
import { type CompiledLease, storedLeases, storeLeases } from '../coord/lease-compiled.ts';
import { overlap } from '../domain/lease.ts';
import { inline } from '../domain/printable.ts';
import { ok } from '../domain/result.ts';
import type { Hook } from '../enforce/hooks/hook.ts';
import { stagedPaths } from '../enforce/hooks/staged.ts';
import type { Repo } from '../git/repo.ts';
import { placeOf, WITHIN } from './lease-place.ts';

function hasLapsed({ clock, processes }: Repo['ports'], { machine, lapses_ms }: CompiledLease): boolean {
  const { host, boot } = processes.self();
  return machine === `${host}/${boot}` && clock.boot_ms() > lapses_ms;
}

/** What has lapsed is not asked about again. */
function forget({ commonDir, ports: { files, out } }: Repo, live: readonly CompiledLease[]): void {
  try {
    storeLeases(files, commonDir, live);
  } catch {
    out.verbose('leases that lapsed stay in the file that commits look at');
  }
}

async function warnings(repo: Repo): Promise<readonly string[]> {
  // What is committed by the command of a lease is committed in the checkout, too.
  const places = [placeOf(repo), placeOf(repo, repo.ports.env[WITHIN])];
  const seen = storedLeases(repo.ports.files, repo.commonDir);
  const live = seen.filter((lease) => !hasLapsed(repo.ports, lease));
  if (live.length < seen.length) forget(repo, live);
  const others = live.filter((lease) => !places.includes(lease.place));
  if (others.length === 0) return [];
  const staged = await stagedPaths(repo);
  return others.flatMap((lease) => {
    const paths = staged.filter((key) => overlap({ type: 'file', key }, lease));
    const [first, ...more] = paths;
    if (first === undefined) return [];
    const what = more.length === 0 ? first : `${first} and ${more.length} more`;
    return [
      `${inline(what)}: ${lease.holder} (session ${lease.session}) holds ${inline(lease.key)}; see: gitcrq coord conflicts`,
    ];
  });
}

/** The hook, with such warnings beside its own verdict. */
export const warned =
  (hook: Hook): Hook =>
  async (repo, basis, call) => {
    const [verdict, leased] = await Promise.all([hook(repo, basis, call), warnings(repo)]);
    return verdict.ok ? ok({ ...verdict.value, warnings: [...verdict.value.warnings, ...leased] }) : verdict;
  };
