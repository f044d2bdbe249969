/** What `coord lease` and `coord release` would push, from what is on the board now. Nothing is made that stays. */
import { LEASE_HELD } from '../coord/errors.ts';
import { mayLease } from '../coord/lease-acquire.ts';
import { decide, type Written } from '../coord/lease-decide.ts';
import type { Desk } from '../coord/lease-desk.ts';
import { releasable } from '../coord/lease-release.ts';
import { surveyNow } from '../coord/lease-survey.ts';
import type { LeaseKey } from '../domain/lease.ts';
import { fail, ok, type Result } from '../domain/result.ts';
import type { PlanLine } from '../plan/step.ts';
import { inScratch } from '../sys/scratch.ts';
import { type Clone, inClone } from './clone.ts';
import { deskOf } from './lease.ts';
import { type LeaseAsked, type ReleaseAsked, refusedAnswer, type Taken, wantedOf } from './lease-take.ts';
import { leaseKeys } from './lease-words.ts';
import type { Wired } from './wire.ts';

type Plan = readonly PlanLine[];

const atDesk = <T>(ports: Wired, use: (clone: Clone, desk: Desk) => Promise<Result<T>>): Promise<T> =>
  inScratch(ports, (scratch) =>
    inClone(ports, async (clone) => {
      const desk = deskOf(clone, { scratch });
      return desk.ok ? use(clone, desk.value) : desk;
    }),
  );

const say = ({ board }: Desk, op: string, what: string, { type, key }: LeaseKey, ref: string): PlanLine => ({
  op,
  summary: `${what.replace('KEY', `${type} ${key}`)} on ${board.remote ?? 'this clone'}`,
  ref,
});

const sayWritten = (desk: Desk, { lease, ref, renewed }: Written): PlanLine => {
  const verb = lease.state === 'released' ? 'end the expired lease on' : renewed ? 'renew the lease on' : 'lease';
  return say(desk, 'lease', `${verb} KEY with token ${lease.token}`, lease, ref);
};

/** The steps, or the answer of a lease that would be refused. */
export const planTake = (ports: Wired, asked: LeaseAsked): Promise<Plan | Taken> =>
  atDesk<Plan | Taken>(ports, async (clone, desk) => {
    const wanted = wantedOf(clone, asked);
    if (!wanted.ok) return wanted;
    const may = mayLease(desk);
    if (!may.ok) return may;
    const survey = await surveyNow(desk, wanted.value.keys);
    if (!survey.ok) return survey;
    const made = await decide(desk, wanted.value, survey.value);
    if (!made.ok) return made;
    switch (made.value.kind) {
      case 'push':
        return ok([...made.value.leases, ...made.value.ended].map((one) => sayWritten(desk, one)));
      case 'blocked':
        return ok(refusedAnswer(desk, made.value.blocked));
      case 'unsure':
        return fail(LEASE_HELD, 'it moved while it was looked at', ['gitcrq coord leases']);
    }
  });

export const planGiveBack = (ports: Wired, { words, type }: ReleaseAsked): Promise<Plan> =>
  atDesk(ports, async ({ repo }, desk) => {
    const keys = leaseKeys(repo, words, type);
    if (!keys.ok) return keys;
    const mine = await releasable(desk, keys.value);
    return mine.ok ? ok(mine.value.map(({ key, ref }) => say(desk, 'release', 'release KEY', key, ref))) : mine;
  });
