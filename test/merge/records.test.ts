/** A candidate in which a record conflicts by lines is merged by its keys: both sides may have changed it. */
import { expect, test } from 'vitest';
import { crqText, fixture } from '../fixture.ts';
import { pass } from './ground.ts';

test('a request that was approved on the base and closed on its branch lands closed', async () => {
  const fx = fixture();
  const save = (branch: string, status: string, label: string, message: string): void => {
    fx.write('crqs/CRQ-2.md', crqText('CRQ-2', { status }).replace('labels: []', `labels: [${label}]`));
    fx.git(['add', '.']);
    fx.git(['commit', '--quiet', '-m', `${message}\n\nCRQ: CRQ-2`]);
    fx.git(['push', '--quiet', 'origin', branch]);
  };
  save('main', 'open', 'old', 'Open CRQ-2');
  fx.git(['switch', '--quiet', '-c', 'feature/CRQ-2-work']);
  fx.write('a-file', 'x\n');
  save('feature/CRQ-2-work', 'closed', 'branch', 'Close CRQ-2');
  fx.git(['switch', '--quiet', 'main']);
  save('main', 'approved', 'main', 'Approve CRQ-2');
  const { landed, evicted } = await pass(fx);
  expect([landed.length, evicted]).toEqual([1, []]);
  fx.git(['fetch', '--quiet']);
  const text = fx.git(['show', 'origin/main:crqs/CRQ-2.md']);
  expect(text).toContain('status: closed\n');
  expect(text).toContain('labels: [main, branch]\n');
});

test('a key that both sides added in another place, with the same value, stands there once', async () => {
  const fx = fixture();
  const save = (branch: string, text: string): void => {
    fx.write('crqs/CRQ-2.md', text);
    fx.git(['add', '.']);
    fx.git(['commit', '--quiet', '-m', 'Change it\n\nCRQ: CRQ-2']);
    fx.git(['push', '--quiet', 'origin', branch]);
  };
  save('main', crqText('CRQ-2'));
  fx.git(['switch', '--quiet', '-c', 'feature/CRQ-2-work']);
  fx.write('a-file', 'x\n');
  save('feature/CRQ-2-work', crqText('CRQ-2', { status: 'closed' }).replace('\ntype: ', '\nrisk: low\n\ntype: '));
  fx.git(['switch', '--quiet', 'main']);
  save('main', crqText('CRQ-2').replace('depends_on: []\n', 'depends_on: []\n\nrisk: low\n'));
  expect((await pass(fx)).landed).toHaveLength(1);
  fx.git(['fetch', '--quiet']);
  expect(fx.git(['show', 'origin/main:crqs/CRQ-2.md']).match(/^risk: low$/gm)).toHaveLength(1);
});
