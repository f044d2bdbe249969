/** Refs set one after the other by one process. */
import { expect, test } from 'vitest';
import { unwrap } from '../../src/domain/result.ts';
import { endRefs, setRef } from '../../src/git/ref-session.ts';
import { openRepo } from '../../src/git/repo.ts';
import { fixture } from '../fixture.ts';

test('calls at once wait for one another, one that fails is told, and the next begins anew', async () => {
  const at = fixture({ remote: false });
  const repo = unwrap(await openRepo(at.ports(), at.clone));
  const tip = at.tip('main');
  const names = ['refs/x/1', 'refs/x/2', 'refs/x/3'];
  for (const done of await Promise.all(names.map((name) => setRef(repo, name, tip)))) unwrap(done);
  expect(await setRef(repo, 'refs/x/1/below', tip)).toMatchObject({ ok: false, error: { code: 'GIT_FAILED' } });
  unwrap(await setRef(repo, 'refs/x/4', tip));
  endRefs(repo);
  repo.close();
  expect(at.git(['for-each-ref', '--format=%(refname)', 'refs/x']).split('\n')).toEqual([...names, 'refs/x/4']);
});
