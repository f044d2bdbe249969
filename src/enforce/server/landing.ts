/**
 * Does this push land something, as the queue does? The proof is the entry that it puts into the target's log in the same
 * push. A test run by somebody else cannot be proved to a server; that the commits keep the rules is judged beside this.
 */
import { entrySigner, whyNoRight } from '../../coord/entry-signer.ts';
import { whyNoOverride } from '../../coord/override-signature.ts';
import { trustNow } from '../../coord/trust.ts';
import { ok, type Result } from '../../domain/result.ts';
import type { RefChange } from '../../git/refs.ts';
import type { Basis } from '../../store/basis.ts';
import { isEvent, type LogEntry, newEntries, type QueueEvent, queueLogRef } from '../../store/queue-log.ts';
import type { Push } from './push.ts';
import { takesBack } from './taken-back.ts';

/** Where the base says who may land, the entry is signed by one of them. */
function whyNotTrusted(basis: Basis, entry: LogEntry): string | null {
  const why = whyNoRight(trustNow(basis), basis.base, entrySigner(entry));
  return why === null ? null : `the entry in the log of ${basis.base} does not count: ${why}`;
}

/** What the landing says it went against may be gone against, by whoever signed that. */
function whyNotOverridden(basis: Basis, event: QueueEvent): string | null {
  if (event.override === undefined) return null;
  const { requirements } = basis.policy.merge;
  const fixed = event.override.names.find((name) => !requirements.some((one) => one.name === name && one.override));
  if (fixed !== undefined) return `the policy of ${event.target} does not let ${fixed} be overridden`;
  const why = whyNoOverride(trustNow(basis), event, event.override);
  return why === null ? null : `the override in the log of ${event.target} does not count: ${why}`;
}

/** null: it does; else why not. */
export async function whyNoLanding(push: Push, basis: Basis, target: RefChange): Promise<Result<string | null>> {
  const name = target.ref.slice('refs/heads/'.length);
  const log = push.updates.find(({ ref }) => ref === queueLogRef(name));
  if (log === undefined || log.to === null) return ok(`${name} is protected and takes no pushes by hand`);
  const [entry, more] = await newEntries(push.repo, log.from, log.to, basis.policy.crq.prefixes);
  const event = entry?.told ?? null;
  if (entry === undefined || !isEvent(event) || more !== undefined || event.target !== name)
    return ok(`the log of ${name} does not get exactly one entry with this push`);
  const { landing, tested, crq } = event;
  const told =
    event.event === 'landed'
      ? landing === target.to && tested === landing && (event.onto === undefined || event.onto === target.from)
      : event.to === target.to && (await takesBack(push.repo, basis, event, log.from, target));
  if (!told) return ok(`the entry in the log of ${name} (${event.event} ${crq}) tells of another commit`);
  return ok(whyNotTrusted(basis, entry) ?? whyNotOverridden(basis, event));
}
