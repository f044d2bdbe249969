/** Several branches of one request, of which one brings what another has: whichever closes it, it is closed in the end. */
import { expect, test } from 'vitest';
import { crqText, type Fixture, fixture } from '../fixture.ts';
import { pass, work } from './ground.ts';

const state = (at: Fixture): string | undefined =>
  /^status: (.*)$/m.exec(at.git(['show', 'main:crqs/CRQ-2.md'], at.remote))?.[1];

test.each(['merge', 'squash', 'rebase', 'ff'] as const)(
  'a branch that is there under two names closes its request by %s',
  async (strategy) => {
    const at = fixture();
    const head = work(at, { id: 'CRQ-2' });
    at.git(['push', '--quiet', 'origin', `${head}:refs/heads/feature/CRQ-2-other-name`]);
    const done = await pass(at, { strategy });
    // The second one has landed with the first, and neither waits for another pass.
    expect(done.landed.map(({ already }) => already === true)).toEqual([false, true]);
    expect([done.held, done.evicted]).toEqual([[], []]);
    expect(state(at)).toBe('closed');
    const next = await pass(at, { strategy });
    expect([next.landed, next.held]).toEqual([[], []]);
  },
);

test('a branch that went on from another one closes what both are about, whichever is first', async () => {
  const at = fixture();
  const first = work(at, { id: 'CRQ-2', branch: 'feature/CRQ-2-later-by-name' });
  at.git(['switch', '--quiet', '-c', 'feature/CRQ-2-a', first]);
  at.write('crqs/CRQ-2.md', `${crqText('CRQ-2', { status: 'closed' })}More.\n`);
  at.git(['commit', '--quiet', '--no-verify', '-am', 'Say more\n\nCRQ: CRQ-2']);
  at.git(['push', '--quiet', '--no-verify', 'origin', 'HEAD']);
  at.git(['switch', '--quiet', 'main']);
  const done = await pass(at);
  expect([done.landed[0]?.branch, done.held]).toEqual(['feature/CRQ-2-a', []]);
  expect(state(at)).toBe('closed');
});
