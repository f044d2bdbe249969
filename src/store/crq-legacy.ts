/**
 * A document that somebody wrote before gitcrq, of whatever shape, as values: title, state, people, day, number, what it
 * says of others. Pure. Invariant: `body` is the source byte for byte, without the front matter that was understood.
 */
import { PRIORITIES } from '../domain/crq.ts';
import type { Status, Workflow } from '../domain/lifecycle.ts';
import { type Unfit, unfinishedMerge, unfitBytes } from './crq-legacy-bytes.ts';
import { type LegacyFront, readLegacyFront } from './crq-legacy-front.ts';
import { commitHistory, type LegacyCommit, withoutHistory } from './crq-legacy-history.ts';
import { type LegacyLine, legacyLines, unnumbered } from './crq-legacy-lines.ts';
import { type LegacyName, legacyName } from './crq-legacy-name.ts';
import { type Reference, referencesIn } from './crq-legacy-references.ts';
import { legacyTitle } from './crq-legacy-title.ts';
import { dayOf, type LegacyKey, legacyKey, statusOfWord } from './crq-legacy-words.ts';

export interface LegacyRules {
  /** In capitals, the first one first; `CRQ` is read whatever the policy says. */
  readonly prefixes: readonly string[];
  /** Types of work that the policy knows. */
  readonly types: readonly string[];
  readonly workflow: Workflow;
}

export interface Legacy {
  readonly title: string;
  readonly status: Status;
  /** Null where nothing says it. */
  readonly created: string | null;
  readonly author: string | null;
  readonly owner: string | null;
  readonly priority: string | null;
  readonly type: string | null;
  readonly labels: readonly string[];
  /** What the file's name says, and what the text says of its own number. */
  readonly name: LegacyName;
  readonly said: LegacyName | null;
  /** File names that the document had before, by its own first heading. */
  readonly aliases: readonly string[];
  readonly references: readonly Reference[];
  readonly commits: readonly LegacyCommit[];
  /** Front matter of another tool that is kept, as lines. */
  readonly kept: readonly (readonly string[])[];
  /** It has front matter of its own, so that its text alone does not say which document it is. */
  readonly fronted: boolean;
  readonly body: Buffer;
  readonly warnings: readonly string[];
}

type Stated = ReadonlyMap<LegacyKey, string>;

/** What stands below a heading, if it is one short line. */
function below(lines: readonly LegacyLine[], heading: number): string | null {
  let at = heading + 1;
  while (lines[at]?.text.trim() === '') at++;
  const line = lines[at];
  return line === undefined || line.heading !== null || line.text.length >= 40 ? null : line.text;
}

/** The first value of each key; an item of a list counts near the top only. */
function statedIn(lines: readonly LegacyLine[]): Stated {
  const stated = new Map<LegacyKey, string>();
  for (const [index, { field, heading, number }] of lines.entries()) {
    if (heading !== null && /^status$/i.test(unnumbered(heading.text)) && !stated.has('status')) {
      const status = below(lines, index);
      if (status !== null) stated.set('status', status);
    }
    if (field === null || field.value === '' || (field.listed && number > 40)) continue;
    const key = legacyKey(field.key);
    if (key !== null && !stated.has(key)) stated.set(key, field.value);
  }
  return stated;
}

interface Fitted {
  readonly status: Status;
  readonly created: string | null;
  readonly priority: string | null;
  readonly type: string | null;
  readonly warnings: readonly string[];
  /** Keys whose value was taken over as it stands. */
  readonly whole: ReadonlySet<LegacyKey>;
}

const quoted = (text: string): string => JSON.stringify(text.slice(0, 60));

function fitted(stated: Stated, name: LegacyName, { types, workflow }: LegacyRules): Fitted {
  const warnings: string[] = [];
  const [word, day] = [stated.get('status'), stated.get('created')];
  const status = word === undefined ? null : statusOfWord(workflow, word);
  if (word === undefined) warnings.push(`it states no status, so it is ${workflow.new}`);
  else if (status === null) warnings.push(`its status ${quoted(word)} is no state here, so it is ${workflow.new}`);
  const created = day === undefined ? name.date : dayOf(day);
  if (day !== undefined && created === null) warnings.push(`its date ${quoted(day)} is no day that can be told`);
  const priority = stated.get('priority')?.toLowerCase();
  const type = stated.get('type')?.toLowerCase();
  const fits = {
    priority: PRIORITIES.find((one) => one === priority) ?? null,
    type: types.find((one) => one === type) ?? null,
  };
  for (const key of ['priority', 'type'] as const) {
    const said = stated.get(key);
    if (said !== undefined && fits[key] === null) warnings.push(`its ${key} ${quoted(said)} is none here`);
  }
  const whole = new Set<LegacyKey>(['title', 'author', 'owner']);
  if (word === status) whole.add('status');
  if (day === created) whole.add('created');
  if (fits.priority !== null && stated.get('priority') === priority) whole.add('priority');
  if (fits.type !== null && stated.get('type') === type) whole.add('type');
  return { status: status ?? workflow.new, created, ...fits, warnings, whole };
}

/** What stays of another tool's front matter; a comment line has no key. */
function keptLines(front: LegacyFront, whole: ReadonlySet<LegacyKey>, title: string): readonly (readonly string[])[] {
  const own = ['base', 'relations', 'imported_from', ...(front.labels.length > 0 ? [] : ['labels'])];
  return front.fields.flatMap(({ key, means, lines }) => {
    const [first = '', ...rest] = lines;
    if (key.toLowerCase() === 'labels' && front.labels.length > 0) return [];
    if (means === null && !own.includes(key.toLowerCase())) return [lines];
    const taken = means !== null && whole.has(means) && (means !== 'title' || front.known.get('title') === title);
    return taken ? [] : [[`legacy_${first.trimStart()}`, ...rest]];
  });
}

/** A first heading or a key that says an id or a file name. */
function saidName(lines: readonly LegacyLine[], stated: Stated, { prefixes }: LegacyRules): LegacyName | null {
  const title = lines.find(({ heading }) => heading !== null)?.heading?.text;
  const texts = [stated.get('id'), title, stated.get('title')].filter((text) => text !== undefined);
  for (const text of texts) {
    const name = legacyName(text.replace(/^(?:change[- ]?request|crq)\s*:\s*/i, ''), prefixes);
    if (name.dated !== null || (name.number !== null && name.number.prefix !== null)) return name;
  }
  return null;
}

/** A document that cannot become a request says why. `stem`: its file's name without `.md`. */
export function readLegacy(bytes: Buffer, stem: string, rules: LegacyRules): Legacy | Unfit {
  const unfit = unfitBytes(bytes);
  if (unfit !== null) return unfit;
  const source = bytes.toString('utf8');
  const reading = readLegacyFront(source);
  const front = reading.kind === 'read' ? reading.front : null;
  const text = front === null ? source.replace(/^\uFEFF/, '') : front.body;
  const lines = legacyLines(text, (front?.length ?? 0) + 1);
  const merge = unfinishedMerge(lines);
  if (merge !== null) return merge;
  const said = withoutHistory(lines);
  const stated: Stated = new Map([...statedIn(said), ...(front?.known ?? [])]);
  const name = legacyName(stem, rules.prefixes);
  const fit = fitted(stated, name, rules);
  const { title, line, cut } = legacyTitle(said, stem, rules.prefixes, front?.known.get('title') ?? null);
  const first = lines.find(({ heading }) => heading !== null)?.heading?.text ?? '';
  return {
    title,
    status: fit.status,
    created: fit.created,
    author: stated.get('author') ?? null,
    owner: stated.get('owner') ?? null,
    priority: fit.priority,
    type: fit.type,
    labels: front?.labels ?? [],
    name,
    said: saidName(said, stated, rules),
    aliases: /^[\w .()-]+\.md$/i.test(first) ? [first.slice(0, -3)] : [],
    references: [
      ...referencesIn(said, rules.prefixes),
      ...referencesIn(legacyLines(`Dependencies: ${front?.known.get('depends_on') ?? ''}`), rules.prefixes),
    ],
    commits: commitHistory(lines),
    fronted: front !== null,
    kept: front === null ? [] : keptLines(front, fit.whole, title),
    body: bytes.subarray(bytes.length - Buffer.byteLength(front?.body ?? source)),
    warnings: [
      ...(line === null ? ['it has no heading, so its title is made of its name'] : []),
      ...(cut ? [`its title is longer than a title may be, and was cut`] : []),
      ...(reading.kind === 'unread'
        ? [`its front matter stays in the text: line ${reading.line}: ${reading.reason}`]
        : []),
      ...fit.warnings,
    ],
  };
}
