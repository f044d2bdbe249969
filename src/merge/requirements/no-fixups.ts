/** A fixup that was never squashed is unfinished work: fine on a branch, not on a base. */
import type { Oid } from '../../domain/brand.ts';
import { isFixup, parseMessage } from '../../domain/message.ts';
import { quoted } from '../../domain/quote.ts';
import { ok } from '../../domain/result.ts';
import { logCommits } from '../../git/log.ts';
import { type Answer, met, missing } from '../requirement.ts';

const SHOWN = 3;

export const noFixups: Answer = async ({ repo, entry }) => {
  const found: { oid: Oid; subject: string }[] = [];
  for await (const { oid, message } of logCommits(repo, [entry.head, '--not', entry.tip])) {
    const { subject } = parseMessage(message);
    if (isFixup(subject)) found.push({ oid, subject });
  }
  if (found.length === 0) return ok(met('no fixup!, squash! or amend! commits'));
  const shown = found
    .slice(0, SHOWN)
    .map(({ oid, subject }) => `${oid.slice(0, 12)} ${JSON.stringify(subject.slice(0, 60))}`);
  const more = found.length > SHOWN ? ` and ${found.length - SHOWN} more` : '';
  return ok(missing(`${shown.join(', ')}${more}; git rebase -i --autosquash ${quoted(entry.basis.base)}`));
};
