/** Where runs are kept: beside the repository's other records of this machine, or in the user's own place for state. */
import { isAbsolute, join, resolve } from 'node:path';
import { fail, ok, type Result } from '../../domain/result.ts';
import { STORAGE_UNKNOWN } from '../../exec/errors.ts';
import { sweepValues } from '../../exec/job/values.ts';
import { openRepo } from '../../git/repo.ts';
import type { Wired } from '../wire.ts';

/** XDG Base Directory Specification: state that should last between restarts. */
function stateHome({ env }: Wired): Result<string> {
  const given = env['XDG_STATE_HOME'] ?? '';
  if (isAbsolute(given)) return ok(join(given, 'gitcrq', 'runs'));
  const home = env['HOME'] ?? '';
  return isAbsolute(home)
    ? ok(join(home, '.local', 'state', 'gitcrq', 'runs'))
    : fail(STORAGE_UNKNOWN, 'neither --storage nor HOME says where runs are kept', [
        'gitcrq run --storage DIR COMMAND',
      ]);
}

/** `asked`: what --storage said. Outside of a repository runs are the user's. Fails: STORAGE_UNKNOWN. */
async function storageOf(ports: Wired, asked: string | undefined): Promise<Result<string>> {
  if (asked !== undefined) return ok(resolve(ports.cwd, asked));
  const repo = await openRepo(ports, ports.cwd);
  if (!repo.ok) return stateHome(ports);
  const { commonDir } = repo.value;
  repo.value.close();
  return ok(join(commonDir, 'gitcrq', 'runs'));
}

/** As storageOf, without the values that somebody who was killed left there. */
export async function openStorage(ports: Wired, asked: string | undefined): Promise<Result<string>> {
  const storage = await storageOf(ports, asked);
  if (storage.ok) sweepValues(ports, storage.value);
  return storage;
}
