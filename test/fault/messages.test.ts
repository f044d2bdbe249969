/** Kill -9 at every point of a pass that tells an owner why nothing lands, then the same command again: exactly one message. */
import { expect, test } from 'vitest';
import { type Fixture, fixture } from '../fixture.ts';
import { landings, work } from '../merge/ground.ts';
import { lander, toldAda } from './landers.ts';

/** Ada's request, which Grace would land. */
function owned(): Fixture {
  const at = fixture({ policy: 'version: 1\nmerge:\n  test: "false"\n' });
  work(at, { id: 'CRQ-2' });
  at.git(['config', 'user.email', 'grace@example.com']);
  return at;
}

test('a test that failed is told of once', () => {
  const whole = owned();
  const { points } = lander(whole, 0, ['CRQ-2']);
  expect(toldAda(whole)).toHaveLength(1);
  expect(points).toContain('land/tested');
  for (const [n, point] of points.entries()) {
    const at = owned();
    expect(lander(at, n + 1, ['CRQ-2']).signal, point).toBe('SIGKILL');
    lander(at, 0, ['CRQ-2']);
    expect(toldAda(at), point).toHaveLength(1);
    expect(landings(at), point).toEqual([]);
  }
});
