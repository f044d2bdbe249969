/** `crq renumber`: another id for a request that no base has yet; its file, its branch and the links of its commits go along. */

import { nameRule } from '../crq/branch-new.ts';
import { moveBranch } from '../crq/branch-rename.ts';
import { listBranches } from '../crq/branches.ts';
import { ID_TAKEN } from '../crq/errors.ts';
import { askedId } from '../crq/find.ts';
import { renumberMessage } from '../crq/message.ts';
import { renumberedFiles } from '../crq/renumber-files.ts';
import { type OwnRecord, placeToRenumber } from '../crq/renumber-place.ts';
import { synced } from '../crq/sync.ts';
import { branchCrq, judgeName } from '../domain/branch-name.ts';
import type { CrqId, Oid } from '../domain/brand.ts';
import { crqPath } from '../domain/crq.ts';
import { idNumber, idPrefix } from '../domain/id.ts';
import { fail, ok, type Result } from '../domain/result.ts';
import { branchRef } from '../git/refs.ts';
import type { Repo } from '../git/repo.ts';
import type { Plan, Step } from '../plan/step.ts';
import type { Basis } from '../store/basis.ts';
import { NOTHING_TO_CHANGE } from '../store/errors.ts';
import { type Allocation, planAllocation } from '../store/ids.ts';
import { LINKS_REF } from '../store/notes.ts';
import { planRecord } from '../store/record.ts';
import { adding, type LinkChange, signature } from './link.ts';
import { notesBefore, notesSteps } from './notes-plan.ts';
import { relink } from './renumber-links.ts';

export interface Renumbered extends LinkChange {
  readonly id: CrqId;
  readonly was: CrqId;
  readonly path: string;
  readonly branch: string;
  readonly was_branch: string;
  readonly oid: Oid;
  /** True if the remote has the branch under its new name. */
  readonly pushed: boolean;
}

export interface RenumberWords {
  readonly old: string;
  readonly id: string | undefined;
  readonly on: string | undefined;
}

/** The id wanted, if it was never given; else the next one. */
async function newId(repo: Repo, basis: Basis, was: CrqId, words: RenumberWords): Promise<Result<Allocation>> {
  if (words.id === undefined) return planAllocation(repo, basis, null);
  const asked = askedId(basis, words.id);
  if (!asked.ok) return asked;
  const id = asked.value;
  if (id === was) return fail(NOTHING_TO_CHANGE, `${id} is its id already`, [`gitcrq crq renumber ${id}`]);
  const number = idNumber(id);
  const given: Result<Allocation> =
    number === null
      ? ok({ id, steps: [], changes: [], offline: null })
      : await planAllocation(repo, basis, null, number - 1, idPrefix(id));
  if (!given.ok || given.value.id === id) return given;
  return fail(ID_TAKEN, `${id} was given before; the next number is ${given.value.id}`, [`gitcrq crq show ${id}`]);
}

/** Does any tip of a base or the branch itself hold a request of this id, or is a branch named for it? */
async function isFree(repo: Repo, basis: Basis, { bases, tip }: OwnRecord, id: CrqId): Promise<Result<boolean>> {
  const path = crqPath(basis.policy.crq.directory, id);
  const found = await Promise.all([tip, ...bases].map((oid) => repo.reader.info(`${oid}:${path}`)));
  const branches = await listBranches(repo, basis, id);
  return branches.ok ? ok(branches.value.length === 0 && found.every((entry) => entry === null)) : branches;
}

/** The branch's name with the new id; a name without an id stays. */
function newName(basis: Basis, branch: string, was: CrqId, id: CrqId): string {
  if (branchCrq(branch, basis.policy.crq.prefixes) !== was) return branch;
  const cut = branch.lastIndexOf('/') + 1;
  const name = branch.slice(0, cut) + id + branch.slice(cut + was.length);
  const { valid, suggestion } = judgeName(name, nameRule(basis));
  return valid ? name : (suggestion ?? name);
}

/** Fails: CRQ_LANDED, ID_TAKEN, BRANCH_AMBIGUOUS, and as an edit of the record does. */
export async function planRenumber(repo: Repo, before: Basis, words: RenumberWords): Promise<Result<Plan>> {
  const now = await synced(repo, before);
  if (!now.ok) return now;
  const basis = now.value;
  const place = await placeToRenumber(repo, basis, words.old, words.on);
  if (!place.ok) return place;
  const was = place.value.stored.crq.id;
  const given = await newId(repo, basis, was, words);
  if (!given.ok) return given;
  const { id } = given.value;
  const free = await isFree(repo, basis, place.value, id);
  if (!free.ok) return free;
  if (!free.value)
    return fail(ID_TAKEN, `there is a ${id} already`, [`gitcrq crq show ${id}`, `gitcrq crq renumber ${was}`]);
  return planned(repo, basis, place.value, given.value);
}

async function planned(
  repo: Repo,
  basis: Basis,
  record: OwnRecord,
  { id, steps, changes }: Allocation,
): Promise<Result<Plan>> {
  const { branch, tip, stored } = record;
  const was = stored.crq.id;
  const files = await renumberedFiles(repo, basis, record, { was, id });
  if (!files.ok) return files;
  const message = renumberMessage(was, id);
  const written = await planRecord(repo, {
    ref: branchRef(branch),
    from: tip,
    parent: null,
    files: files.value,
    message,
    also: changes,
  });
  if (!written.ok) return written;
  const { oid } = written.value;
  const name = newName(basis, branch, was, id);
  const moved = await moveBranch(repo, basis, { was: branch, branch: name, crq: id }, oid);
  if (!moved.ok) return moved;
  const linked = await linkSteps(repo, basis, record, id, `Renumber ${was} to ${id}`);
  if (!linked.ok) return linked;
  const answer: Renumbered = {
    id,
    was,
    path: crqPath(basis.policy.crq.directory, id),
    branch: name,
    was_branch: branch,
    oid,
    pushed: moved.value.pushed,
    ...linked.value.links,
  };
  return ok({
    op: 'crq renumber',
    title: `${was} to ${id}`,
    steps: inOnePush([...steps, ...written.value.steps, ...moved.value.steps, ...linked.value.steps]),
    answer,
  });
}

async function linkSteps(
  repo: Repo,
  basis: Basis,
  record: OwnRecord,
  id: CrqId,
  title: string,
): Promise<Result<{ readonly steps: readonly Step[]; readonly links: LinkChange }>> {
  const before = await notesBefore(repo, basis, LINKS_REF);
  if (!before.ok) return before;
  const signed = await signature(repo);
  if (!signed.ok) return signed;
  const links = await relink(repo, before.value, record, { crq: id, ...signed.value }, basis.policy.crq.prefixes);
  if (!links.ok) return links;
  if (links.value.lines.length === 0) return ok({ steps: [], links: links.value });
  const steps = await notesSteps(repo, basis, before.value, adding(links.value), title);
  return steps.ok ? ok({ steps: steps.value, links: links.value }) : steps;
}

/** Number, branch and links reach the remote together or not at all, behind what only this clone sees. */
function inOnePush(steps: readonly Step[]): readonly Step[] {
  const pushes = steps.filter((step) => step.kind === 'push');
  const [first] = pushes;
  const others = steps.filter(({ kind }) => kind !== 'push');
  if (first === undefined) return others;
  const push: Step = { ...first, changes: pushes.flatMap(({ changes }) => changes) };
  const isLate = ({ kind }: Step): boolean => kind === 'advance';
  return [...others.filter((step) => !isLate(step)), push, ...others.filter(isLate)];
}
