/** `--dry-run` of every command that changes something, with a remote; without one: test/full. */
import { test } from 'vitest';
import { CHANGES } from './changes.ts';
import { dryRunIsTheRun } from './dry-run.ts';

test.for(CHANGES)('$name', (change) => dryRunIsTheRun(change, true));
