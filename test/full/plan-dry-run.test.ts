/** `--dry-run` of every command that changes something, with a remote; without one, and second ways: test/full. */
import { test } from 'vitest';
import { shareProcess } from '../cli/run.ts';
import { USUAL } from '../plan/changes.ts';
import { dryRunIsTheRun } from '../plan/dry-run.ts';

shareProcess();

test.for(USUAL)('$name', (change) => dryRunIsTheRun(change, true));
