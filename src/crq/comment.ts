/** `crq comment`: one more file beside the record, on the branch where an edit of it would be written. */
import type { CrqId, Oid } from '../domain/brand.ts';
import { fail, ok, type Result } from '../domain/result.ts';
import { formatPerson, identity } from '../git/config.ts';
import type { Repo } from '../git/repo.ts';
import type { Plan } from '../plan/step.ts';
import type { Basis } from '../store/basis.ts';
import { planRecord } from '../store/record.ts';
import { uuidv7 } from '../sys/uuid.ts';
import { commentFolder, commentText } from './comment-read.ts';
import { COMMENT_INVALID } from './errors.ts';
import { commentMessage } from './message.ts';
import { placeFor } from './place.ts';

export interface Commented {
  readonly id: CrqId;
  readonly path: string;
  readonly branch: string;
  readonly oid: Oid;
  readonly at: string;
  readonly by: string;
}

const MAX_CHARACTERS = 64 * 1024;

/** The text as it will be kept. */
function checkText(id: string, text: string): Result<string> {
  const bad = (why: string) => fail(COMMENT_INVALID, `the comment ${why}`, [`gitcrq crq comment ${id} "TEXT"`]);
  if (text.trim() === '') return bad('is empty');
  if (text.length > MAX_CHARACTERS) return bad(`has more than ${MAX_CHARACTERS} characters`);
  return /(?![\t\n\r])\p{Cc}/u.test(text) ? bad('holds a control character') : ok(text.trim());
}

export async function planComment(
  repo: Repo,
  basis: Basis,
  id: string,
  words: string,
  on?: string,
): Promise<Result<Plan>> {
  const text = checkText(id, words);
  if (!text.ok) return text;
  const place = await placeFor(repo, basis, id, on);
  if (!place.ok) return place;
  const author = await identity(repo, 'AUTHOR');
  if (!author.ok) return author;
  const { ref, from, parent, branch, stored } = place.value;
  const path = `${commentFolder(basis, stored.crq.id)}/${uuidv7(repo.ports)}.md`;
  const comment = {
    at: repo.ports.clock
      .now()
      .toISOString()
      .replace(/\.\d+Z$/, 'Z'),
    by: formatPerson(author.value),
    text: text.value,
  };
  const planned = await planRecord(repo, {
    ref,
    from,
    parent,
    files: new Map([[path, commentText(comment)]]),
    message: commentMessage(stored.crq.id),
  });
  if (!planned.ok) return planned;
  const { at, by } = comment;
  const answer: Commented = { id: stored.crq.id, path, branch, oid: planned.value.oid, at, by };
  return ok({ op: 'crq comment', title: `Comment on ${stored.crq.id}`, steps: planned.value.steps, answer });
}
