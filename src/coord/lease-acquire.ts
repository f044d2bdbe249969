/**
 * Acquiring leases, all of a call or none. Where nobody is in the way it is one push. Whoever loses a race looks again and
 * decides anew; nobody's lease is taken before it is released or has expired.
 */
import type { GitcrqError } from '../domain/error.ts';
import { inline } from '../domain/printable.ts';
import { fail, ok, type Result } from '../domain/result.ts';
import { LOST_RACE, REMOTE_REFUSED, REMOTE_UNREACHABLE } from '../git/errors.ts';
import { LEASE_NOT_TRUSTED } from './errors.ts';
import { type Blocked, type Decision, decide, type Wanted, type Written } from './lease-decide.ts';
import type { Desk } from './lease-desk.ts';
import { remember } from './lease-memory.ts';
import { knowPaths } from './lease-paths.ts';
import { type Survey, survey, surveyNow } from './lease-survey.ts';

export type Acquired =
  | {
      readonly kind: 'held';
      readonly leases: readonly Written[];
      /** When the push began, by the clock of the boot: the lease lasts from here on. */
      readonly begun_ms: number;
      readonly notes: readonly string[];
    }
  | { readonly kind: 'refused'; readonly blocked: Blocked };

/** With 50 others at one index a try is lost 49 times at worst. */
const MOST_TRIES = 100;
const MOST_REFUSALS = 4;
const MOST_AWAY = 5;
const OVERRUN_MS = 5000;

/** Whose leases do not count holds nothing by asking. */
export function mayLease({ trusted, signer, who }: Desk): Result<void> {
  if (trusted === null || trusted.has(signer.key.id)) return ok(undefined);
  return fail(LEASE_NOT_TRUSTED, `the base gives ${who.holder} (${signer.key.id}) no right to lease`, [
    `gitcrq trust add ${who.holder} --kind agent --right lease`,
    'gitcrq trust list',
  ]);
}

function notesOf({ placed }: Survey): readonly string[] {
  return placed.flatMap(({ key, standing }) => {
    const notes: string[] = [];
    if (standing.rewound)
      notes.push(
        `${inline(key.key)}: the remote was rewound; the token goes on from ${standing.token}, which was given before`,
      );
    if (standing.kind === 'free' && standing.why === 'void')
      notes.push(`${inline(key.key)}: what was stored there held nothing: ${standing.problem}`);
    if (standing.kind === 'free' && standing.why === 'expired')
      notes.push(`${inline(key.key)}: the lease of ${standing.claim.holder} had expired`);
    return notes;
  });
}

type Pushing = Extract<Decision, { kind: 'push' }>;

/** What was pushed is known without asking. */
function keep({ coord }: Desk, { leases, ended, paths }: Pushing): void {
  for (const { ref, to, lease } of [...leases, ...ended]) remember(coord, ref, to, lease.token);
  if (paths !== null) knowPaths(coord, paths);
}

/** What went wrong so far, and when it all began. */
interface Tries {
  readonly begun_ms: number;
  lost: number;
  refused: number;
  away: number;
}

/** Is it worth another try? A remote that is overrun turns callers away for a moment, one that is away takes its time. */
function mayTryAgain({ code }: GitcrqError, tries: Tries, now_ms: number): boolean {
  if (code === LOST_RACE.code) return ++tries.lost < MOST_TRIES;
  if (code === REMOTE_UNREACHABLE.code) return ++tries.away < MOST_AWAY && now_ms - tries.begun_ms < OVERRUN_MS;
  return code === REMOTE_REFUSED.code && ++tries.refused < MOST_REFUSALS;
}

async function push(desk: Desk, known: Survey, decision: Pushing): Promise<Result<Acquired>> {
  const { clock, trail } = desk.coord.repo.ports;
  trail.at('lease/written');
  const begun_ms = clock.boot_ms();
  const pushed = await desk.board.swap(decision.changes);
  if (!pushed.ok) return pushed;
  trail.at('lease/pushed');
  keep(desk, decision);
  return ok({ kind: 'held', leases: decision.leases, begun_ms, notes: notesOf(known) });
}

/** One try; null: the board has to be asked first. */
async function attempt(desk: Desk, wanted: Wanted, known: Survey): Promise<Result<Acquired | null>> {
  const made = await decide(desk, wanted, known);
  if (!made.ok) return made;
  if (made.value.kind === 'unsure') return ok(null);
  if (made.value.kind === 'blocked') return ok({ kind: 'refused', blocked: made.value.blocked });
  return push(desk, known, made.value);
}

/** Fails: LEASE_NOT_TRUSTED, REMOTE_UNREACHABLE, REMOTE_REFUSED. */
export async function acquire(desk: Desk, wanted: Wanted): Promise<Result<Acquired>> {
  const may = mayLease(desk);
  if (!may.ok) return may;
  const { clock, random } = desk.coord.repo.ports;
  const tries: Tries = { begun_ms: clock.monotonic_ms(), lost: 0, refused: 0, away: 0 };
  for (let known = await survey(desk, wanted.keys); ; known = await surveyNow(desk, wanted.keys)) {
    const got = known.ok ? await attempt(desk, wanted, known.value) : known;
    if (got.ok && got.value !== null) return ok(got.value);
    if (!got.ok && !mayTryAgain(got.error, tries, clock.monotonic_ms())) return got;
    const turns = tries.lost + 5 * (tries.refused + tries.away);
    if (turns > 1) await clock.sleep(random.int(Math.min(1000, 20 * turns)));
  }
}
