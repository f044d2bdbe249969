/**
 * The gate: judges every commit of a range, the branch's name and the records at its end. One `git log` is streamed and
 * judged in batches, so memory does not grow with history.
 */
import type { Oid } from '../domain/brand.ts';
import { GitcrqError } from '../domain/error.ts';
import { once } from '../domain/once.ts';
import type { Level } from '../domain/policy.ts';
import { fail, ok, type Result } from '../domain/result.ts';
import type { LogCommit } from '../git/log.ts';
import type { Repo } from '../git/repo.ts';
import type { Basis } from '../store/basis.ts';
import { type LinkNotes, readLinkNotes } from '../store/notes.ts';
import { type Adoption, adoptedBy, splitRange, younger } from './adoption.ts';
import { type JudgedCommit, readCommits } from './commit.ts';
import { SHALLOW } from './errors.ts';
import { type ExemptionUse, exemptionUse } from './exemptions.ts';
import { type Hold, holding, type Take } from './hold.ts';
import { fetchLinkNotes } from './notes-read.ts';
import { beginReading, type Reading } from './reading.ts';
import type { CommitRule, Fault, Finding, Rule } from './rule.ts';
import { RULES } from './rules.ts';
import { isOfBase, makeScope, type Range, revisionArgs, type Scope } from './scope.ts';
import { isSettled, isWhole, keepSettled, recallSettled } from './settled.ts';
import { shallowCommits } from './shallow.ts';
import { crqStates } from './states.ts';
import { noteWork } from './worked.ts';

export type { Finding } from './rule.ts';
export type { Range } from './scope.ts';

export interface Summary {
  /** linked + exempt + unlinked + before_adoption. */
  readonly commits: number;
  readonly linked: number;
  readonly exempt: number;
  readonly unlinked: number;
  readonly before_adoption: number;
  readonly findings: number;
  readonly errors: number;
  readonly warnings: number;
}

/** What was judged and how it came out; the findings are told one by one. */
export interface Verdict {
  readonly base: Oid | null;
  readonly head: Oid;
  readonly summary: Summary;
  /** The policy's exemptions, each with how many commits of the range use it. */
  readonly exemptions: readonly ExemptionUse[];
}

export interface Report extends Verdict {
  readonly findings: readonly Finding[];
}

/** Enough to keep the object reader busy, little enough to hold in memory. */
const BATCH = 256;

const LASTING: ReadonlySet<string> = new Set(
  RULES.flatMap((rule) => (rule.judges === 'commit' && rule.lasting === true ? [rule.id] : [])),
);

const levelOf = (rule: Rule, basis: Basis): Level => basis.policy.rules[rule.id] ?? rule.level;

const finding = (rule: Rule, level: 'error' | 'warning', { soft, ...fault }: Fault): Finding => ({
  rule: rule.id,
  level: soft === true ? 'warning' : level,
  ...fault,
});

/** The findings of one rule; none if the policy turned it off. */
async function apply(
  rule: Rule,
  scope: Scope,
  judge: () => readonly Fault[] | Promise<readonly Fault[]>,
): Promise<readonly Finding[]> {
  const level = levelOf(rule, scope.basis);
  return level === 'off' ? [] : (await judge()).map((fault) => finding(rule, level, fault));
}

async function judgeCommits(
  commits: readonly JudgedCommit[],
  rules: readonly CommitRule[],
  scope: Scope,
  asks: (commit: string) => boolean,
): Promise<readonly Finding[]> {
  const found: (readonly Finding[] | Promise<readonly Finding[]>)[] = [];
  const strict = rules.flatMap((rule) => {
    const level = levelOf(rule, scope.basis);
    return level === 'off' ? [] : [{ rule, level }];
  });
  for (const commit of commits) {
    const asked = asks(commit.oid);
    for (const { rule, level } of strict) {
      if (!asked && rule.lasting === true) continue;
      const faults = rule.judge(commit, scope);
      // Most commits are without fault at once: a promise for each would cost more than judging them.
      if (!Array.isArray(faults))
        found.push(Promise.resolve(faults).then((some) => some.map((fault) => finding(rule, level, fault))));
      else if (faults.length > 0) found.push(faults.map((fault: Fault) => finding(rule, level, fault)));
    }
  }
  return (await Promise.all(found)).flat();
}

interface Counts {
  linked: number;
  exempt: number;
  unlinked: number;
  findings: number;
  errors: number;
  warnings: number;
}

const nothing = (): Counts => ({ linked: 0, exempt: 0, unlinked: 0, findings: 0, errors: 0, warnings: 0 });

function count(counts: Counts, commits: readonly JudgedCommit[]): void {
  for (const { linked, exempt } of commits) {
    if (linked) counts.linked++;
    else if (exempt !== null) counts.exempt++;
    else counts.unlinked++;
  }
}

async function* batches(
  commits: AsyncIterable<readonly LogCommit[]>,
  adoption: Adoption | null,
  cut: ReadonlySet<string>,
): AsyncGenerator<readonly LogCommit[]> {
  let batch: LogCommit[] = [];
  for await (const some of commits) {
    for (const commit of some) {
      if (cut.size > 0 && cut.has(commit.oid)) throw shallow().error;
      if (adoption?.isBefore(commit.oid) === true) continue;
      batch.push(commit);
    }
    if (batch.length < BATCH) continue;
    yield batch;
    batch = [];
  }
  if (batch.length > 0) yield batch;
}

export const shallow = () =>
  fail(SHALLOW, 'the history of this clone ends inside the range', ['gitcrq check --deepen', 'git fetch --unshallow']);

function verdict(range: Range, counts: Counts, before: number, exemptions: readonly ExemptionUse[] = []): Verdict {
  const { linked, exempt, unlinked, errors, warnings, findings } = counts;
  const commits = linked + exempt + unlinked + before;
  const summary = { commits, linked, exempt, unlinked, before_adoption: before, findings, errors, warnings };
  return { base: range.base, head: range.head, summary, exemptions };
}

/** The rules that judge this range: a repository that never used gitcrq is asked for links only, a message for what it says. */
function rulesFor(range: Range): readonly Rule[] {
  if (range.message !== undefined) return RULES.filter(({ judges }) => judges === 'commit');
  if (range.external === undefined) return RULES;
  return RULES.filter(({ id }) => id === 'link/missing' || id === 'link/note-unreadable');
}

/** A branch that was forked before the adoption got its name before there were rules for names. */
const isOld = ({ head }: Range, adoption: Adoption | null): boolean =>
  adoption !== null && adoption.before > 0 && adoption.isBefore(head);

/** The commits of a batch that have to be judged again by the lasting rules, whatever else is known later. */
async function stillOpen(
  commits: readonly JudgedCommit[],
  findings: readonly Finding[],
  scope: Scope,
): Promise<readonly Oid[]> {
  const faulty = new Set(findings.flatMap(({ rule, oid }) => (LASTING.has(rule) && oid !== undefined ? [oid] : [])));
  const settled = await Promise.all(commits.map((commit) => !faulty.has(commit.oid) && isSettled(commit, scope)));
  return commits.flatMap(({ oid }, index) => (settled[index] === true ? [] : [oid]));
}

async function judge(
  repo: Repo,
  basis: Basis,
  range: Range,
  adoption: Adoption | null,
  notes: LinkNotes,
  hold: Hold,
  reading: Reading,
): Promise<Verdict | null> {
  const settled = await recallSettled(repo, basis, range, adoption);
  const { asks, changes: touched } = await reading.changes(settled, notes.links);
  const changes = new Map([...touched].filter(([commit]) => adoption?.isBefore(commit) !== true));
  const scope = makeScope(repo, basis, range, { changes, states: crqStates(repo, basis), notes });
  const ofBase = isOfBase(scope);
  const rules = rulesFor(range);
  const onCommits = rules.filter((rule) => rule.judges === 'commit');
  const linkRules = {
    prefixes: scope.prefixes,
    exemptions: range.external === undefined ? basis.policy.commits.exempt : [],
    policy: basis.policy,
    notes: notes.links,
  };
  const exemptions = exemptionUse(repo.ports.clock, linkRules.exemptions);
  const open: Oid[] = [];
  const counts = nothing();
  const told = (findings: readonly Finding[]): Promise<boolean> | boolean => {
    counts.findings += findings.length;
    for (const { level } of findings) {
      if (level === 'error') counts.errors++;
      if (level === 'warning') counts.warnings++;
    }
    return findings.length === 0 || hold(findings);
  };
  const found = async (what: 'branch' | 'tip'): Promise<readonly Finding[]> => {
    const each = rules.map((rule) => (rule.judges === what ? apply(rule, scope, () => rule.judge(scope)) : []));
    return (await Promise.all(each)).flat();
  };
  // Asked while git lists the commits, told before what is wrong with them.
  const ofBranch = isOld(range, adoption) ? Promise.resolve([]) : found('branch');
  ofBranch.catch(() => {});
  const toldBranch = once(async () => told(await ofBranch));
  for await (const batch of batches(reading.log, adoption, shallowCommits(repo))) {
    const commits = await readCommits(repo, batch, linkRules, changes);
    count(counts, commits);
    exemptions.note(commits);
    if (ofBase) noteWork(scope.worked, commits);
    const faults = await judgeCommits(commits, onCommits, scope, asks);
    if (!(await toldBranch()) || !(await told(faults))) return null;
    if (!isWhole(range)) continue;
    const asked = commits.filter(({ oid }) => asks(oid));
    for (const one of await stillOpen(asked, faults, scope)) open.push(one);
  }
  if (!(await toldBranch()) || !(await told(await found('tip')))) return null;
  await keepSettled(repo, basis, range, adoption, { before: settled, open });
  return verdict(range, counts, adoption?.before ?? 0, exemptions.all());
}

/** Nothing is judged where the base has no policy; the commits are counted as older than the adoption to come. */
async function unjudged(repo: Repo, range: Range): Promise<Result<Verdict>> {
  const all = await repo.output('counting commits', ['rev-list', '--count', ...revisionArgs(range)]);
  return all.ok ? ok(verdict(range, nothing(), Number(all.value))) : all;
}

/** Judges a range and gives each finding to `take`. Fails: SHALLOW, GIT_FAILED, RECORDS_NOT_FETCHED. */
export async function judgeRange(repo: Repo, basis: Basis, asked: Range, take: Take): Promise<Result<Verdict>> {
  const range = asked.all === true ? { ...asked, base: null } : asked;
  if (range.external === undefined && !basis.adopted) return unjudged(repo, range);
  try {
    // A newer note may link what is unlinked here, or take the place of an id in a message: either changes the verdict.
    // Of what is only being pushed nobody else can have said anything, so there the remote is asked if something is wrong.
    const lazily = range.pushing === true;
    const none = async (): Promise<Result<boolean>> => ok(false);
    const fetch = range.external === undefined ? () => fetchLinkNotes(repo, basis) : none;
    if (!lazily) void fetch();
    const adopted = range.external === undefined ? await adoptedBy(repo, basis, range.head) : ok(null);
    if (!adopted.ok) return adopted;
    const asking = revisionArgs(range);
    const revisions = adopted.value === null ? asking : younger(asking, adopted.value);
    const prefixes = range.external ?? basis.policy.crq.prefixes;
    const attempt = async (newer: () => Promise<Result<boolean>>): Promise<Result<Verdict | null>> => {
      const reading = beginReading(repo, basis, range, revisions);
      try {
        const adoption =
          adopted.value === null
            ? ok(null)
            : await splitRange(repo, basis, adopted.value, asking, range.base !== null, reading.listed);
        if (!adoption.ok) return adoption;
        const { hold, end } = holding(newer, take, lazily);
        const notes = await readLinkNotes(repo, prefixes);
        const found = await judge(repo, basis, range, adoption.value, notes, hold, reading);
        return ok(found !== null && (await end()) ? found : null);
      } finally {
        await reading.stop();
      }
    };
    const first = await attempt(fetch);
    const judged = first.ok && first.value === null ? await attempt(none) : first;
    if (!judged.ok) return judged;
    const found = judged.value;
    if (found === null) throw new Error('nothing newer was fetched, and yet it was to be judged anew');
    return ok(found);
  } catch (error) {
    // Streams can only throw; what they throw is an expected failure.
    if (error instanceof GitcrqError) return { ok: false, error };
    throw error;
  }
}

/** As judgeRange, with all findings at once. */
export async function checkRange(repo: Repo, basis: Basis, range: Range): Promise<Result<Report>> {
  const findings: Finding[] = [];
  const judged = await judgeRange(repo, basis, range, (some) => {
    for (const finding of some) findings.push(finding);
  });
  return judged.ok ? ok({ ...judged.value, findings }) : judged;
}

/** The findings about the name alone, for a branch that brings nothing of its own to judge. */
export async function checkName(repo: Repo, basis: Basis, range: Range): Promise<readonly Finding[]> {
  const notes = { tip: null, links: new Map(), unreadable: [] };
  const scope = makeScope(repo, basis, range, { changes: new Map(), states: crqStates(repo, basis), notes });
  const found = RULES.map((rule) => (rule.judges === 'branch' ? apply(rule, scope, () => rule.judge(scope)) : []));
  return (await Promise.all(found)).flat();
}
