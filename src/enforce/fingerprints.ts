/**
 * What tells a finding from others across runs: the rule and the patch. A rebase keeps both, so that a forge knows the
 * finding again; a commit without a patch (a merge, an empty one) is known by its object name alone.
 */
import { ok, type Result } from '../domain/result.ts';
import { patchIds } from '../git/changes.ts';
import type { Repo } from '../git/repo.ts';
import type { Marked } from './reporter.ts';
import type { Finding } from './rule.ts';

const PLAIN = (finding: Finding): Marked => ({ ...finding, fingerprint: '' });

/** One process for the commits of all these findings. Fails: GIT_FAILED. */
export async function fingerprinted(repo: Repo, findings: readonly Finding[]): Promise<Result<readonly Marked[]>> {
  const oids = new Set(findings.map(({ oid }) => oid).filter((oid) => oid !== undefined));
  const patches = await patchIds(
    repo,
    [...oids].map((to) => ({ to })),
  );
  if (!patches.ok) return patches;
  return ok(
    findings.map((finding) => {
      const { rule, oid, crq, path, ref } = finding;
      // A rule can find two faults in one commit: the request and the file tell them apart.
      const where = oid === undefined ? [ref] : [patches.value.get(oid) ?? oid];
      const parts = [rule, ...where, crq, path].filter((part) => part !== undefined);
      return { ...finding, fingerprint: parts.join(':') };
    }),
  );
}

export const unmarked = (findings: readonly Finding[]): readonly Marked[] => findings.map(PLAIN);
