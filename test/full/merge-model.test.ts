/**
 * Random days of a merge queue beside a model of it: people push, close, approve, amend, delete, and merge and revert by
 * hand; up to four landers land, alone and together, and are killed. Nothing lands that may not, and nothing twice.
 */
import fc from 'fast-check';
import { test } from 'vitest';
import { type Card, conflicts, type Model, newModel, type Rules } from './merge-model.ts';
import { LANDERS, type Work, World } from './merge-world.ts';

type There = Card & { readonly head: NonNullable<Card['head']> };

/** A step of the day: where it cannot be it is left out. Afterwards the remote is held against the model. */
interface Act {
  readonly can: (model: Model) => boolean;
  readonly does: (model: Model, world: World) => Promise<unknown> | undefined;
  [fc.toStringMethod](): string;
}

const act = (name: string, can: Act['can'], does: Act['does']): Act => ({ can, does, [fc.toStringMethod]: () => name });

const always = (): boolean => true;
const NOTHING = act(
  'nothing',
  () => false,
  () => {},
);
const card = fc.nat({ max: newModel({} as Rules).cards.length - 1 }); // the rules are not looked at
const lander = fc.nat({ max: LANDERS - 1 });
const isThere = (one: Card | undefined): one is There => one?.state === 'active' && one.head !== null;

/** A step about a request that has a branch. */
const about = (
  name: string,
  can: (one: There, model: Model) => boolean,
  does: (world: World, one: There, model: Model) => Promise<unknown> | undefined,
): fc.Arbitrary<Act> =>
  card.map((n) => {
    const of = ({ cards }: Model): Card | undefined => cards[n];
    const may = (model: Model): boolean => {
      const one = of(model);
      return isThere(one) && can(one, model);
    };
    return act(`${name} ${n + 2}`, may, (model, world) => does(world, of(model) as There, model)); // `may` was asked
  });

const isLanded = ({ state, head }: Card): boolean => state === 'landed' && head === null;
const rarely = fc.nat({ max: 5 }).map((n) => n === 5);
const work: fc.Arbitrary<Work> = fc.record({ bad: rarely, shared: rarely, anew: rarely });

const works = fc.record({ n: card, how: work, ready: fc.boolean() }).map(({ n, how, ready }) =>
  act(
    `work on ${n + 2} ${JSON.stringify(how)}${ready ? ', and close and approve it' : ''}`,
    ({ cards }) => cards[n]?.state === 'active',
    async (model, world) => {
      const one = model.cards[n] as Card; // it has a state
      await world.work(model, one, how);
      if (!ready || !isThere(one)) return;
      if (!one.closed) await world.closes(one);
      if (model.rules.approvals > 0) await world.approves(one);
    },
  ),
);
const closes = about(
  'close',
  ({ closed }) => !closed,
  (world, one) => world.closes(one),
);
const approves = about(
  'approve',
  ({ approved, revision }, { rules }) => rules.approvals > 0 && approved !== revision,
  (world, one) => world.approves(one),
);
const deletes = about('delete', always, (world, one) => world.deletes(one));
const merges = fc.boolean().chain((squash) =>
  about(
    squash ? 'squash by hand' : 'merge by hand',
    (one, model) => !conflicts(model, one) && !(one.bad && model.rules.tested),
    (world, one, model) => world.merges(model, one, squash),
  ),
);
const reverts = card.map((n) =>
  act(
    `revert the landing of ${n + 2}`,
    ({ cards }) => cards.some((one, at) => at === n && isLanded(one) && one.shares === null),
    (model, world) => world.reverts(model.cards[n] as Card), // as asked
  ),
);
const returns = card.map((n) =>
  act(
    `push ${n + 2} once more`,
    ({ cards }) => cards.some((one, at) => at === n && isLanded(one)),
    (model, world) => world.returns(model.cards[n] as Card), // as asked
  ),
);
const drops = lander.chain((n) => about(`by ${n}: drop`, always, (world, { id }) => world.tells(n, { drop: id })));
const retries = lander.chain((n) => about(`by ${n}: retry`, always, (world, { id }) => world.tells(n, { retry: id })));
const pauses = lander.map((n) => act(`by ${n}: pause`, always, (_, world) => world.tells(n, 'paused')));
const resumes = lander.map((n) =>
  act(
    `by ${n}: resume`,
    ({ paused }) => paused,
    (_, world) => world.tells(n, 'resumed'),
  ),
);
const someone = fc.boolean().map((shared) =>
  act(shared ? 'somebody changes what is shared' : 'somebody commits to main', always, (model, world) => {
    if (shared) model.shared++;
    return world.onMain(
      { [shared ? 'shared' : 'elsewhere']: `${model.shared} ${Math.random()}\n` },
      'Go on\n\nCRQ: CRQ-1',
    );
  }),
);

/** What goes on while landers land. */
interface Beside {
  readonly name: string;
  /** What it pushes may come too late for this pass. */
  readonly late: boolean;
  does(model: Model, world: World): Promise<unknown>;
}
const besides: fc.Arbitrary<Beside> = fc.oneof(
  fc.constant<Beside>({ name: 'nothing', late: false, does: async () => {} }),
  fc.constant<Beside>({
    name: 'somebody commits to main',
    late: false,
    does: (_, world) => world.onMain({ elsewhere: `${Math.random()}\n` }, 'Go on\n\nCRQ: CRQ-1'),
  }),
  fc.constant<Beside>({ name: 'a pause', late: false, does: (_, world) => world.tells(3, 'paused') }),
  fc.record({ n: card, how: work }).map(
    ({ n, how }): Beside => ({
      name: `work on ${n + 2} ${JSON.stringify(how)}`,
      late: true,
      does: async (model, world) => {
        const one = model.cards[n];
        if (isThere(one)) await world.worksLate(model, one, how);
      },
    }),
  ),
);

const lands = lander.map((n) =>
  act(`lander ${n}`, always, async (model, world) => {
    await world.lands(n);
    await world.judged(model);
    world.settled(model);
    world.clean(n);
  }),
);
const together = fc
  .record({ landers: fc.subarray([0, 1, 2, 3], { minLength: 2 }), beside: besides })
  .map(({ landers, beside }) =>
    act(`landers ${landers.join(', ')}, and ${beside.name}`, always, async (model, world) => {
      await Promise.all([...landers.map((n) => world.lands(n)), beside.does(model, world)]);
      await world.judged(model);
      if (!beside.late) world.settled(model);
      for (const n of landers) world.clean(n);
    }),
  );
const dies = fc
  .record({ n: lander, point: fc.integer({ min: 1, max: 30 }), other: fc.option(lander) })
  .map(({ n, point, other }) =>
    act(
      `lander ${n} dies at ${point}${other === null ? '' : `, beside ${other}`}`,
      always,
      async ({ rules }, world) => {
        // Whose turn it was is waited for for a minute, unless it is the same lander that comes back.
        const beside = rules.turns || other === n ? null : other;
        await Promise.all([world.dies(n, point), ...(beside === null ? [] : [world.lands(beside)])]);
        if (rules.turns) await world.lands(n);
      },
    ),
  );

const rules: fc.Arbitrary<Rules> = fc.record({
  approvals: fc.constantFrom(0, 1),
  window: fc.constantFrom(1, 3),
  strategy: fc.constantFrom('merge', 'squash', 'rebase'),
  tested: fc.boolean(),
  turns: fc.boolean(),
});

const often = (weight: number, arbitrary: fc.Arbitrary<Act>) => ({ weight, arbitrary });
const step = fc.oneof(
  { withCrossShrink: true },
  often(1, fc.constant(NOTHING)),
  often(8, works),
  ...[closes, approves, lands, together].map((one) => often(2, one)),
  ...[deletes, merges, reverts, drops, retries, pauses, someone].map((one) => often(1, one)),
  ...[resumes, returns, dies].map((one) => often(3, one)),
);
const day = fc.array(step, { minLength: 30, maxLength: 40 });

test('days of the queue', { timeout: 900_000 }, async () => {
  const property = fc.asyncProperty(rules, day, async (by, acts) => {
    const model = newModel(by);
    const world = await World.make(by);
    try {
      for (const { can, does } of acts) {
        if (!can(model)) continue;
        await does(model, world);
        await world.judged(model);
      }
      await world.drained(model);
    } finally {
      world.close();
    }
  });
  await fc.assert(property, { numRuns: 8, interruptAfterTimeLimit: 300_000 });
});
