/** The store of leases is made by whoever wants it first, and several may want it at once. */
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { cloneIdOf, isSound, makeStore } from '../../src/coord/coord-store.ts';
import { nodeFiles } from '../../src/sys/files.ts';
import { nodeRandom } from '../../src/sys/node.ts';
import { fixture } from '../fixture.ts';

test('who looked before somebody else made it takes nothing of it away', () => {
  const dir = join(fixture({ remote: false }).root, 'coord.git');
  const store = { files: nodeFiles, hash: 'sha1', dir, included: '../../config' } as const;
  makeStore(store, nodeRandom);
  const id = cloneIdOf(store);
  const unseen = new Set(['', 'objects', 'refs', 'gitcrq'].map((name) => join(dir, name)));
  const stat = (path: string) => (unseen.delete(path) ? null : nodeFiles.stat(path));
  makeStore({ ...store, files: { ...nodeFiles, stat } }, nodeRandom);
  expect(unseen.size).toBe(0);
  expect([isSound(store), cloneIdOf(store)]).toEqual([true, id]);
});
