/** What came back from the editor may take the record's place only if it is one: readable, the same request, a legal step. */
import { fail, ok, type Result } from '../domain/result.ts';
import type { Repo } from '../git/repo.ts';
import { STATE_CHANGED } from '../plan/errors.ts';
import type { Plan } from '../plan/step.ts';
import type { Basis } from '../store/basis.ts';
import { readRules } from '../store/crq-load.ts';
import { readCrq } from '../store/crq-read.ts';
import { CRQ_KEY_INVALID } from '../store/errors.ts';
import { checkMove, type Edited, planEdit, readAssignments } from './edit.ts';
import { EDIT_UNREADABLE } from './errors.ts';
import { rewriteMessage, transitionMessage } from './message.ts';
import { type Place, placeFor } from './place.ts';
import { checkTaker } from './step-taker.ts';

export interface EditWords {
  readonly id: string;
  readonly on?: string;
  readonly reason?: string;
}

/** Keys that are facts, and keys whose values the policy or the lifecycle allows. */
const FACTS = ['created', 'author'] as const;
const CHECKED = ['title', 'type', 'priority'] as const;

/** The plan for the edited text; `before` is what the editor was given. */
export async function planRewrite(
  repo: Repo,
  basis: Basis,
  words: EditWords,
  before: Place,
  text: string,
): Promise<Result<Plan>> {
  const { crq, path } = before.stored;
  const read = readCrq(text, crq.id, readRules(basis));
  if ('reason' in read)
    return fail(EDIT_UNREADABLE, `${path}:${read.line}: ${read.reason}`, [`gitcrq crq edit ${crq.id}`]);
  const fact = FACTS.find((key) => read.crq[key] !== crq[key]);
  if (fact !== undefined)
    return fail(CRQ_KEY_INVALID, `${fact}: it is a fact and stays ${JSON.stringify(crq[fact])}`, [
      `gitcrq crq edit ${crq.id}`,
    ]);
  const changed = CHECKED.filter((key) => read.crq[key] !== crq[key]);
  const values = readAssignments(
    basis,
    changed.map((key) => `${key}=${read.crq[key]}`),
  );
  if (!values.ok) return values;
  if (read.crq.depends_on.includes(crq.id))
    return fail(CRQ_KEY_INVALID, `depends_on: ${crq.id} cannot wait for itself`, [`gitcrq crq edit ${crq.id}`]);
  const now = await placeFor(repo, basis, words.id, before.branch);
  if (!now.ok) return now;
  if (now.value.stored.blob !== before.stored.blob)
    return fail(STATE_CHANGED, `${path} changed on ${before.branch} while the editor was open`, [
      `gitcrq crq edit ${crq.id}`,
    ]);
  const to = read.crq.status;
  const { reason } = words;
  const step = { to, verb: 'crq edit', ...(reason === undefined ? {} : { reason }) };
  const legal = to === crq.status ? ok(undefined) : checkMove(basis, now.value, step);
  if (!legal.ok) return legal;
  const message =
    to === crq.status
      ? rewriteMessage(crq.id, reason)
      : transitionMessage(crq.id, read.crq.title, { from: crq.status, to }, reason);
  const plan = await planEdit(repo, now.value, 'crq edit', text, message, to);
  if (!plan.ok || to === crq.status) return plan;
  const may = await checkTaker(repo, basis, crq, { from: crq.status, to }, plan.value.answer as Edited); // planEdit's own answer
  return may.ok ? plan : may;
}
