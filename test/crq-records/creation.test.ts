/** A request belongs to the commit that made it, wherever that commit and the file have gone since. */
import { expect, test } from 'vitest';
import { inClone } from '../../src/app/clone.ts';
import { branchGlobs, type ShownCrq, showCrq } from '../../src/crq/show.ts';
import { commit } from '../enforce/scene.ts';
import { type Fixture, fixture } from '../fixture.ts';
import { started } from './scene.ts';

const shown = (fx: Fixture, id: string): Promise<ShownCrq> =>
  inClone(fx.ports(), ({ repo, basis }) => showCrq(repo, basis, id), { refs: branchGlobs(id) });

test('a rebase, another owner and an edit of the author line change nothing but the name of the commit', async () => {
  const fx = fixture();
  const { id } = await started(fx, 'Add login');
  const made = fx.git(['rev-parse', 'HEAD']);
  expect((await shown(fx, id)).creation).toMatchObject({ oid: made, author: 'Ada Lovelace <ada@example.com>' });
  const path = `crqs/${id}.md`;
  fx.write(
    path,
    fx
      .read(path)
      .replace(/^author: .*$/m, 'author: Eve <eve@example.com>')
      .replace('ada@', 'eve@'),
  );
  commit(fx, `Mine\n\nCRQ: ${id}`, ['--author', 'Eve <eve@example.com>']);
  fx.git(['switch', '--quiet', 'main']);
  fx.write('other', '1');
  commit(fx, 'Elsewhere\n\nCRQ: CRQ-1');
  fx.git(['push', '--quiet', '--no-verify', 'origin', 'main']);
  fx.git([
    '-c',
    'user.name=Eve',
    '-c',
    'user.email=eve@example.com',
    'rebase',
    '--quiet',
    'main',
    `feature/${id}-add-login`,
  ]);
  const again = fx.git(['rev-parse', 'HEAD~1']);
  expect(again).not.toBe(made);
  expect((await shown(fx, id)).creation).toMatchObject({ oid: again, author: 'Ada Lovelace <ada@example.com>' });
});

test('a file that was moved is followed to its beginning', async () => {
  const fx = fixture({ remote: false });
  const made = fx.git(['rev-parse', 'HEAD']);
  fx.git(['mv', 'crqs', 'requests']);
  fx.write('gitcrq.yaml', 'version: 1\ncrq:\n  directory: requests\n');
  commit(fx, 'Move them\n\nCRQ: CRQ-1', ['--author', 'Eve <eve@example.com>']);
  const { creation, path } = await shown(fx, 'CRQ-1');
  expect(path).toBe('requests/CRQ-1.md');
  expect(creation).toMatchObject({ oid: made, author: expect.stringContaining('Ada') });
});
