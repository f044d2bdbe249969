/** Landing against a requirement: only one that the policy lets go, by whom the base trusts with it, signed and told everywhere. */
import { expect, test } from 'vitest';
import { check as checkCommand } from '../../src/app/check.ts';
import { asker } from '../../src/app/lander.ts';
import type { CrqId } from '../../src/domain/brand.ts';
import { unwrap } from '../../src/domain/result.ts';
import { overrideText } from '../../src/enforce/overrides.ts';
import { explainLanding } from '../../src/merge/explain.ts';
import { queueHistory } from '../../src/merge/history.ts';
import { overrideWords } from '../../src/merge/override.ts';
import { mergeLogSchema } from '../../src/merge/schema.ts';
import { parsePolicy } from '../../src/store/policy-parse.ts';
import { traced } from '../enforce/scene.ts';
import { judged, refusedBy } from '../enforce/server/scene.ts';
import { type Fixture, fixture } from '../fixture.ts';
import { approve, keyOf, trust } from './approving.ts';
import { inRepo, pass, tryPass, why, work } from './ground.ts';

const DAY = 86_400_000;
const day = (days: number): string => new Date(Date.now() + days * DAY).toISOString().replace(/\.\d+Z$/, 'Z');

/** Frozen, with a requirement `calm` that may go and `owners` that may not; grace may override, eve may not. */
function frozen(): Fixture {
  const at = fixture();
  const people = [
    ['grace', 'person', 'override'],
    ['eve', 'person', 'approve'],
  ] as const;
  trust(
    at,
    people,
    `merge:
  requirements:
    - {name: calm, needs: freeze, override: true}
    - {name: patient, needs: age, min: 1d}
  freeze: [{from: '${day(-1)}', to: '${day(1)}', reason: the fair}]
`,
  );
  return at;
}

/** Takes the requirement away that nobody may override. */
function impatient(at: Fixture): void {
  at.write('gitcrq.yaml', at.read('gitcrq.yaml').replace(/.*patient.*\n/, ''));
  at.git(['commit', '--quiet', '-am', 'Be impatient\n\nCRQ: CRQ-1']);
  at.git(['push', '--quiet', 'origin', 'main']);
}

const WORDS = {
  ...{ since: undefined, all: false, external: false, prefixes: [] },
  ...{ format: 'text', output: undefined, message: undefined, deepen: false, collect: true },
};

const against = (...names: string[]) => ({ names, reason: 'the shop is down' });
const explained = async (at: Fixture, name: string) => {
  const told = await inRepo(at, {}, async (repo, basis) =>
    unwrap(await explainLanding(asker({ repo, basis }), 'CRQ-2' as CrqId)),
  );
  return told.branches[0].requirements.find((one) => one.name === name)?.why;
};
const history = (at: Fixture) =>
  inRepo(at, {}, async (repo, basis) => unwrap(await queueHistory(repo, basis))).then(({ events }) => events);

test('it lands against a freeze, and the log says against what, why and by whom', async () => {
  const at = frozen();
  work(at, { id: 'CRQ-2' });
  const late = { ids: ['CRQ-2'], agent: 'grace' };
  expect(await explained(at, 'calm')).toContain(
    'or, with the right: gitcrq merge CRQ-2 --override calm --reason "why"',
  );
  // The other requirement is not overridden with it.
  expect(why(await pass(at, { ...late, override: against('calm') }), 'patient')).toContain('1d are asked for');
  impatient(at);
  const done = await pass(at, { ...late, override: against('calm') });
  expect(done.landed).toHaveLength(1);
  expect(at.git(['log', '-1', '--format=%(trailers:key=Override,valueonly)', 'refs/gitcrq/queue/main/log'])).toBe(
    `calm ${keyOf(at, 'grace').id} the shop is down\n`,
  );
  const events = await history(at);
  mergeLogSchema.parse({ events });
  expect(events[0]?.override).toMatchObject({ names: ['calm'], by: 'grace', problem: null, reviewed: null });
  const commits = (await traced(at, { words: ['CRQ-2'] })).commits;
  expect(commits[0]?.landing?.overrides).toEqual([
    'override of calm by grace: the shop is down (not reviewed yet: gitcrq approve CRQ-2)',
  ]);
  const noted = async (range: string) =>
    (await checkCommand(at.ports(), { ...WORDS, range }, () => Promise.resolve())).notes;
  expect(await noted('main~..main')).toEqual([expect.stringMatching(/^CRQ-2: override of calm by grace: the shop is/)]);
  expect(await noted('main~2..main~')).toEqual([]);
  expect(await explained(at, 'override')).toContain('(not reviewed yet: gitcrq approve CRQ-2)');
  await expect(approve(at, 'grace')).rejects.toMatchObject({ code: 'APPROVAL_VOID' });
  await approve(at, 'eve');
  expect((await history(at))[0]?.override).toMatchObject({ reviewed: 'eve' });
});

test.each([
  ['eve', ['calm'], 'OVERRIDE_REFUSED', /gives SHA256:\S+ no right to override/],
  ['grace', ['patient'], 'OVERRIDE_REFUSED', /does not mark patient with `override: true`/],
  ['grace', ['tested'], 'OVERRIDE_UNKNOWN', /main has no requirement tested/],
  ['grace', ['clam'], 'OVERRIDE_UNKNOWN', /did you mean calm\?/],
])('%s cannot override %j: %s', async (agent, names, code, message) => {
  const at = frozen();
  work(at, { id: 'CRQ-2' });
  const done = await tryPass(at, { ids: ['CRQ-2'], agent, override: against(...names) });
  expect(done).toMatchObject({ ok: false, error: { code, message: expect.stringMatching(message) } });
});

test('an override is of one request and has a reason', () => {
  const [one, two] = ['CRQ-2', 'CRQ-3'] as CrqId[] as [CrqId, CrqId];
  expect(overrideWords(['calm'], ' \n', [one])).toMatchObject({ error: { code: 'REASON_MISSING' } });
  expect(overrideWords(['calm'], 'why', [])).toMatchObject({ error: { code: 'OVERRIDE_REFUSED' } });
  expect(overrideWords(['calm'], 'why', [one, two])).toMatchObject({ error: { code: 'OVERRIDE_REFUSED' } });
  expect(overrideWords([], undefined, [])).toEqual({ ok: true, value: undefined });
});

test('what the gate judges, and the test, cannot be marked', () => {
  const text = 'version: 1\nmerge:\n  requirements:\n    - {name: tested, needs: test, override: true}\n';
  expect(parsePolicy(text)).toMatchObject({ mistakes: [{ line: 4, key: 'merge.requirements.0.override' }] });
});

test('the server takes an override that is signed by whoever may, and an entry written by hand is told as what it is', async () => {
  const at = frozen();
  impatient(at);
  work(at, { id: 'CRQ-2' });
  const before = at.tip('main');
  await pass(at, { ids: ['CRQ-2'], agent: 'grace', override: against('calm') });
  const [main, log] = ['refs/heads/main', 'refs/gitcrq/queue/main/log'];
  at.git(['update-ref', main, before], at.remote);
  at.git(['update-ref', '-d', log], at.remote);
  expect(await refusedBy(at, { [main]: 'main', [log]: log })).toEqual([]);
  const forged = at.git(['log', '-1', '--format=%B', log]).replace('the shop is down', 'I like to');
  const entry = at.git(['commit-tree', `${log}^{tree}`, '-m', forged]);
  const { refusals } = await judged(at, { [main]: 'main', [log]: entry });
  expect(refusals.map(({ why: told }) => told).join()).toContain('does not count: it is signed by nobody');
  at.git(['push', '--quiet', '--no-verify', 'origin', `main:${main}`, `${entry}:${log}`]);
  const [event] = await history(at);
  expect(event?.override && overrideText(event.override)).toBe(
    'override of calm by grace: I like to (it is signed by nobody)',
  );
});
