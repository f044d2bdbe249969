/** Refs that are no branches: records only grow, replace refs do not come in, and everything else passes. */

import { quoted } from '../../domain/quote.ts';
import { ok, type Result } from '../../domain/result.ts';
import { branchRef, isAncestor, type RefChange } from '../../git/refs.ts';
import { isEvent, newEntries } from '../../store/queue-log.ts';
import type { Refusal } from '../hooks/hook.ts';
import { refRecord } from '../rules/ref-record.ts';
import { refReplace } from '../rules/ref-replace.ts';
import { whyNotTold } from './directive.ts';
import { after, newCommits, type Push } from './push.ts';

/** Where gitcrq writes: nothing there is forced, but what has to be. */
const OURS: readonly string[] = ['refs/gitcrq/', 'refs/notes/gitcrq/'];
const REPLACEABLE: readonly string[] = ['refs/gitcrq/leases/', 'refs/gitcrq/bus/', 'refs/notes/gitcrq/proc/'];
/** Evidence, which is not deleted either. */
const RECORDS: readonly string[] = [
  'refs/gitcrq/ids/',
  'refs/gitcrq/queue/',
  'refs/gitcrq/audit/',
  'refs/notes/gitcrq/links',
  'refs/notes/gitcrq/reviews',
];
const LOG = /^refs\/gitcrq\/queue\/(.+)\/log$/;

/** Prefixes with a meaning: on a disk that knows no case, `refs/Heads/main` is `refs/heads/main`. */
const MEANT: readonly string[] = ['refs/heads/', 'refs/replace/', ...OURS];

const below = (ref: string, prefixes: readonly string[]): boolean => prefixes.some((prefix) => ref.startsWith(prefix));

export const isTwinOfMeant = (ref: string): boolean => below(ref.toLowerCase(), MEANT) && !below(ref, MEANT);

const refused = (ref: string, why: string, next: readonly string[]): Refusal => ({
  rule: refRecord.id,
  text: ref,
  why: `${why}. ${refRecord.why}`,
  next,
});

const fetch = (ref: string): readonly string[] => [`git fetch origin ${quoted(`${ref}:${ref}`)}`];

/** Entries tell of commits that their target has once the push is through. */
async function judgeEntries(push: Push, { ref, from, to }: RefChange, target: string): Promise<Result<Refusal | null>> {
  const { repo, bases } = push;
  const tip = after(push, branchRef(target));
  const entries = to === null ? [] : await newEntries(repo, from, to, bases.main.policy.crq.prefixes);
  const strange = entries.some((entry) => entry.told?.target !== target);
  if (strange) return ok(refused(ref, `it holds an entry that is no event of ${target}`, fetch(ref)));
  const rules = await bases.of(target);
  if (!rules.ok) return rules;
  const forbidden = entries.map((entry) => whyNotTold(rules.value, entry)).find((why) => why !== null);
  if (forbidden !== undefined && forbidden !== null) return ok(refused(ref, forbidden, fetch(ref)));
  const told = entries.map((entry) => entry.told).filter(isEvent);
  const there = await Promise.all(told.map(async ({ landing }) => (await repo.reader.info(landing)) !== null));
  const elsewhere = await newCommits(
    repo,
    told.filter((_, index) => there[index]).map(({ landing }) => landing),
    tip === null ? [] : [tip],
  );
  if (!elsewhere.ok) return elsewhere;
  const untrue = told.find(({ landing }, index) => !there[index] || elsewhere.value.has(landing));
  if (untrue === undefined) return ok(null);
  const { crq, event, landing } = untrue;
  return ok(
    refused(ref, `it says ${event} ${crq}: ${landing.slice(0, 12)}, which ${target} does not have`, fetch(ref)),
  );
}

export async function judgeOther(push: Push, update: RefChange): Promise<Result<Refusal | null>> {
  const { ref, from, to } = update;
  if (isTwinOfMeant(ref))
    return ok(refused(ref, 'it differs from a ref with a meaning in upper and lower case only', []));
  if (ref.startsWith('refs/replace/') && to !== null)
    return ok({ rule: refReplace.id, text: ref, why: refReplace.why, next: refReplaceNext(ref) });
  if (!below(ref, OURS) || below(ref, REPLACEABLE)) return ok(null);
  if (to === null) return ok(below(ref, RECORDS) ? refused(ref, 'records are not deleted', fetch(ref)) : null);
  const forward = from === null ? ok(true) : await isAncestor(push.repo, from, to);
  if (!forward.ok) return forward;
  if (!forward.value) return ok(refused(ref, 'it would lose records', fetch(ref)));
  const target = LOG.exec(ref)?.[1];
  return target === undefined ? ok(null) : judgeEntries(push, update, target);
}

const refReplaceNext = (ref: string): readonly string[] => [
  `git replace -d ${quoted(ref.slice('refs/replace/'.length))}`,
];
