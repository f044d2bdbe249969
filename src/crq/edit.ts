/** Changes of a record: single keys, and the state with its transition. */
import type { CrqId, Oid } from '../domain/brand.ts';
import { CLASSES, isClass, isRisk, parseWindow, RISKS, WINDOW_FORM } from '../domain/change-class.ts';
import { PRIORITIES } from '../domain/crq.ts';
import { nearest } from '../domain/distance.ts';
import { parseWrittenId } from '../domain/id.ts';
import {
  acceptsCommits,
  isGivenUp,
  isLegal,
  isStatus,
  nextStatuses,
  phaseOf,
  type Status,
  type Workflow,
} from '../domain/lifecycle.ts';
import { fail, ok, type Result } from '../domain/result.ts';
import type { Repo } from '../git/repo.ts';
import type { Plan } from '../plan/step.ts';
import type { Basis } from '../store/basis.ts';
import { setField } from '../store/crq-edit.ts';
import { readRules } from '../store/crq-load.ts';
import { checkTitle } from '../store/crq-new.ts';
import { readCrq } from '../store/crq-read.ts';
import { CRQ_KEY_INVALID, CRQ_UNREADABLE, NOTHING_TO_CHANGE } from '../store/errors.ts';
import { planRecord } from '../store/record.ts';
import { ILLEGAL_TRANSITION, REASON_MISSING } from './errors.ts';
import { editMessage, transitionMessage } from './message.ts';
import { type Place, placeFor } from './place.ts';
import { noState } from './states.ts';
import { checkTaker } from './step-taker.ts';

export interface Edited {
  readonly id: CrqId;
  readonly path: string;
  readonly branch: string;
  readonly oid: Oid;
  readonly status: Status;
}

const LISTS: readonly string[] = ['labels', 'depends_on', 'relations'];
/** Keys that mean something; a team may add keys of its own, but not by a slip of the hand. */
const KNOWN = ['title', 'owner', 'base', 'priority', 'type', 'class', 'risk', 'window', ...LISTS];
const FIXED: Readonly<Record<string, string>> = {
  id: 'an id is never changed',
  status: 'use `gitcrq crq move`',
  created: 'it is a fact',
  author: 'it is a fact; `owner` may change',
  template: 'it is a fact; `class` and the text may change',
};

type Value = string | readonly string[];

/** `labels=a,b` → value, checked against what the key allows. */
function readAssignment(basis: Basis, key: string, text: string): Result<Value> {
  const bad = (why: string) => fail(CRQ_KEY_INVALID, `${key}: ${why}`, ['gitcrq schema crq']);
  if (Object.hasOwn(FIXED, key)) return bad(FIXED[key] ?? '');
  if (!/^[a-z_][a-z0-9_-]*$/i.test(key)) return bad('a key is letters, digits, `_` and `-`');
  if (/[\p{Cc}\u2028\u2029]/u.test(text)) return bad('a value is one line');
  const near = KNOWN.includes(key) ? undefined : nearest(key, KNOWN)[0];
  if (near !== undefined) return bad(`did you mean ${near}?`);
  if (key === 'title') return checkTitle(text);
  if (key === 'type' && !basis.policy.branches.types.includes(text))
    return bad(`allowed: ${basis.policy.branches.types.join(', ')}`);
  if (key === 'priority' && !(PRIORITIES as readonly string[]).includes(text))
    return bad(`allowed: ${PRIORITIES.join(', ')}`);
  if (key === 'class' && text !== '' && !isClass(text)) return bad(`allowed: ${CLASSES.join(', ')}`);
  if (key === 'risk' && text !== '' && !isRisk(text)) return bad(`allowed: ${RISKS.join(', ')}`);
  if (key === 'window' && text !== '' && parseWindow(text) === null) return bad(`a span such as ${WINDOW_FORM}`);
  if (!LISTS.includes(key)) return ok(text);
  const items = text
    .split(',')
    .map((item) => item.trim())
    .filter((item) => item !== '');
  if (key === 'labels') return ok(items);
  const ids = items.map((item) => parseWrittenId(item, basis.policy.crq.prefixes));
  return ids.includes(null)
    ? bad(`ids with a prefix of ${basis.policy.crq.prefixes.join(', ')}`)
    : ok(ids.filter((id) => id !== null));
}

/** Splits `KEY=VALUE` words; a value may hold further `=`. */
export function readAssignments(basis: Basis, words: readonly string[]): Result<ReadonlyMap<string, Value>> {
  const values = new Map<string, Value>();
  for (const word of words) {
    const cut = word.indexOf('=');
    if (cut < 1)
      return fail(CRQ_KEY_INVALID, `${JSON.stringify(word.slice(0, 60))} is not KEY=VALUE`, [
        'gitcrq crq set CRQ-1 priority=high',
      ]);
    const value = readAssignment(basis, word.slice(0, cut), word.slice(cut + 1));
    if (!value.ok) return value;
    values.set(word.slice(0, cut), value.value);
  }
  return ok(values);
}

/** Applies values to a record's text; every result is read again before it may be written. */
function edited(basis: Basis, place: Place, values: ReadonlyMap<string, Value>): Result<string> {
  let text = place.stored.text;
  for (const [key, value] of values) {
    const next = setField(text, key, value);
    if (typeof next !== 'string')
      return fail(CRQ_UNREADABLE, `${place.stored.path}:${next.line}: ${next.reason}`, ['gitcrq check']);
    text = next;
  }
  const read = readCrq(text, place.stored.crq.id, readRules(basis));
  if ('reason' in read)
    throw new Error(`an edit made ${place.stored.path} unreadable at line ${read.line}: ${read.reason}`);
  return ok(text);
}

/** The commit that puts `text` in the record's place. */
export async function planEdit(
  repo: Repo,
  place: Place,
  op: string,
  text: string,
  message: string,
  status: Status,
): Promise<Result<Plan>> {
  const { crq, path } = place.stored;
  if (text === place.stored.text)
    return fail(NOTHING_TO_CHANGE, `${crq.id} on ${place.branch} says so already`, [`gitcrq crq show ${crq.id}`]);
  const planned = await planRecord(repo, {
    ref: place.ref,
    from: place.from,
    parent: place.parent,
    files: new Map([[path, text]]),
    message,
  });
  if (!planned.ok) return planned;
  const answer: Edited = { id: crq.id, path, branch: place.branch, oid: planned.value.oid, status };
  return ok({ op, title: message.split('\n')[0] ?? '', steps: planned.value.steps, answer });
}

export async function planSet(
  repo: Repo,
  basis: Basis,
  id: string,
  words: readonly string[],
  on?: string,
): Promise<Result<Plan>> {
  const values = readAssignments(basis, words);
  if (!values.ok) return values;
  const place = await placeFor(repo, basis, id, on);
  if (!place.ok) return place;
  const { crq } = place.value.stored;
  const needs = values.value.get('depends_on');
  if (Array.isArray(needs) && needs.includes(crq.id))
    return fail(CRQ_KEY_INVALID, `depends_on: ${crq.id} cannot wait for itself`, [`gitcrq crq show ${crq.id}`]);
  const text = edited(basis, place.value, values.value);
  if (!text.ok) return text;
  return planEdit(repo, place.value, 'crq set', text.value, editMessage(crq.id, [...values.value.keys()]), crq.status);
}

export interface Move {
  readonly id: string;
  readonly to: Status;
  readonly reason?: string;
  readonly on?: string;
  /** The words the user typed, for the next command. */
  readonly verb: string;
}

/** The step `to` from where the record stands, or a refusal that names the legal ones. */
export async function planMove(repo: Repo, basis: Basis, move: Move): Promise<Result<Plan>> {
  const place = await placeFor(repo, basis, move.id, move.on);
  if (!place.ok) return place;
  return planMoveAt(repo, basis, place.value, move);
}

export async function planMoveAt(repo: Repo, basis: Basis, place: Place, move: Move): Promise<Result<Plan>> {
  const { crq } = place.stored;
  const legal = checkMove(basis, place, move);
  if (!legal.ok) return legal;
  const text = edited(basis, place, new Map([['status', move.to]]));
  if (!text.ok) return text;
  const step = { from: crq.status, to: move.to };
  const message = transitionMessage(crq.id, crq.title, step, move.reason);
  const plan = await planEdit(repo, place, move.verb, text.value, message, move.to);
  if (!plan.ok) return plan;
  const may = await checkTaker(repo, basis, crq, step, plan.value.answer as Edited); // planEdit's own answer
  return may.ok ? plan : may;
}

/** Somebody will ask why a request was given up, or taken up again. */
const wantsReason = (workflow: Workflow, from: Status, to: Status): boolean =>
  isGivenUp(workflow, to) || (acceptsCommits(workflow, to) && ['closed', 'ended'].includes(phaseOf(workflow, from)));

/** Is the step legal, and has it the reason that it wants? */
export function checkMove({ policy }: Basis, place: Place, move: Omit<Move, 'id'>): Result<void> {
  const { crq } = place.stored;
  const { workflow } = policy.crq;
  if (!isStatus(workflow, move.to)) return noState(workflow, move.to);
  if (!isLegal(workflow, crq.status, move.to)) {
    const legal = nextStatuses(workflow, crq.status);
    const why = (status: Status): string => (wantsReason(workflow, crq.status, status) ? ' -m "why"' : '');
    const next = legal.map((status) => `gitcrq crq move ${crq.id} ${status}${why(status)}`);
    return fail(ILLEGAL_TRANSITION, `${crq.id} is ${crq.status}; from there it can become ${legal.join(', ')}`, next);
  }
  if (!wantsReason(workflow, crq.status, move.to) || (move.reason ?? '').trim() !== '') return ok(undefined);
  return fail(REASON_MISSING, `${move.verb} ${crq.id} wants -m "why"`, [
    `gitcrq ${move.verb} ${crq.id} ${move.verb === 'crq move' ? `${move.to} ` : ''}-m "why"`,
  ]);
}
