/** What a lander says on a protected base after a revert by hand: the request whose landing it was is open again. */
import { expect, test } from 'vitest';
import type { Oid } from '../../../src/domain/brand.ts';
import { crqText, type Fixture, fixture } from '../../fixture.ts';
import { pass, work } from '../../merge/ground.ts';
import { commit } from '../scene.ts';
import { judged, place, refusedBy } from './scene.ts';

const MAIN = 'refs/heads/main';

/** CRQ-2 and CRQ-3 have landed. */
async function landed(): Promise<{ fx: Fixture; landings: readonly Oid[] }> {
  const fx = fixture();
  for (const id of ['CRQ-2', 'CRQ-3']) work(fx, { id });
  return { fx, landings: (await pass(fx)).landed.map(({ oid }) => oid) };
}

/** Takes a landing back on the server's base, as git does it, and leaves the records as they are. */
function revert(fx: Fixture, landing = ''): void {
  fx.git(['revert', '--no-commit', '-m', '1', landing]);
  fx.git(['checkout', '--quiet', 'HEAD', '--', 'crqs']);
  commit(fx, `Revert it\n\nThis reverts commit ${landing}.\n\nCRQ: CRQ-1`);
  place(fx, MAIN, 'main');
}

function open(fx: Fixture, id: string, cause: string, text = crqText(id)): void {
  fx.write(`crqs/${id}.md`, text);
  commit(fx, `Reopen ${id}\n\nCRQ: ${id}\nCRQ-Transition: closed -> open\nCRQ-Cause: ${cause}`);
}

test('a protected base takes the opening of what was reverted, of several requests one after the other', async () => {
  const { fx, landings } = await landed();
  for (const landing of landings.toReversed()) revert(fx, landing);
  open(fx, 'CRQ-2', `reverted ${landings[0]}`);
  open(fx, 'CRQ-3', `reverted ${landings[1]}`);
  expect(await judged(fx, { [MAIN]: 'main' })).toMatchObject({ refusals: [] });
});

test('it takes no opening of what is there, by another cause, to another state, or with anything else', async () => {
  const { fx, landings } = await landed();
  const [first, second] = landings;
  revert(fx, second);
  const tries: readonly (() => void)[] = [
    () => open(fx, 'CRQ-2', `reverted ${first}`),
    () => open(fx, 'CRQ-2', `reverted ${second}`),
    () => open(fx, 'CRQ-3', `reverted ${first}`),
    () => open(fx, 'CRQ-3', 'reverted'),
    () => open(fx, 'CRQ-3', `reverted ${second}`, crqText('CRQ-3', { status: 'approved' })),
    () => open(fx, 'CRQ-3', `reverted ${second}`, crqText('CRQ-3', { priority: 'high' })),
    () => {
      fx.write('code', 'mine\n');
      open(fx, 'CRQ-3', `reverted ${second}`);
    },
    () => {
      open(fx, 'CRQ-3', `reverted ${second}`);
      fx.write('code', 'mine\n');
      commit(fx, 'Mine\n\nCRQ: CRQ-3');
    },
  ];
  for (const make of tries) {
    make();
    expect(await refusedBy(fx, { [MAIN]: 'main' })).toContain('branch/protected');
    fx.git(['reset', '--quiet', '--hard', 'origin/main']);
    fx.git(['fetch', '--quiet']);
    fx.git(['reset', '--quiet', '--hard', 'origin/main']);
  }
  open(fx, 'CRQ-3', `reverted ${second}`);
  expect(await refusedBy(fx, { [MAIN]: 'main' })).toEqual([]);
});
