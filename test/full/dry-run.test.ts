/** `--dry-run` of every command that changes something, in a clone without a remote. */
import { test } from 'vitest';
import { CHANGES } from '../plan/changes.ts';
import { dryRunIsTheRun } from '../plan/dry-run.ts';

test.for(CHANGES)('$name', (change) => dryRunIsTheRun(change, false));
