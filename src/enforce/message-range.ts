/**
 * A message that is not committed yet. It becomes a commit on top of HEAD in a scratch place, so that the very rules of
 * the gate judge it, and no other ones.
 */
import { ok, type Result } from '../domain/result.ts';
import { formatCommit } from '../git/commit.ts';
import { identity } from '../git/config.ts';
import { currentBranch, type Repo } from '../git/repo.ts';
import { emptyTree } from '../git/tree.ts';
import { readMessageFile } from './hooks/message-file.ts';
import type { Range } from './scope.ts';

/** Where nobody is configured, as in CI, the message still can be judged. */
const NOBODY = { name: 'nobody', email: 'nobody@localhost', when: '0 +0000' };

/** `input` is a message as it will be stored; `file` may hold what an editor left, with comments. Fails: HOOK_INPUT_INVALID. */
export async function messageRange(repo: Repo, file: string, input: Uint8Array | null): Promise<Result<Range>> {
  const read = input === null ? await readMessageFile(repo, { args: [file], input: new Uint8Array() }) : null;
  if (read?.ok === false) return read;
  const message = read?.ok === true ? read.value.stored : Buffer.from(input ?? []).toString('utf8');
  const { oid: head } = repo.head;
  const tree = head === null ? emptyTree(repo) : ((await repo.reader.info(`${head}^{tree}`))?.oid ?? emptyTree(repo));
  const who = await identity(repo, 'AUTHOR');
  const author = who.ok ? who.value : NOBODY;
  const parents = head === null ? [] : [head];
  const commit = repo.writer.write('commit', formatCommit({ tree, parents, message }, author, author));
  return ok({ base: head, head: commit, branch: currentBranch(repo), message: file });
}
