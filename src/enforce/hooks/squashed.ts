/** The requests of commits that are being squashed: each gets a trailer, so that a squash loses no link. */
import { join } from 'node:path';
import type { CrqId } from '../../domain/brand.ts';
import { bodyLineIds, isLinked, linksOf, type Message, parseMessage } from '../../domain/message.ts';
import type { Repo } from '../../git/repo.ts';

/** Messages inside SQUASH_MSG, which has them as `git log` prints them: indented by four. */
function innerMessages(text: string): readonly Message[] {
  const blocks = text.split(/^commit [0-9a-f]{40,64}.*$/m).slice(1);
  return blocks.map((block) => {
    const lines = block.split('\n').filter((line) => line.startsWith('    ') || line.trim() === '');
    return parseMessage(lines.map((line) => line.slice(4)).join('\n'));
  });
}

/** The ids to lift while a squash is under way, in order; null if none is. */
export function squashedIds(repo: Repo, message: Message, prefixes: readonly string[]): readonly CrqId[] | null {
  const { files } = repo.ports;
  const squash = files.readText(join(repo.gitDir, 'SQUASH_MSG'));
  const rebase = files.stat(join(repo.gitDir, 'rebase-merge', 'message-squash')) !== null;
  if (squash === null && !rebase) return null;
  const inner =
    squash === null
      ? []
      : innerMessages(squash)
          .map((one) => linksOf(one, prefixes))
          .filter(isLinked);
  return [...new Set([...inner.flatMap(({ crqs }) => crqs), ...bodyLineIds(message, prefixes)])];
}
