/** `merge`: one merge commit with the target's tip as its first parent. */
import { ok } from '../../domain/result.ts';
import { requestOf } from '../waiting.ts';
import { joined, landedTrailer } from './joined.ts';
import type { Strategist } from './strategist.ts';

export const merged: Strategist = async (repo, entry) => {
  const tree = await joined(repo, entry);
  if (!tree.ok) return tree;
  if (!tree.value.clean) return ok(tree.value);
  const title = requestOf(entry)?.title ?? entry.id;
  const message = `Merge ${entry.branch}: ${title}\n\nCRQ: ${entry.id}\n${landedTrailer(entry)}\n`;
  const draft = { tree: tree.value.tree, message, brings: entry.head };
  return ok({ clean: true, start: entry.tip, drafts: [draft], tree: draft.tree });
};
