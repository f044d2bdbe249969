/**
 * Adds the trailer of the branch's request. git runs this hook for nearly every commit it makes (githooks(5)), under
 * --no-verify too; it never refuses, and where it cannot know the request it adds nothing.
 */
import { join } from 'node:path';
import type { CrqId } from '../../domain/brand.ts';
import { crqPath } from '../../domain/crq.ts';
import { idPrefix, parseWrittenId } from '../../domain/id.ts';
import { isLinked, type Links, linksOf, trailerValues } from '../../domain/message.ts';
import { ok, type Result } from '../../domain/result.ts';
import type { Repo } from '../../git/repo.ts';
import type { Basis } from '../../store/basis.ts';
import { type Hook, PASS } from './hook.ts';
import { addTrailers, type MessageFile, readMessageFile, storedMessage, writeMessageFile } from './message-file.ts';
import { ownCrq } from './own-crq.ts';
import { squashedIds } from './squashed.ts';
import { belowConflicts, canonical } from './tidy.ts';

/** A pick by a person, not one of a rebase, which uses the same file. */
const isCherryPick = ({ gitDir, ports: { files } }: Repo): boolean =>
  files.stat(join(gitDir, 'CHERRY_PICK_HEAD')) !== null && files.stat(join(gitDir, 'rebase-merge')) === null;

/**
 * Only a key of another tracker leads the subject (a prefix other than the one of new ids, and no record of that name):
 * the commit still belongs to the branch's request, and a trailer outweighs the subject.
 */
async function isForeign(repo: Repo, { policy: { crq }, seen }: Basis, { crqs, via }: Links): Promise<boolean> {
  if (via !== 'subject' || crqs.some((id) => idPrefix(id) === crq.prefixes[0])) return false;
  const places = [repo.head.oid, seen].filter((revision) => revision !== null);
  const records = crqs.flatMap((id) => places.map((at) => repo.reader.info(`${at}:${crqPath(crq.directory, id)}`)));
  return (await Promise.all(records)).every((record) => record === null);
}

/** The ids that the message must name in its trailers. */
async function wanted(repo: Repo, basis: Basis, file: MessageFile): Promise<Result<readonly CrqId[]>> {
  const message = storedMessage(file);
  const { prefixes } = basis.policy.crq;
  const squashed = squashedIds(repo, message, prefixes);
  if (squashed !== null && squashed.length > 0) return ok(squashed);
  const links = linksOf(message, prefixes);
  const foreign = await isForeign(repo, basis, links);
  if (isLinked(links) && !foreign && !isCherryPick(repo)) return ok([]);
  const own = await ownCrq(repo, basis);
  if (!own.ok || own.value === null) return own.ok ? ok([]) : own;
  // Trailers outweigh an id in the subject, so the ids a pick brings become trailers beside the branch's own.
  return ok(isLinked(links) && !foreign ? [...links.crqs, own.value] : [own.value]);
}

export const prepareCommitMsg: Hook = async (repo, basis, call) => {
  if (basis.policy.commits.link !== 'add') return ok(PASS);
  const { prefixes } = basis.policy.crq;
  const read = await readMessageFile(repo, call);
  if (!read.ok) return read;
  // Without text and without an editor git stops by itself.
  if (read.value.stored === '' && !read.value.edited) return ok(PASS);
  const file = canonical(belowConflicts(read.value), prefixes);
  const ids = await wanted(repo, basis, file);
  if (!ids.ok) return ids;
  const there = trailerValues(storedMessage(file), 'CRQ').map((value) => parseWrittenId(value, prefixes));
  const missing = [...new Set(ids.value)].filter((id) => !there.includes(id));
  const text = missing.length > 0 ? addTrailers(file, 'CRQ', missing) : file.text;
  if (text !== read.value.text) writeMessageFile(repo, file, text);
  return ok(PASS);
};
