/** Opens what nearly every command needs: the repository and the rules it stands under, closed again whatever happens. */
import { join } from 'node:path';
import { fail, type Result, unwrap } from '../domain/result.ts';
import { type OpenOptions, openRepo, type Repo } from '../git/repo.ts';
import { type Basis, loadBasis } from '../store/basis.ts';
import { POLICY_MISSING } from '../store/errors.ts';
import type { Ports } from '../sys/ports.ts';
import { inScratch } from '../sys/scratch.ts';

export interface Clone {
  readonly repo: Repo;
  readonly basis: Basis;
}

/** Runs `use` in the repository around the current directory. Throws the failure: for commands. */
export async function inClone<T>(
  ports: Ports & { readonly cwd: string },
  use: (clone: Clone) => Promise<Result<T>>,
  options: OpenOptions = {},
): Promise<T> {
  const repo = unwrap(await openRepo(ports, ports.cwd, options));
  if (options.scratch === undefined && !ports.files.isWritable(join(repo.commonDir, 'objects'))) {
    repo.close();
    // Questions about merges are answered by making them, and a merge writes its tree.
    return inScratch(ports, (scratch) => inClone(ports, use, { ...options, scratch }));
  }
  try {
    const basis = unwrap(await loadBasis(repo));
    return unwrap(await use({ repo, basis }));
  } finally {
    repo.close();
  }
}

/** As inClone, for what makes sense only under a policy. */
export const inAdopted = <T>(
  ports: Ports & { readonly cwd: string },
  use: (clone: Clone) => Promise<Result<T>>,
  options: OpenOptions = {},
): Promise<T> =>
  inClone(ports, (clone) => (clone.basis.adopted ? use(clone) : Promise.resolve(notAdopted(clone.basis))), options);

const notAdopted = (basis: Basis) => fail(POLICY_MISSING, `${basis.base} has no gitcrq.yaml`, ['gitcrq init']);
