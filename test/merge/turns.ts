/** A lander that waits for no other: only the compare-and-swap push keeps it right. */
import type { Changing } from '../../src/app/change.ts';
import { landerOf } from '../../src/app/lander.ts';
import type { Lander } from '../../src/merge/lander.ts';

export function withoutTurns(clone: Changing): Lander {
  const { desk: _, ...lander } = landerOf(clone);
  return lander;
}
