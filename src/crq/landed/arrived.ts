/** Proof 2: the head is on the base, by more than having been begun there. */
import type { Oid } from '../../domain/brand.ts';
import { linksOf, parseMessage } from '../../domain/message.ts';
import { ok, type Result } from '../../domain/result.ts';
import { changedPaths } from '../../git/changes.ts';
import { readCommit } from '../../git/commit.ts';
import { type GitConfig, gitConfig } from '../../git/config.ts';
import type { Claim, Ground, Head, Prover } from './ground.ts';

export const arrived: Prover = async (ground, heads) => {
  const claims = new Map<Head, Claim>();
  const config = await gitConfig(ground.repo);
  if (!config.ok) return config;
  const unsure: Head[] = [];
  for (const head of heads) {
    const oid = ground.line.broughtBy(head.tip);
    const noted = notedFork(config.value, head);
    if (oid === null || noted === head.tip) continue;
    if (oid === head.tip && noted === undefined) {
      unsure.push(head);
      continue;
    }
    const from = await startOf(ground, head, noted);
    if (!from.ok) return from;
    claims.set(head, { oid, proof: 'ancestor', from: from.value });
  }
  // On the base's own line, and nobody noted where it began: only the commit itself can tell.
  for (const [head, from] of await worksOf(ground, unsure))
    claims.set(head, { oid: head.tip, proof: 'ancestor', from });
  return ok(claims);
};

/** What `branch new` noted; git carries it along when the branch is renamed. */
const notedFork = (config: GitConfig, { name }: Head): string | undefined => config.get(`branch.${name}.gitcrqfork`);

async function startOf({ line }: Ground, { tip }: Head, noted: string | undefined): Promise<Result<Oid | null>> {
  const fork = await line.forkOf(tip);
  // Fast-forwarded, the base shows no other start than the one noted.
  return !fork.ok || fork.value !== null || noted === undefined ? fork : ok(noted as Oid); // our own note
}

/** Those whose tip links their request and touches more than records, with the tip's parent. */
async function worksOf(ground: Ground, heads: readonly Head[]): Promise<readonly (readonly [Head, Oid | null])[]> {
  const { prefixes, directory } = ground.basis.policy.crq;
  const linked: { head: Head; parent: Oid | null }[] = [];
  for (const head of heads) {
    const commit = head.crq === null ? null : await readCommit(ground.repo, head.tip);
    if (commit === null || head.crq === null) continue;
    if (linksOf(parseMessage(commit.message), prefixes).crqs.includes(head.crq))
      linked.push({ head, parent: commit.parents[0] ?? null });
  }
  const paths = await changedPaths(
    ground.repo,
    linked.map(({ head, parent }) => (parent === null ? { to: head.tip } : { from: parent, to: head.tip })),
  );
  return linked.flatMap(({ head, parent }, n) =>
    paths[n]?.some(({ path }) => !path.startsWith(`${directory}/`)) === true ? [[head, parent] as const] : [],
  );
}
