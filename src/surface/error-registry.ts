/** Every error code there is, sorted by code. A room that gets an `errors.ts` gets a line here; a test compares. */
import * as app from '../app/errors.ts';
import * as comms from '../comms/errors.ts';
import * as coord from '../coord/errors.ts';
import * as crq from '../crq/errors.ts';
import type { ErrorKind } from '../domain/error.ts';
import * as enforce from '../enforce/errors.ts';
import * as exec from '../exec/errors.ts';
import * as git from '../git/errors.ts';
import * as merge from '../merge/errors.ts';
import * as plan from '../plan/errors.ts';
import * as store from '../store/errors.ts';
import { LOCK_HELD } from '../sys/lock.ts';
import * as surface from './errors.ts';

/** An entry with the room that declares it. */
export interface RegisteredError extends ErrorKind {
  readonly room: string;
}

const ROOMS: Readonly<Record<string, Readonly<Record<string, ErrorKind>>>> = {
  sys: { LOCK_HELD },
  git,
  plan,
  store,
  comms,
  coord,
  crq,
  enforce,
  exec,
  merge,
  app,
  surface,
};

export const ALL_ERRORS: readonly RegisteredError[] = Object.entries(ROOMS)
  .flatMap(([room, kinds]) => Object.values(kinds).map((kind) => ({ ...kind, room })))
  .sort((a, b) => (a.code < b.code ? -1 : 1));
