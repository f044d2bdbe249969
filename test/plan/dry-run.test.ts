/** `--dry-run` of every command that changes something, with a remote; without one: test/full. */
import { test } from 'vitest';
import { shareProcess } from '../cli/run.ts';
import { CHANGES } from './changes.ts';
import { dryRunIsTheRun } from './dry-run.ts';

shareProcess();

test.for(CHANGES)('$name', (change) => dryRunIsTheRun(change, true));
