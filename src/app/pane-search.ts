/** Searching panes, and saving what they show: with the snapshots of the clone around, where there is one. */
import { join, resolve } from 'node:path';
import type * as z from 'zod/mini';
import { ok, type Result, unwrap } from '../domain/result.ts';
import type { paneSnapshotSchema } from '../exec/schema.ts';
import { type Found, type Matches, MOST_MATCHES, matchesIn, SEARCHED_LINES } from '../exec/tmux/search.ts';
import { panesIn, type Snapshot, takeSnapshot } from '../exec/tmux/snapshot.ts';
import { type Saved, savedSnapshots, saveSnapshot } from '../exec/tmux/snapshot-store.ts';
import { NO_REPOSITORY } from '../git/errors.ts';
import { openRepo } from '../git/repo.ts';
import { tmuxHere } from './panes.ts';
import { reportFile } from './report-file.ts';
import type { Wired } from './wire.ts';

async function snapshotDir(ports: Wired): Promise<Result<string>> {
  const repo = await openRepo(ports, ports.cwd);
  if (!repo.ok) return repo;
  repo.value.close();
  return ok(join(repo.value.commonDir, 'gitcrq', 'snapshots'));
}

export interface SnapshotWords {
  readonly socket: string | undefined;
  /** Of each pane. */
  readonly lines: number | undefined;
  readonly to: { readonly save: boolean; readonly output: string | undefined };
}

export type Taken = z.infer<typeof paneSnapshotSchema>;

/** Throws the failure: for commands. */
export async function snapshotNow(ports: Wired, { socket, lines, to }: SnapshotWords): Promise<Taken> {
  // A place that is missing is known before anything is read.
  const dir = to.save ? unwrap(await snapshotDir(ports)) : '';
  const file = to.output === undefined ? null : unwrap(reportFile(ports, to.output));
  const taken = await takeSnapshot(tmuxHere(ports, socket), ports.clock, lines);
  if (!taken.ok) file?.close();
  const snapshot = unwrap(taken);
  file?.append(`${JSON.stringify(snapshot, null, 2)}\n`);
  file?.done();
  const written = to.output === undefined ? null : resolve(ports.cwd, to.output);
  const path = to.save ? saveSnapshot(ports, dir, snapshot) : written;
  const panes = panesIn(snapshot).length;
  return { path, taken: snapshot.taken, panes, snapshot: path === null ? snapshot : null };
}

type Looked = { readonly name: null; readonly snapshot: Snapshot } | Saved;

async function* searched(ports: Wired, live: Snapshot): AsyncGenerator<Looked> {
  yield { name: null, snapshot: live };
  const dir = await snapshotDir(ports);
  if (!dir.ok && dir.error.code !== NO_REPOSITORY.code) unwrap(dir);
  if (dir.ok) yield* savedSnapshots(ports, dir.value);
}

/** Panes that are there now first, then the newest snapshot. Throws the failure: for commands. */
export async function searchPanes(ports: Wired, socket: string | undefined, matches: Matches): Promise<Found> {
  const live = unwrap(await takeSnapshot(tmuxHere(ports, socket), ports.clock, SEARCHED_LINES));
  const found: Found = {
    matches: [],
    more: false,
    searched: { panes: panesIn(live).length, snapshots: 0 },
    unreadable: [],
  };
  for await (const looked of searched(ports, live)) {
    if ('reason' in looked) found.unreadable.push({ path: looked.name, reason: looked.reason });
    else {
      if (looked.name !== null) found.searched.snapshots++;
      for (const match of matchesIn(looked.snapshot, looked.name, matches)) {
        found.more = found.matches.length === MOST_MATCHES;
        if (found.more) return found;
        found.matches.push(match);
      }
    }
  }
  return found;
}
