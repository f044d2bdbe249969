/** Fetching while another git works in the same clone. */
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { fetchRefs } from '../../src/git/remote.ts';
import { fixture } from '../fixture.ts';
import { inRepo, work } from '../merge/ground.ts';

test('a tracking ref that is locked for a moment is waited for; one that stays locked is told as such', async () => {
  const at = fixture();
  const head = work(at, { id: 'CRQ-2' });
  const tracking = 'refs/remotes/origin/feature/CRQ-2-work';
  at.git(['update-ref', '-d', tracking]);
  const lock = join('.git', `${tracking}.lock`);
  const fetch = () =>
    inRepo(at, {}, (repo) => fetchRefs(repo, 'origin', [`+refs/heads/feature/CRQ-2-work:${tracking}`]));
  at.write(lock, '');
  expect(await fetch()).toMatchObject({ ok: false, error: { code: 'REF_LOCKED', exit: 5 } });
  const going = fetch();
  setTimeout(() => rmSync(join(at.clone, lock)), 200);
  expect(await going).toMatchObject({ ok: true });
  expect(at.tip(tracking)).toBe(head);
});
