/** `start`: a new request with its branch, or an existing one whose branch is begun or gone on with. */
import { resolve } from 'node:path';
import type { BranchName, CrqId, Oid } from '../domain/brand.ts';
import type { Crq } from '../domain/crq.ts';
import { parseId } from '../domain/id.ts';
import { acceptsCommits } from '../domain/lifecycle.ts';
import { quoted } from '../domain/quote.ts';
import { fail, ok, type Result } from '../domain/result.ts';
import { branchRef } from '../git/refs.ts';
import type { Repo } from '../git/repo.ts';
import { listWorktrees } from '../git/worktrees.ts';
import { CHECKOUT_REFUSED } from '../plan/errors.ts';
import type { Plan, Step } from '../plan/step.ts';
import type { Basis } from '../store/basis.ts';
import { checkTitle } from '../store/crq-new.ts';
import { BRANCH_AMBIGUOUS } from '../store/errors.ts';
import { goTo, planBranch } from './branch-new.ts';
import { type NewCrq, planCreation } from './create.ts';
import { BRANCH_EXISTS, CRQ_NOT_ACCEPTING, OPTION_NOT_APPLICABLE } from './errors.ts';
import { findCrq, type Proposal } from './find.ts';
import { unlanded } from './place.ts';

export interface Started {
  readonly id: CrqId;
  readonly title: string;
  readonly path: string;
  readonly oid: Oid | null;
  readonly branch: BranchName;
  readonly worktree?: string;
  readonly offline?: string;
  /** True if the branch was there already. */
  readonly resumed: boolean;
}

/** The directory named for a linked worktree, as git will list it. */
const worktreeDir = (repo: Repo, asked: string | null): string | null =>
  asked === null ? null : resolve(repo.cwd, asked);

const inWorktree = (dir: string | null): Pick<Started, 'worktree'> => (dir === null ? {} : { worktree: dir });

export interface StartWords {
  /** A title, or an id. */
  readonly what: string;
  readonly type: string | null;
  readonly from: string | null;
  readonly worktree: string | null;
  readonly labels: readonly string[];
  readonly offline: string | null;
}

/** What looks like an id is one: a title `CRQ-42` would only confuse. */
export async function planStart(repo: Repo, basis: Basis, words: StartWords): Promise<Result<Plan>> {
  const { what, type, from, worktree, labels, offline } = words;
  const named = parseId(what.trim(), basis.policy.crq.prefixes);
  if (named !== null && labels.length > 0)
    return fail(OPTION_NOT_APPLICABLE, `${named} is there already; --label is for a new request`, [
      `gitcrq start ${named}`,
      `gitcrq crq set ${named} labels=${labels.join(',')}`,
    ]);
  if (named !== null) return planStartExisting(repo, basis, { id: what, type, from, worktree });
  const title = checkTitle(what);
  if (!title.ok) return title;
  const input = {
    title: title.value,
    type,
    draft: false,
    priority: null,
    owner: null,
    depends: [],
    labels,
    body: null,
    template: null,
  };
  return planStartNew(repo, basis, { input, from, worktree, offline });
}

interface NewStart {
  readonly input: NewCrq;
  readonly from: string | null;
  readonly worktree: string | null;
  readonly offline: string | null;
}

async function planStartNew(repo: Repo, basis: Basis, start: NewStart): Promise<Result<Plan>> {
  const planned = await planCreation(repo, basis, start.input, {
    branch: true,
    commit: true,
    from: start.from,
    offline: start.offline,
  });
  if (!planned.ok) return planned;
  const { created, steps } = planned.value;
  const branch = created.branch as BranchName; // asked for above
  const worktree = worktreeDir(repo, start.worktree);
  const go = goTo(repo, branch, worktree);
  if (!go.ok) return go;
  const answer: Started = { ...created, title: start.input.title, branch, ...inWorktree(worktree), resumed: false };
  return ok({ op: 'start', title: `${created.id}: ${start.input.title}`, steps: [...steps, ...go.value], answer });
}

/** May work be done for this request? Fails: CRQ_NOT_ACCEPTING. */
export function acceptsWork({ policy }: Basis, { id, status }: Pick<Crq, 'id' | 'status'>): Result<void> {
  const { workflow } = policy.crq;
  if (acceptsCommits(workflow, status)) return ok(undefined);
  const next =
    status === workflow.draft
      ? [`gitcrq crq move ${id} ${workflow.new}`]
      : [`gitcrq branch new ${id}`, `gitcrq reopen ${id} -m "why"`];
  return fail(CRQ_NOT_ACCEPTING, `${id} is ${status}`, next);
}

interface ExistingStart {
  readonly id: string;
  readonly type: string | null;
  readonly from: string | null;
  readonly worktree: string | null;
}

async function planStartExisting(repo: Repo, basis: Basis, start: ExistingStart): Promise<Result<Plan>> {
  const found = await findCrq(repo, basis, start.id);
  if (!found.ok) return found;
  const { id, copy } = found.value;
  const { title } = copy.crq;
  const accepts = acceptsWork(basis, copy.crq);
  if (!accepts.ok) return accepts;
  const open = await unlanded(repo, basis, found.value);
  if (!open.ok) return open;
  const [only] = open.value;
  if (open.value.length > 1) {
    const names = open.value.map((proposal) => proposal.branch.name);
    return fail(
      BRANCH_AMBIGUOUS,
      `${id} has ${names.length} branches: ${names.join(', ')}`,
      names.map((name) => `git switch ${quoted(name)}`),
    );
  }
  const usable = only === undefined ? ok(undefined) : await canGoTo(repo, id, only.branch.name, start);
  if (!usable.ok) return usable;
  const fresh =
    only === undefined
      ? await planBranch(repo, basis, id, { type: start.type, slug: null, from: start.from })
      : ok(existing(only));
  if (!fresh.ok)
    return fresh.error.code === BRANCH_EXISTS.code
      ? fail(BRANCH_EXISTS, `${fresh.error.message}, and has landed`, [`gitcrq branch new ${id} --slug second-part`])
      : fresh;
  const worktree = worktreeDir(repo, start.worktree);
  const go = goTo(repo, fresh.value.branch, worktree);
  if (!go.ok) return go;
  const answer: Started = {
    id,
    title,
    path: copy.path,
    oid: fresh.value.oid,
    branch: fresh.value.branch,
    ...inWorktree(worktree),
    resumed: only !== undefined,
  };
  return ok({ op: 'start', title: `${id}: ${title}`, steps: [...fresh.value.steps, ...go.value], answer });
}

/** Is the branch free to be gone on with here, and was nothing asked that only a new branch could have? */
async function canGoTo(repo: Repo, id: CrqId, branch: BranchName, start: ExistingStart): Promise<Result<void>> {
  const unused = start.type !== null ? '--type' : start.from !== null ? '--from' : null;
  if (unused !== null)
    return fail(OPTION_NOT_APPLICABLE, `${id} has its branch ${branch}; ${unused} is for a new one`, [
      `gitcrq start ${id}`,
      `gitcrq branch new ${id} --slug second-part`,
    ]);
  const trees = await listWorktrees(repo);
  if (!trees.ok) return trees;
  const taken = trees.value.find(({ ref, dir }) => ref === branchRef(branch) && dir !== repo.workTree);
  if (taken === undefined) return ok(undefined);
  const why = 'git checks a branch out in one worktree at a time.';
  return fail(CHECKOUT_REFUSED, `${branch} is checked out in ${taken.dir}`, [`cd ${JSON.stringify(taken.dir)}`], why);
}

/** A branch that is only on the remote is made here first. */
function existing({ branch, tip }: Proposal): { branch: BranchName; oid: Oid; steps: readonly Step[] } {
  const here: Step = {
    kind: 'refs',
    changes: [{ ref: branchRef(branch.name), from: null, to: tip }],
    reason: `branch ${branch.name}`,
  };
  return { branch: branch.name, oid: tip, steps: branch.local === null ? [here] : [] };
}
