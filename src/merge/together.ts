/**
 * A pass whose tests run side by side. Each candidate is made on top of the one before it, before that one is known to
 * pass, and lands only when all before it have landed: what lands is the very commit that was tested. Every candidate is
 * tested by itself, so a failure is that of the first that fails, and never of an innocent one; what was made on top of
 * it is thrown away and made again.
 */
import type { Turn } from '../coord/lease-turn.ts';
import { ok, type Result } from '../domain/result.ts';
import { REMOTE_REFUSED } from '../git/errors.ts';
import type { Repo } from '../git/repo.ts';
import { type Outcome, perform, type Request } from '../plan/operate.ts';
import { POLICY_FILE } from '../store/basis.ts';
import type { Lander } from './lander.ts';
import { type Decision, failedTest, finishLanding, isDecided, type Landing, prepareLanding } from './plan-landing.ts';
import type { Prepared } from './prepared.ts';
import type { Reading } from './reading.ts';
import { testLanding, type Verified } from './test-landing.ts';
import { underTurn } from './turn.ts';
import { isSettled, lookAt, type Queue, type Waiting } from './waiting.ts';

/** A candidate whose test is running or done. */
interface Flight {
  readonly place: Waiting;
  readonly prepared: Prepared;
  readonly slot: number;
  readonly ending: AbortController;
  readonly test: Promise<Result<Verified>>;
  /** Those behind it are judged by another policy, once it has landed. */
  readonly turnsRules: boolean;
}

/** What the pass keeps while this works. */
export interface Ground {
  reading(): Reading;
  queue(): Queue;
  /** Reads everything again. */
  renew(): Promise<Result<void>>;
  /** A branch that needs no landing any more, or is gone. */
  answered(place: Waiting): Promise<Result<void>>;
  /** Held or evicted. */
  decided(decision: Decision): void;
  landed(place: Waiting, landing: Landing, outcome: Outcome): void;
  refused(place: Waiting, why: string): void;
  readonly by: Lander;
  readonly turn: Turn | null;
}

/** How often a pass begins again because its target moved; then whoever moves it is let go first. */
const MOST_MOVES = 50;

class Together {
  readonly #repo: Repo;
  readonly #request: Request;
  readonly #ground: Ground;
  readonly #rest: Waiting[];
  readonly #flights: Flight[] = [];
  readonly #limit: number;
  #width: number;
  #moves = 0;

  constructor(repo: Repo, request: Request, ground: Ground, { entries, limit }: Places) {
    this.#repo = repo;
    this.#request = request;
    this.#ground = ground;
    this.#rest = [...entries];
    this.#limit = limit;
    this.#width = limit;
  }

  async run(): Promise<Result<void>> {
    try {
      while (this.#rest.length > 0 || this.#flights.length > 0) {
        const filled = await this.#fill();
        if (!filled.ok) return filled;
        const [first] = this.#flights;
        const done = first === undefined ? ok(undefined) : await this.#settle(first);
        if (!done.ok) return done;
      }
      return ok(undefined);
    } finally {
      await this.#callBack();
    }
  }

  /** Begins tests until there are as many as may be, or the next one has to wait for those before it. */
  async #fill(): Promise<Result<void>> {
    while (this.#flights.length < this.#width) {
      const [place] = this.#rest;
      if (place === undefined) return ok(undefined);
      const begun = await this.#begin(place);
      if (!begun.ok) return begun;
      if (!begun.value) return ok(undefined);
      this.#rest.shift();
    }
    return ok(undefined);
  }

  /** False: it cannot be decided before those in flight are. */
  async #begin(place: Waiting): Promise<Result<boolean>> {
    const { reading, queue, by } = this.#ground;
    const found = await lookAt(this.#repo, reading(), queue().logs, place.branch);
    if (!found.ok) return found;
    if (found.value === null || isSettled(found.value)) {
      const answered = await this.#ground.answered(place);
      return answered.ok ? ok(true) : answered;
    }
    if (this.#flights.some(({ turnsRules }) => turnsRules)) return ok(false);
    const { base } = found.value.basis;
    const before = this.#flights.findLast(({ prepared }) => prepared.entry.basis.base === base);
    const { strategy } = by;
    const entry = {
      ...found.value,
      last: place.last,
      ...(strategy && { strategy }),
      ...(before && { tip: before.prepared.landing }),
    };
    const flying = new Set(this.#flights.map((flight) => flight.place.branch));
    const others = queue().waiting.filter(({ branch }) => !flying.has(branch));
    const made = await prepareLanding(this.#repo, { ...queue(), waiting: others }, entry, { dryRun: false, by });
    if (!made.ok) return made;
    if (!isDecided(made.value)) {
      this.#flights.push(await this.#flight(place, made.value));
      return ok(true);
    }
    // A conflict with a candidate that may not land is no reason to hold anything back.
    if (before !== undefined) return ok(false);
    this.#ground.decided(made.value);
    return ok(true);
  }

  async #flight(place: Waiting, prepared: Prepared): Promise<Flight> {
    const rules = [prepared.entry.tip, prepared.landing].map((at) => this.#repo.reader.info(`${at}:${POLICY_FILE}`));
    const [now, then] = await Promise.all(rules);
    const taken = new Set(this.#flights.map(({ slot }) => slot));
    let slot = 0;
    while (taken.has(slot)) slot++;
    const ending = new AbortController();
    const test = testLanding(this.#repo, prepared, { slot, signal: ending.signal });
    // Told where it is awaited; a full disk under a later test must not end the process before that.
    test.catch(() => {});
    return { place, prepared, slot, ending, test, turnsRules: now?.oid !== then?.oid };
  }

  async #settle(first: Flight): Promise<Result<void>> {
    const tested = await first.test;
    if (!tested.ok) return tested;
    if (tested.value.why !== null) {
      this.#flights.shift();
      this.#ground.decided({ kind: 'held', held: failedTest(first.prepared, tested.value.why) });
      this.#width = Math.max(1, Math.floor(this.#width / 2));
      await this.#callBack();
      return ok(undefined);
    }
    const landed = await this.#land(first, tested.value.oid);
    if (!landed.ok) return landed;
    if (landed.value === 'landed') {
      this.#flights.shift();
      this.#width = Math.min(this.#limit, this.#width + 1);
      return ok(undefined);
    }
    // What was made on top of it has lost its ground.
    const moved = landed.value === 'moved' && this.#moves++ < MOST_MOVES;
    if (!moved) this.#flights.shift();
    if (landed.value === 'moved' && !moved)
      this.#ground.refused(
        first.place,
        `${first.prepared.entry.basis.base} moved at each of ${MOST_MOVES} tries; gitcrq merge`,
      );
    await this.#callBack();
    return moved ? this.#ground.renew() : ok(undefined);
  }

  async #land(first: Flight, tested: string): Promise<Result<'landed' | 'held' | 'moved'>> {
    let made: Landing | null = null;
    let tries = 0;
    let decided: Decision | null = null;
    const done = await perform(this.#repo, this.#request, async () => {
      made = null;
      // Somebody else was first: on another ground the candidate is another commit, and wants a test of its own.
      if (tries++ > 0) return ok(null);
      const { command } = first.prepared;
      const finished = await finishLanding(
        this.#repo,
        this.#ground.reading(),
        first.prepared,
        command === null ? null : tested,
      );
      if (!finished.ok) return finished;
      decided = finished.value;
      made = finished.value.kind === 'land' ? finished.value.landing : null;
      return made === null ? ok(null) : underTurn(this.#ground.turn, made.plan);
    });
    this.#ground.turn?.settled(done.ok && done.value !== null);
    if (!done.ok) {
      if (done.error.code !== REMOTE_REFUSED.code) return done;
      this.#ground.refused(first.place, done.error.message);
      return ok('held');
    }
    const [landing, decision] = [made as Landing | null, decided as Decision | null]; // set inside the plan, which TypeScript cannot see
    if (done.value !== null && landing !== null) {
      this.#ground.landed(first.place, landing, done.value);
      return ok('landed');
    }
    if (tries > 1 || decision === null || decision.kind === 'land') return ok('moved');
    this.#ground.decided(decision);
    return ok('held');
  }

  /** Ends every test under way, and puts what was tested back in its order. */
  async #callBack(): Promise<void> {
    const flights = this.#flights.splice(0);
    for (const { ending } of flights) ending.abort();
    // Their worktrees are free only when the commands are gone.
    await Promise.allSettled(flights.map(({ test }) => test));
    this.#rest.unshift(...flights.map(({ place }) => place));
  }
}

export interface Places {
  /** In the queue's order. */
  readonly entries: readonly Waiting[];
  /** How many tests may run at once. */
  readonly limit: number;
}

/** Lands what can land of these. Fails where the remote or the disk does; what landed before that is told. */
export const landTogether = (repo: Repo, request: Request, ground: Ground, places: Places): Promise<Result<void>> =>
  new Together(repo, request, ground, places).run();
