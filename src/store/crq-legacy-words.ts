/** What the words of older documents mean here: states, days, keys. */
import { isGivenUp, isStatus, type Status, statuses, type Workflow } from '../domain/lifecycle.ts';
import { compactDay, realDay } from './crq-legacy-name.ts';

type Usual = 'draft' | 'open' | 'approved' | 'closed' | 'rejected' | 'deferred' | 'cancelled';

/** The states of the formats page, and the words that trackers use beside them. */
const STATES: Readonly<Record<Usual, readonly string[]>> = {
  draft: ['proposed', 'idea', 'rfc'],
  open: [
    'ongoing',
    'active',
    'assess',
    'authorize',
    'new',
    'in progress',
    'wip',
    'todo',
    'to do',
    'started',
    'reopened',
  ],
  approved: ['scheduled', 'implement', 'accepted', 'authorized', 'planned'],
  closed: [
    'completed',
    'complete',
    'resolved',
    'review',
    'done',
    'implemented',
    'merged',
    'finished',
    'fixed',
    'verified',
  ],
  rejected: ['declined', 'denied', 'wontfix', "won't fix"],
  deferred: ['pending', 'on hold', 'postponed', 'parked'],
  cancelled: ['canceled', 'withdrawn', 'abandoned', 'superseded', 'obsolete', 'deprecated'],
};

const BY_WORD = new Map(
  Object.entries(STATES).flatMap(([state, words]) => [state, ...words].map((word) => [word, state as Usual] as const)), // its own keys
);

/** The state of the team's own workflow that stands for a usual one; null if it has none like it. */
function stateFor(workflow: Workflow, usual: Usual): Status | null {
  if (isStatus(workflow, usual)) return usual;
  const ended = statuses(workflow).find((status) => isGivenUp(workflow, status)) ?? null;
  const roles: Readonly<Record<Usual, Status | null>> = {
    draft: workflow.draft,
    open: workflow.new,
    approved: workflow.approved,
    closed: workflow.closed,
    rejected: ended,
    deferred: ended,
    cancelled: ended,
  };
  return roles[usual];
}

/** `Completed (2025-08-01)` → closed; null for a word that nobody has explained. */
export function statusOfWord(workflow: Workflow, text: string): Status | null {
  const word = text
    .toLowerCase()
    .replace(/[_-]/g, ' ')
    .replace(/[^a-z' ]/g, '\n')
    .split('\n')
    .map((part) => part.trim())
    .find((part) => part !== '');
  if (word === undefined) return null;
  const own = word.replaceAll(' ', '-');
  if (isStatus(workflow, own)) return own;
  const usual = BY_WORD.get(word);
  return usual === undefined ? null : stateFor(workflow, usual);
}

const MONTHS = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec'];
const monthOf = (word: string): string | null => {
  const index = MONTHS.indexOf(word.slice(0, 3).toLowerCase());
  return index === -1 ? null : String(index + 1);
};

/** YYYY-MM-DD; null where the text is no day, or may be two: 08/09/2025 is August in one country and September in another. */
export function dayOf(text: string): string | null {
  const iso = /\b(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})(?!\d)/.exec(text);
  if (iso !== null) return realDay(iso[1] ?? '', iso[2] ?? '', iso[3] ?? '');
  const compact = /(?<!\d)(\d{8})(?!\d)/.exec(text);
  if (compact !== null) return compactDay(compact[1] ?? '');
  const american = /([A-Za-z]{3,9})\.?\s+(\d{1,2})(?:st|nd|rd|th)?,?\s+(\d{4})/.exec(text);
  const european = /(\d{1,2})(?:st|nd|rd|th)?\.?\s+([A-Za-z]{3,9})\.?,?\s+(\d{4})/.exec(text);
  const [day, name, year] = american
    ? [american[2], american[1], american[3]]
    : [european?.[1], european?.[2], european?.[3]];
  const month = name === undefined ? null : monthOf(name);
  return month === null || day === undefined || year === undefined ? null : realDay(year, month, day);
}

export type LegacyKey = 'id' | 'title' | 'status' | 'created' | 'author' | 'owner' | 'priority' | 'type' | 'depends_on';

const KEYS: Readonly<Record<string, LegacyKey>> = {
  id: 'id',
  crq: 'id',
  'crq id': 'id',
  'crq number': 'id',
  'change request id': 'id',
  title: 'title',
  'crq title': 'title',
  status: 'status',
  state: 'status',
  'crq status': 'status',
  created: 'created',
  date: 'created',
  'created on': 'created',
  'creation date': 'created',
  'date created': 'created',
  author: 'author',
  authors: 'author',
  'created by': 'author',
  'requested by': 'author',
  requester: 'author',
  'submitted by': 'author',
  owner: 'owner',
  assignee: 'owner',
  'assigned to': 'owner',
  priority: 'priority',
  type: 'type',
  category: 'type',
  dependencies: 'depends_on',
  'depends on': 'depends_on',
  dependson: 'depends_on',
  'blocked by': 'depends_on',
  requires: 'depends_on',
};

/** The key here that a key there means; null if it means nothing to gitcrq. */
export const legacyKey = (text: string): LegacyKey | null => {
  const word = text.toLowerCase().replaceAll('_', ' ').replaceAll('-', ' ').trim();
  return Object.hasOwn(KEYS, word) ? (KEYS[word] ?? null) : null;
};

/** Headings under which a document says what must come first. */
export const isNeed = (heading: string): boolean =>
  /^(?:dependenc(?:y|ies)|depends on|prerequisites?|blocked by|requires)\b/i.test(heading);
