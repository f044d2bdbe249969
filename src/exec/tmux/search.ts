/** Finds text in snapshots: of the panes as they are now, and of those that were saved. */
import type * as z from 'zod/mini';
import type { paneSearchSchema } from '../schema.ts';
import { panesIn, type Snapshot } from './snapshot.ts';

export type Found = z.infer<typeof paneSearchSchema>;
export type Match = Found['matches'][number];

/** Of each pane that is there now. */
export const SEARCHED_LINES = 10_000;
/** More than anybody reads; the answer says that there are more. */
export const MOST_MATCHES = 1000;

export type Matches = (line: string) => boolean;

/** `name`: of a saved snapshot; null for one that was taken now. */
export function* matchesIn(snapshot: Snapshot, name: string | null, matches: Matches): Generator<Match> {
  const seen = new Set<string>();
  for (const pane of panesIn(snapshot)) {
    // A pane of a window that several sessions share is looked at once.
    if (seen.has(pane.id)) continue;
    seen.add(pane.id);
    const { id, session, window_index, index, crq, captured, lines } = pane;
    for (const [at, text] of lines.entries())
      if (matches(text))
        yield { pane: id, session, window_index, index, crq, snapshot: name, time: captured, line: at + 1, text };
  }
}
