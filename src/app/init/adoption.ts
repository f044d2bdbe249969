/** The commit that adopts gitcrq: the policy, the request "Adopt gitcrq" and the attribute line, linked to that request. */
import type { CrqId, Oid } from '../../domain/brand.ts';
import { crqPath } from '../../domain/crq.ts';
import { DEFAULT_WORKFLOW } from '../../domain/lifecycle.ts';
import { fail, ok, type Result } from '../../domain/result.ts';
import { attributeLine } from '../../enforce/hooks/driver.ts';
import { ATTRIBUTES } from '../../enforce/own-files.ts';
import { identity } from '../../git/config.ts';
import { branchRef } from '../../git/refs.ts';
import { currentBranch, type Repo } from '../../git/repo.ts';
import type { Step } from '../../plan/step.ts';
import { type Basis, POLICY_FILE } from '../../store/basis.ts';
import { newCrqText } from '../../store/crq-new.ts';
import { planAllocation } from '../../store/ids.ts';
import { planRecord } from '../../store/record.ts';
import { ADOPTION_BLOCKED } from '../errors.ts';
import { AGENTS_FILE, withAgents } from './agents-md.ts';
import { firstPolicy } from './policy-text.ts';
import { type Survey, survey } from './survey.ts';

export const ADOPT_BRANCH = 'gitcrq/adopt';

export interface Adoption {
  readonly id: CrqId;
  readonly branch: string;
  readonly oid: Oid;
  readonly files: readonly string[];
  readonly steps: readonly Step[];
  /** What was found, one sentence each. */
  readonly found: readonly string[];
}

const BODY = `## Purpose
From this commit on every change in this repository belongs to a change request, and the repository proves it.

## Verification
\`gitcrq check\` and \`gitcrq trace\`.
`;

async function attributesText(repo: Repo, parent: Oid | null, directory: string): Promise<string | null> {
  const line = attributeLine(directory);
  const old = parent === null ? null : await repo.reader.read(`${parent}:${ATTRIBUTES}`);
  const text = old?.type === 'blob' ? old.bytes.toString('utf8') : '';
  if (text.split(/\r?\n/).includes(line)) return null;
  return `${text}${text === '' || text.endsWith('\n') ? '' : '\n'}${line}\n`;
}

interface Target {
  readonly branch: string;
  readonly from: Oid | null;
  readonly parent: Oid | null;
}

/** The branch that gets the commit: `gitcrq/adopt`, or the current one for --here and for a repository without commits. */
async function target(repo: Repo, basis: Basis, here: boolean): Promise<Result<Target>> {
  const current = currentBranch(repo);
  const empty = repo.head.oid === null && basis.tip === null;
  if (here || empty) {
    if (current === null)
      return fail(ADOPTION_BLOCKED, 'HEAD is detached, so there is no current branch to commit to', [
        'git switch main',
        'gitcrq init',
      ]);
    return ok({ branch: current, from: repo.head.oid, parent: null });
  }
  const from = (await repo.reader.info(branchRef(ADOPT_BRANCH)))?.oid ?? null;
  if (from !== null) {
    return fail(ADOPTION_BLOCKED, `${ADOPT_BRANCH} is there already and waits to be merged into ${basis.base}`, [
      `git switch ${basis.base}`,
      `git merge ${ADOPT_BRANCH}`,
      `git branch -D ${ADOPT_BRANCH}`,
    ]);
  }
  return ok({ branch: ADOPT_BRANCH, from: null, parent: basis.tip ?? repo.head.oid });
}

/** The request "Adopt gitcrq", born closed: the commit that brings it is all of its work. */
async function request(repo: Repo, id: CrqId, base: string): Promise<Result<string>> {
  const author = await identity(repo, 'AUTHOR');
  if (!author.ok) return author;
  const { name, email } = author.value;
  const crq = {
    id,
    title: 'Adopt gitcrq',
    status: DEFAULT_WORKFLOW.closed,
    created: repo.ports.clock.now().toISOString().slice(0, 10),
    author: `${name} <${email}>`,
    owner: email,
    base,
    priority: 'medium',
    type: 'chore',
    labels: [],
    depends_on: [],
  };
  return ok(newCrqText(crq, BODY));
}

async function adoptionFiles(
  repo: Repo,
  tip: Oid | null,
  { id, base, directory }: { id: CrqId; base: string; directory: string },
  { keys: { prefixes }, test, graceUntil }: Survey,
): Promise<Result<ReadonlyMap<string, string>>> {
  const record = await request(repo, id, base);
  if (!record.ok) return record;
  const attributes = await attributesText(repo, tip, directory);
  return ok(
    new Map([
      [POLICY_FILE, firstPolicy({ base, prefixes, graceUntil, test })],
      [crqPath(directory, id), record.value],
      ...(attributes === null ? [] : [[ATTRIBUTES, attributes] as const]),
    ]),
  );
}

/** Where the branch began: merged by a fast-forward it would look like one on which nothing was done. */
const forkNote = (branch: string, parent: Oid | null): readonly Step[] =>
  parent === null
    ? []
    : [{ kind: 'git-config', changes: [{ key: `branch.${branch}.gitcrqFork`, from: null, to: parent }] }];

export async function planAdoption(
  repo: Repo,
  basis: Basis,
  words: { here: boolean; prefix: string | null; agents?: boolean },
): Promise<Result<Adoption>> {
  const place = await target(repo, basis, words.here);
  if (!place.ok) return place;
  const { branch, from, parent } = place.value;
  const tip = from ?? parent;
  const surveyed = await survey(repo, basis, tip, words.prefix);
  if (!surveyed.ok) return surveyed;
  const { keys, found } = surveyed.value;
  const base = branch === ADOPT_BRANCH ? basis.base : branch;
  const policy = { ...basis.policy, crq: { ...basis.policy.crq, prefixes: keys.prefixes } };
  const allocation = await planAllocation(repo, { ...basis, policy, base }, null, keys.above);
  if (!allocation.ok) return allocation;
  const { id, changes } = allocation.value;
  const files = await adoptionFiles(repo, tip, { id, base, directory: policy.crq.directory }, surveyed.value);
  if (!files.ok) return files;
  const all = new Map(files.value);
  if (words.agents === true) {
    const old = tip === null ? null : await repo.reader.read(`${tip}:${AGENTS_FILE}`);
    all.set(AGENTS_FILE, withAgents(old?.type === 'blob' ? old.bytes.toString('utf8') : ''));
  }
  const message = `Adopt gitcrq\n\nCRQ: ${id}\nCRQ-Transition: open -> closed\n`;
  const edit = { ref: branchRef(branch), from, parent, files: all, message, also: changes };
  const planned = await planRecord(repo, edit);
  if (!planned.ok) return planned;
  return ok({
    id,
    branch,
    oid: planned.value.oid,
    files: [...all.keys()],
    steps: [...allocation.value.steps, ...planned.value.steps, ...forkNote(branch, parent)],
    found,
  });
}
