/** How this clone knows its remote: the records come along with a fetch, and the remote's default branch is known. */
import { join } from 'node:path';
import { trackingRef } from '../../../git/refs.ts';
import { content } from '../../../plan/kinds/files.ts';
import { planRefspecs } from '../../init/clone.ts';
import { type AdoptedCheck, type Found, failed, mends } from '../problem.ts';

export const remote: AdoptedCheck = async ({ repo, basis }) => {
  if (basis.remote === null) return { found: [] };
  const found: Found[] = [];
  const refspecs = await planRefspecs(repo, basis.remote);
  if (!refspecs.ok) found.push(failed('remote/refspecs', refspecs.error));
  else if (refspecs.value.length > 0)
    found.push(
      mends(
        'remote/refspecs',
        `a fetch from ${basis.remote} does not bring the records of gitcrq along`,
        refspecs.value,
      ),
    );
  const head = trackingRef(basis.remote, 'HEAD');
  const known = await repo.git(['symbolic-ref', '--quiet', head]);
  if (known.ok && known.value.code !== 0 && basis.tip !== null) {
    const to = content(`ref: ${trackingRef(basis.remote, basis.base)}\n`, 0o644);
    const steps: Found['steps'] = [{ kind: 'files', files: [{ path: join(repo.commonDir, head), from: null, to }] }];
    found.push(mends('remote/head', `${head} is not set, so the base is found by its name alone`, steps));
  }
  return { found };
};
