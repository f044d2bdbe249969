/** `--dry-run` of every command that changes something, in a clone without a remote; and of second ways with one. */
import { describe, test } from 'vitest';
import { CHANGES, TOLD, UNUSUAL } from '../plan/changes.ts';
import { dryRunIsTheRun } from '../plan/dry-run.ts';

test.for([...CHANGES, ...TOLD])('$name', (change) => dryRunIsTheRun(change, false));

describe('with a remote', () => {
  test.for([...UNUSUAL, ...TOLD])('$name', (change) => dryRunIsTheRun(change, true));
});
