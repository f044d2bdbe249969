/** Twenty clones make requests through one bare remote at the same moment; three processes work in one clone. */
import { expect, test } from 'vitest';
import { crowd } from '../cli/crowd.ts';
import { answer, envelope, gitcrqLater } from '../cli/run.ts';
import { fixture } from '../fixture.ts';
import { fsck, leftovers } from '../state.ts';

const TIMES = Array.from({ length: 10 }, (_, n) => n);

test.for([1, 2, 3])('twenty clones make twenty requests at once, time %d', () => crowd(20));

test.for(TIMES)('three in one clone make three requests on its open base, time %d', async () => {
  const at = fixture({ remote: false, policy: 'version: 1\nbranches:\n  protected: []\n' });
  const ended = await Promise.all(
    ['One', 'Two', 'Three'].map((title) => gitcrqLater(at, ['crq', 'new', title, '--json'])),
  );
  expect(ended.map((one) => envelope(one).data)).toMatchObject(
    Array.from({ length: 3 }, () => ({ oid: expect.any(String) })),
  );
  expect(at.git(['ls-tree', '--name-only', 'main', 'crqs/']).split('\n')).toHaveLength(4);
  expect([at.git(['status', '--porcelain']), leftovers(at), fsck(at)]).toEqual(['', [], '']);
});

test.for(TIMES)('three in one clone close and land one request, time %d', async () => {
  const at = fixture();
  answer(at, ['start', 'Add login']);
  at.write('login.txt', 'login\n');
  at.git(['add', '.']);
  at.git(['commit', '--quiet', '-m', 'Add it\n\nCRQ: CRQ-2']);
  const ended = await Promise.all(
    [['close'], ['close', 'CRQ-2'], ['merge']].map((argv) => gitcrqLater(at, [...argv, '--json'])),
  );
  for (const one of ended) expect(one.code, one.out).toBeLessThan(8);
  expect(at.git(['log', '--merges', '--format=%s', 'main'], at.remote)).toBe(
    'Merge feature/CRQ-2-add-login: Add login',
  );
  expect([at.git(['status', '--porcelain']), leftovers(at), fsck(at)]).toEqual(['', [], '']);
});
