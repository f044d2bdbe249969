/** The records on the base, by the rules of the gate; and requests that two branches made under one id. */

import { branchTip, type CrqBranch, listBranches } from '../../../crq/branches.ts';
import type { Oid } from '../../../domain/brand.ts';
import { crqPath } from '../../../domain/crq.ts';
import type { RuleId } from '../../../domain/rules.ts';
import { checkRange } from '../../../enforce/check.ts';
import { shallowCommits } from '../../../enforce/shallow.ts';
import type { Repo } from '../../../git/repo.ts';
import { type Adopted, type AdoptedCheck, asks, type Found, failed } from '../problem.ts';

const RULES: readonly RuleId[] = [
  'crq/unreadable',
  'crq/id-mismatch',
  'crq/illegal-transition',
  'crq/deleted',
  'crq/dangling-relation',
];

/** The commit in this history that first brought the file; null if it is not there. */
async function birth(repo: Repo, tip: Oid, path: string): Promise<string | null> {
  const args = ['log', '--format=%H', '--no-show-signature', '--diff-filter=A', '--full-history', tip, '--', path];
  const log = await repo.output('looking for the first commit of a record', ['-c', 'log.showRoot=true', ...args]);
  return log.ok ? (log.value.trimEnd().split('\n').at(-1) ?? '') || null : null;
}

async function twins({ repo, basis }: Adopted): Promise<readonly Found[]> {
  const branches = await listBranches(repo, basis);
  if (!branches.ok) return [failed('crq/duplicate-id', branches.error)];
  const places = new Map<string, Map<string, string>>();
  const note = async (id: CrqBranch['crq'], tip: Oid | null, where: string): Promise<void> => {
    if (id === null || tip === null) return;
    const path = crqPath(basis.policy.crq.directory, id);
    if ((await repo.reader.info(`${tip}:${path}`)) === null) return;
    const born = await birth(repo, tip, path);
    if (born === null) return;
    const known = places.get(id) ?? new Map<string, string>();
    places.set(id, known.set(born, known.get(born) ?? where));
  };
  for (const { crq, ...branch } of branches.value) {
    await note(crq, branchTip({ crq, ...branch }), branch.name);
    if (crq !== null && !places.get(crq)?.has(basis.base)) await note(crq, basis.seen, basis.base);
  }
  return [...places]
    .filter(([, births]) => births.size > 1)
    .map(([id, births]) =>
      asks(
        'crq/duplicate-id',
        `${id} was made ${births.size} times, on ${[...births.values()].join(' and ')}`,
        `gitcrq crq renumber ${id}`,
      ),
    );
}

export const records: AdoptedCheck = async (patient) => {
  const { repo, basis } = patient;
  const double = await twins(patient);
  const head = basis.seen ?? basis.tip;
  if (head === null) return { found: double };
  if (shallowCommits(repo).size > 0)
    return {
      found: [...double, asks('history/shallow', 'this clone has only a part of the history', 'git fetch --unshallow')],
      skipped: ['records on the base: their history is not here'],
    };
  const report = await checkRange(repo, basis, { base: null, head, branch: null, all: true });
  if (!report.ok) return { found: [...double, failed('crq/unread', report.error)] };
  const findings = report.value.findings.filter(({ rule, level }) => level === 'error' && RULES.includes(rule));
  return { found: [...double, ...findings.map(({ rule, message, next }) => asks(rule, message, next))] };
};
