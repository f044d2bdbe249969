/** Judges the message of a commit that is being made, as git will store it. */
import { join } from 'node:path';
import type { CrqId } from '../../domain/brand.ts';
import { asksForPaths, exemptionReason } from '../../domain/exemption.ts';
import { nearIds } from '../../domain/id.ts';
import { isFixup, isLinked, isOnlyTrailers, linksOf, type Message, trailerValues } from '../../domain/message.ts';
import { quoted } from '../../domain/quote.ts';
import { ok, type Result } from '../../domain/result.ts';
import { identity } from '../../git/config.ts';
import type { Repo } from '../../git/repo.ts';
import { type Basis, isBaseBranch } from '../../store/basis.ts';
import { isOwnFile } from '../own-files.ts';
import { linkMissing } from '../rules/link-missing.ts';
import { letIn, linkNotAccepting } from '../rules/link-not-accepting.ts';
import { linkUnknown } from '../rules/link-unknown.ts';
import { linkWrongBranch } from '../rules/link-wrong-branch.ts';
import { idsAt } from '../scope.ts';
import { type CheckoutState, checkoutState } from './checkout-state.ts';
import { atLevel, type Hook, type HookVerdict, PASS, type Refusal } from './hook.ts';
import { type MessageFile, readMessageFile, storedMessage, writeMessageFile } from './message-file.ts';
import { ownCrq, workBranch } from './own-crq.ts';
import { saidToGit, stagedPaths, takenIn } from './staged.ts';
import { canonical } from './tidy.ts';

/** The refused message is still in its file; this makes the commit with one trailer more, or with the last one replaced. */
const again = async (
  repo: Repo,
  { edited, path }: MessageFile,
  id: string,
  how: 'add' | 'replace' = 'add',
): Promise<string> =>
  `git ${how === 'replace' ? '-c trailer.ifexists=replace ' : ''}commit${saidToGit(repo)}${edited ? ' --cleanup=strip' : ''} --file=${quoted(path)} --trailer "CRQ: ${id}"${await takenIn(repo)}`;

const refusal = (rule: Refusal['rule'], message: Message, why: string, next: readonly string[]): Refusal => ({
  rule,
  text: message.subject.slice(0, 120),
  why,
  next,
});

const knownIds = async (repo: Repo, basis: Basis): Promise<readonly CrqId[]> => {
  const lists = await Promise.all(
    [repo.head.oid, basis.seen].map((revision) => (revision === null ? [] : idsAt(repo, basis, revision))),
  );
  return [...new Set(lists.flat())];
};

async function isExempt(repo: Repo, basis: Basis): Promise<boolean> {
  const { exempt } = basis.policy.commits;
  if (exempt.length === 0) return false;
  const [author, staged] = await Promise.all([
    identity(repo, 'AUTHOR'),
    asksForPaths(exempt) ? stagedPaths(repo) : Promise.resolve([]),
  ]);
  const paths = staged.some((path) => isOwnFile(path, basis.policy.crq.directory)) ? null : staged;
  const by = author.ok ? `${author.value.name} <${author.value.email}>` : '';
  return exemptionReason({ author: by, date: repo.ports.clock.now().toISOString(), paths }, exempt) !== null;
}

async function unlinked(repo: Repo, basis: Basis, file: MessageFile, message: Message): Promise<Result<HookVerdict>> {
  const merging = repo.ports.files.stat(join(repo.gitDir, 'MERGE_HEAD')) !== null;
  // A merge is judged by its tree, which only `check` sees; a fixup by what it is folded into.
  if (basis.policy.commits.link === 'off' || merging || isFixup(message.subject) || (await isExempt(repo, basis)))
    return ok(PASS);
  const own = await ownCrq(repo, basis);
  if (!own.ok) return own;
  const written = trailerValues(message, 'CRQ').find((value) => value !== '');
  const near = written === undefined ? [] : nearIds(written, await knownIds(repo, basis));
  const branch = workBranch(repo);
  const why =
    written === undefined
      ? 'the message names no change request'
      : `${JSON.stringify(written.slice(0, 60))} is no id; ${near.length > 0 ? `did you mean ${near.join(' or ')}?` : `prefixes here: ${basis.policy.crq.prefixes.join(', ')}`}`;
  const id = near[0] ?? own.value;
  const aside = branch !== null && isBaseBranch(basis, branch) ? `, and ${branch} is a base` : '';
  const next =
    id !== null
      ? [await again(repo, file, id, written === undefined ? 'add' : 'replace')]
      : [
          `gitcrq start ${quoted(message.subject.slice(0, 80))}`,
          await again(repo, file, `${basis.policy.crq.prefixes[0] ?? 'CRQ'}-<n>`),
        ];
  return ok(atLevel(basis, refusal('link/missing', message, `${why}${aside}. ${linkMissing.why}`, next)));
}

/** Only records in the index? Then it is an edit of a request, which any state accepts. */
async function stagesRecordsOnly(repo: Repo, basis: Basis): Promise<boolean> {
  const paths = await stagedPaths(repo);
  return paths.length > 0 && paths.every((path) => path.startsWith(`${basis.policy.crq.directory}/`));
}

interface Linked {
  readonly id: CrqId;
  readonly state: CheckoutState;
}

async function notAccepting(
  repo: Repo,
  basis: Basis,
  message: Message,
  links: readonly Linked[],
): Promise<HookVerdict> {
  if (links.some(({ state }) => state.kind === 'accepting')) return PASS;
  const unreadable = links.map(({ state }) => state).find((state) => state.kind === 'unreadable');
  if (unreadable?.kind === 'unreadable') {
    const { path, line, reason } = unreadable;
    return atLevel(
      basis,
      refusal('crq/unreadable', message, `${path}:${line}: ${reason}`, [`git diff HEAD -- ${path}`]),
    );
  }
  const merging = repo.ports.files.stat(join(repo.gitDir, 'MERGE_HEAD')) !== null;
  const refused = links.find(({ state }) => state.kind === 'refusing');
  if (refused?.state.kind !== 'refusing' || merging || (await stagesRecordsOnly(repo, basis))) return PASS;
  const { status } = refused.state.crq;
  return atLevel(
    basis,
    refusal(
      'link/not-accepting',
      message,
      `${refused.id} is ${status}, so it takes no commits. ${linkNotAccepting.why}`,
      [letIn(basis.policy.crq.workflow, refused.id, status)],
    ),
  );
}

async function unknown(
  repo: Repo,
  basis: Basis,
  file: MessageFile,
  message: Message,
  id: CrqId,
): Promise<Result<HookVerdict>> {
  const own = await ownCrq(repo, basis);
  if (!own.ok) return own;
  const known = await knownIds(repo, basis);
  // Whoever mistypes an id on the branch of a request most likely means that request.
  const near = [...new Set([...(own.value === null ? [] : [own.value]), ...nearIds(id, known)])].slice(0, 3);
  const hint = near.length === 0 ? '' : `; did you mean ${near.join(' or ')}?`;
  const next = near[0] === undefined ? ['gitcrq crq list'] : [await again(repo, file, near[0], 'replace')];
  return ok(atLevel(basis, refusal('link/unknown', message, `there is no ${id}${hint} ${linkUnknown.why}`, next)));
}

/** Where the policy wants it, a commit on the branch of a request names that request. */
async function ofBranch(
  repo: Repo,
  basis: Basis,
  file: MessageFile,
  message: Message,
  ids: readonly CrqId[],
): Promise<Result<HookVerdict>> {
  if (!basis.policy.commits.one_of_branch) return ok(PASS);
  const own = await ownCrq(repo, basis);
  if (!own.ok) return own;
  const merging = repo.ports.files.stat(join(repo.gitDir, 'MERGE_HEAD')) !== null;
  if (own.value === null || merging || ids.includes(own.value) || (await stagesRecordsOnly(repo, basis)))
    return ok(PASS);
  const why = `the branch belongs to ${own.value}, and the message names ${ids.join(', ')} only. ${linkWrongBranch.why}`;
  return ok(atLevel(basis, refusal('link/wrong-branch', message, why, [await again(repo, file, own.value)])));
}

export const commitMsg: Hook = async (repo, basis, call) => {
  const read = await readMessageFile(repo, call);
  if (!read.ok) return read;
  const file = canonical(read.value, basis.policy.crq.prefixes);
  // What was typed in an editor came after prepare-commit-msg.
  if (file.text !== read.value.text && basis.policy.commits.link === 'add') writeMessageFile(repo, file, file.text);
  // git refuses an empty message itself, unless the user allowed it.
  if (file.stored === '') return ok(PASS);
  const message = storedMessage(file);
  if (isOnlyTrailers(file.stored)) {
    return ok(
      atLevel(
        basis,
        refusal(
          'message/empty-subject',
          message,
          'the message is nothing but trailers; above them belongs a line that says what was done',
          ['git commit'],
        ),
      ),
    );
  }
  const links = linksOf(message, basis.policy.crq.prefixes);
  if (!isLinked(links)) return unlinked(repo, basis, file, message);
  const states = await Promise.all(links.crqs.map(async (id) => ({ id, state: await checkoutState(repo, basis, id) })));
  const missing = states.find(({ state }) => state.kind === 'unknown');
  if (missing !== undefined) return unknown(repo, basis, file, message, missing.id);
  const verdict = await notAccepting(repo, basis, message, states);
  return verdict.refusals.length > 0 ? ok(verdict) : ofBranch(repo, basis, file, message, links.crqs);
};
