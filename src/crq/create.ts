/** A new request: its number, its file and, where the base is protected or a branch is wanted, its branch. */

import { branchFor } from '../domain/branch-name.ts';
import type { BranchName, CrqId, Oid } from '../domain/brand.ts';
import { type Crq, crqPath } from '../domain/crq.ts';
import { nearest } from '../domain/distance.ts';
import type { Status } from '../domain/lifecycle.ts';
import { bornOnBranch } from '../domain/policy.ts';
import { fail, ok, type Result } from '../domain/result.ts';
import { DEFAULT_TEMPLATE, type Template } from '../domain/template.ts';
import { identity } from '../git/config.ts';
import { branchRef } from '../git/refs.ts';
import { type Repo, workTreeOf } from '../git/repo.ts';
import { content } from '../plan/kinds/files.ts';
import type { Plan, Step } from '../plan/step.ts';
import { type Basis, baseTip } from '../store/basis.ts';
import { readRules } from '../store/crq-load.ts';
import { newCrqText } from '../store/crq-new.ts';
import { readCrq } from '../store/crq-read.ts';
import { CRQ_KEY_INVALID, TEMPLATE_INVALID } from '../store/errors.ts';
import { type Allocation, planAllocation } from '../store/ids.ts';
import { planRecord } from '../store/record.ts';
import { loadTemplate } from '../store/template.ts';
import { branchConfig, nameRule, revisionOid } from './branch-new.ts';
import { openMessage } from './message.ts';
import { noState } from './states.ts';

export interface NewCrq {
  readonly title: string;
  /** The first that the policy allows, if null. */
  readonly type: string | null;
  readonly draft: boolean;
  /** That of the template, or `medium`, if null. */
  readonly priority: string | null;
  readonly owner: string | null;
  readonly depends: readonly CrqId[];
  readonly labels: readonly string[];
  /** Stands instead of the template's text. */
  readonly body: string | null;
  readonly template: string | null;
}

export interface CreateOptions {
  /** Make the request's branch even where the record goes to the base. */
  readonly branch: boolean;
  /** Leave the file in the checkout, uncommitted. */
  readonly commit: boolean;
  /** Where the branch starts; the base if null. */
  readonly from: string | null;
  /** Reason for an offline id, or null to take a number. */
  readonly offline: string | null;
}

export interface Created {
  readonly id: CrqId;
  readonly path: string;
  /** The commit that holds the record; null if it was not committed. */
  readonly oid: Oid | null;
  readonly branch?: BranchName;
  /** Why the id is an offline one. */
  readonly offline?: string;
}

export interface PlannedCreation {
  readonly created: Created;
  readonly steps: readonly Step[];
}

const list = (value: Template['keys'][string] | undefined): readonly string[] =>
  value === undefined || value === '' ? [] : typeof value === 'string' ? [value] : value;
const one = (value: Template['keys'][string] | undefined): string | undefined =>
  typeof value === 'string' && value !== '' ? value : undefined;

/** Any other could not have a branch, and a branch is what lands. */
function typeOf({ policy: { branches } }: Basis, { type }: NewCrq, { keys }: Template): Result<string> {
  const kind = type ?? one(keys['type']) ?? branches.types[0] ?? 'feature';
  if (branches.types.includes(kind)) return ok(kind);
  const near = nearest(kind, branches.types);
  const hint = near.length > 0 ? `; did you mean ${near.join(' or ')}?` : '';
  return fail(
    CRQ_KEY_INVALID,
    `type: ${JSON.stringify(kind.slice(0, 60))} is not one of ${branches.types.join(', ')}${hint}`,
    ['gitcrq config get branches.types'],
  );
}

/** The state it begins in; a workflow may have none for drafts. */
function birth({ policy }: Basis, { draft }: NewCrq): Result<Status> {
  const { workflow } = policy.crq;
  if (!draft) return ok(workflow.new);
  return workflow.draft === null ? noState(workflow, 'draft') : ok(workflow.draft);
}

function record(
  basis: Basis,
  id: CrqId,
  author: { name: string; email: string },
  now: Date,
  input: NewCrq & { readonly type: string; readonly status: Status },
  { keys }: Template,
): Crq {
  return {
    id,
    title: input.title,
    status: input.status,
    created: now.toISOString().slice(0, 10),
    author: `${author.name} <${author.email}>`,
    owner: input.owner ?? one(keys['owner']) ?? author.email,
    base: basis.base,
    priority: input.priority ?? one(keys['priority']) ?? 'medium',
    type: input.type,
    labels: [...new Set([...list(keys['labels']), ...input.labels])],
    depends_on: input.depends,
  };
}

/** Decides everything about a new request. The number is taken by the first step. */
export async function planCreation(
  repo: Repo,
  basis: Basis,
  input: NewCrq,
  options: CreateOptions,
): Promise<Result<PlannedCreation>> {
  const template = await loadTemplate(repo, basis, input.template ?? DEFAULT_TEMPLATE);
  if (!template.ok) return template;
  const kind = typeOf(basis, input, template.value);
  if (!kind.ok) return kind;
  const type = kind.value;
  const status = birth(basis, input);
  if (!status.ok) return status;
  const author = await identity(repo, 'AUTHOR');
  if (!author.ok) return author;
  const allocation = await planAllocation(repo, basis, options.offline);
  if (!allocation.ok) return allocation;
  const { id } = allocation.value;
  const crq = record(
    basis,
    id,
    author.value,
    repo.ports.clock.now(),
    { ...input, type, status: status.value },
    template.value,
  );
  const path = crqPath(basis.policy.crq.directory, id);
  const name = input.template === null ? {} : { template: input.template };
  const text = newCrqText(crq, input.body ?? template.value.body, { ...name, ...template.value.keys });
  const read = readCrq(text, id, readRules(basis));
  if ('reason' in read)
    return fail(
      TEMPLATE_INVALID,
      `a record made from ${input.template ?? DEFAULT_TEMPLATE} cannot be read: ${read.reason}`,
      ['gitcrq config get crq.templates'],
    );
  if (!options.commit) return uncommitted(repo, allocation.value, path, text);
  const start = options.from === null ? await baseTip(repo, basis, basis.base) : await revisionOid(repo, options.from);
  if (!start.ok) return start;
  const branch = branchFor(type, id, input.title, nameRule(basis));
  const onBranch = bornOnBranch(basis.policy, basis.base) || options.from !== null;
  const placed = onBranch
    ? { ref: branchRef(branch), from: null, parent: start.value }
    : await onBase(repo, basis, start.value);
  const planned = await planRecord(repo, {
    ...placed,
    files: new Map([[path, text]]),
    message: openMessage(id, input.title),
    also: allocation.value.changes,
  });
  if (!planned.ok) return planned;
  const { oid } = planned.value;
  const steps = [...allocation.value.steps, ...planned.value.steps];
  const created = { id, path, oid, ...whyOffline(allocation.value) };
  if (!onBranch && !options.branch) return ok({ created, steps });
  const fork = onBranch ? start.value : oid;
  const made: Step[] = onBranch
    ? []
    : [{ kind: 'refs', changes: [{ ref: branchRef(branch), from: null, to: oid }], reason: `branch ${branch}` }];
  return ok({ created: { ...created, branch }, steps: [...steps, ...made, branchConfig(branch, id, fork)] });
}

const whyOffline = ({ offline }: Allocation): Pick<Created, 'offline'> => (offline === null ? {} : { offline });

/** The local base branch, made from the remote's if it is not here yet. */
async function onBase(
  repo: Repo,
  basis: Basis,
  tip: Oid,
): Promise<{ ref: string; from: Oid | null; parent: Oid | null }> {
  const ref = branchRef(basis.base);
  const local = (await repo.reader.info(ref))?.oid ?? null;
  return { ref, from: local, parent: local === null ? tip : null };
}

function uncommitted(repo: Repo, allocation: Allocation, path: string, text: string): Result<PlannedCreation> {
  const top = workTreeOf(repo);
  if (!top.ok) return top;
  const steps: Step[] = [...allocation.steps];
  if (allocation.changes.length > 0)
    steps.push({ kind: 'refs', changes: allocation.changes, reason: `allocate ${allocation.id}` });
  steps.push({ kind: 'files', files: [{ path: `${top.value}/${path}`, from: null, to: content(text, 0o644) }] });
  return ok({ created: { id: allocation.id, path, oid: null, ...whyOffline(allocation) }, steps });
}

export const creationPlan = (planned: PlannedCreation, op: string, title: string): Plan => ({
  op,
  title: `${planned.created.id}: ${title}`,
  steps: planned.steps,
  answer: planned.created,
});
