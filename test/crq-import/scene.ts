/** Imports on a fixture, in this process. */
import { type Imported, planImport } from '../../src/crq/import.ts';
import { done } from '../crq-records/scene.ts';
import type { Fixture } from '../fixture.ts';

export const OPEN_BASE = 'version: 1\nbranches:\n  protected: []\n';

export const imported = (at: Fixture, paths: readonly string[], on?: string): Promise<Imported> =>
  done(at, (repo, basis) => planImport(repo, basis, { paths, on }));

/** The file of a record on a branch, as bytes. */
export const recordAt = (at: Fixture, branch: string | null, id: string): Buffer =>
  Buffer.from(at.git(['cat-file', 'blob', `${branch}:crqs/${id}.md`]).concat('\n'));
