/** A clone without the right to push cannot take a number; its requests get an id that needs no ref. */
import { GitcrqError } from '../domain/error.ts';
import { REMOTE_REFUSED } from '../git/errors.ts';
import type { Wired } from './wire.ts';

/** Runs `make` with a number; if the remote refuses to give one, once more with an offline id and the reason. */
export async function withOfflineId<T>(ports: Wired, make: (offline: string | null) => Promise<T>): Promise<T> {
  try {
    return await make(null);
  } catch (error) {
    if (!(error instanceof GitcrqError) || error.code !== REMOTE_REFUSED.code) throw error;
    ports.out.verbose(error.message);
    return make('the remote refused to give a number');
  }
}
