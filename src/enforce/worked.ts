/** Which commits belong to which request, as far as a rule asks for it when all have been read. */
import type { CrqId, Oid } from '../domain/brand.ts';
import type { JudgedCommit } from './commit.ts';

/** How many commits of a request are looked at to find one of work. */
const REMEMBERED = 8;

/** A name as a string of its own: one that was cut out of git's output would keep all of that output in memory. */
const ownName = (name: Oid): Oid => Buffer.from(name, 'latin1').toString('latin1') as Oid; // the same text

/** Keeps the newest commits of each request. */
export function noteWork(worked: Map<CrqId, Oid[]>, commits: readonly JudgedCommit[]): void {
  for (const { linked, links, oid } of commits) {
    if (!linked) continue;
    for (const id of links.crqs) {
      const before = worked.get(id);
      if (before === undefined) worked.set(id, [ownName(oid)]);
      else if (before.length < REMEMBERED) before.push(ownName(oid));
    }
  }
}
