/** The submodules that are checked out below a checkout, at any depth. */
import { ok, type Result } from '../domain/result.ts';
import { type Repo, workTreeOf } from './repo.ts';

/** Directories, outer ones first. Fails NO_WORK_TREE. */
export async function listSubmodules(repo: Repo): Promise<Result<readonly string[]>> {
  const top = workTreeOf(repo);
  if (!top.ok) return top;
  // Paths may hold anything but NUL; git runs this line with sh, in each of them.
  const each = 'printf "%s\\0" "$PWD"';
  const said = await repo.output('git submodule', ['submodule', '--quiet', 'foreach', '--recursive', each], {
    cwd: top.value,
  });
  return said.ok ? ok(said.value.split('\0').filter((dir) => dir !== '')) : said;
}
