/** Approvals for people: a line each, with the reason where one does not count. */
import type { ShownApproval } from '../crq/approvals.ts';
import type { Paint } from './paint.ts';
import { counted } from './plural.ts';

function line({ oid, what, by, at, signer, message, state, why }: ShownApproval, paint: Paint): string {
  const who = by === '' ? 'no review' : `${signer ?? by.replace(/ <.*$/, '')}${what === 'plan' ? ', the plan' : ''}`;
  const verdict = state === 'holds' ? paint.good('holds') : `${paint.bad(state)}: ${why}`;
  const said = message === undefined ? '' : ` (${message.split('\n')[0]})`;
  return `${oid.slice(0, 10)} ${at === '' ? '' : `${at.slice(0, 10)} `}${who}${said}: ${verdict}`;
}

/** A paragraph, or nothing. */
export const approvalLines = (all: readonly ShownApproval[], paint: Paint): readonly string[] =>
  all.length === 0 ? [] : ['', `${counted(all.length, 'approval')}:`, ...all.map((one) => `  ${line(one, paint)}`)];
