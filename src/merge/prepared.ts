/** A candidate that is ready to be tested and landed. */
import type { Courier } from '../comms/courier.ts';
import type { Oid } from '../domain/brand.ts';
import type { Result } from '../domain/result.ts';
import type { Overriding, WhoLands } from './lander.ts';
import type { Verdict } from './requirement.ts';
import type { Waiting } from './waiting.ts';

/** A candidate that nothing holds back but its test. */
export interface Prepared {
  readonly entry: Waiting;
  readonly verdicts: readonly Verdict[];
  readonly tree: Oid;
  /** The commit that would land. */
  readonly landing: Oid;
  /** Null if no test applies. */
  readonly command: string | null;
  readonly approved: readonly string[];
  readonly who: WhoLands;
  readonly courier: Courier;
  /** What the lander asked to land against. */
  readonly override?: Overriding;
  /** What time alone may have changed, judged anew. */
  readonly again: () => Promise<Result<readonly Verdict[]>>;
}
