/** What a command about one request opens: that request's file, however many there are. */
import { expect, test } from 'vitest';
import { inClone } from '../../src/app/clone.ts';
import { planCreation } from '../../src/crq/create.ts';
import { branchGlobs, showCrq } from '../../src/crq/show.ts';
import { unwrap } from '../../src/domain/result.ts';
import type { GitObject } from '../../src/git/reader.ts';
import type { Repo } from '../../src/git/repo.ts';
import { commit } from '../enforce/scene.ts';
import { crqText, type Fixture, fixture } from '../fixture.ts';

/** A hundred requests on the base. */
function hundred(): Fixture {
  const fx = fixture();
  for (let n = 2; n <= 100; n++) fx.write(`crqs/CRQ-${n}.md`, crqText(`CRQ-${n}`));
  commit(fx, 'Open many\n\nCRQ: CRQ-1');
  fx.git(['push', '--quiet', '--no-verify', 'origin', 'main']);
  return fx;
}

/** The repository with a reader that notes the text of every record it hands out. */
function noting(repo: Repo): { repo: Repo; opened: string[] } {
  const opened: string[] = [];
  const { reader } = repo;
  const note = <T extends GitObject | null>(object: T): T => {
    const text = object?.type === 'blob' ? object.bytes.toString('utf8') : '';
    const id = /^---\nid: (\S+)/.exec(text)?.[1];
    if (id !== undefined) opened.push(id);
    return object;
  };
  const noted: Repo['reader'] = {
    info: (name) => reader.info(name),
    read: async (name) => note(await reader.read(name)),
    readEach: (names, use) => reader.readEach(names, (object, index) => use(note(object), index)),
    warm: () => reader.warm(),
    close: () => reader.close(),
  };
  return { repo: { ...repo, reader: noted }, opened };
}

test('show opens the file that it shows', async () => {
  const fx = hundred();
  const opened = await inClone(
    fx.ports(),
    async ({ repo, basis }) => {
      const noted = noting(repo);
      unwrap(await showCrq(noted.repo, basis, 'CRQ-50'));
      return { ok: true, value: noted.opened };
    },
    { refs: branchGlobs('CRQ-50') },
  );
  expect(new Set(opened)).toEqual(new Set(['CRQ-50']));
});

test('a new request opens no other', async () => {
  const fx = hundred();
  const opened = await inClone(fx.ports(), async ({ repo, basis }) => {
    const noted = noting(repo);
    const input = { title: 'One more', type: null, draft: false, priority: null, owner: null, template: null };
    const options = { branch: false, commit: true, from: null, offline: null };
    const words = { ...input, depends: [], labels: [], body: null };
    const { created } = unwrap(await planCreation(noted.repo, basis, words, options));
    expect(created.id).toBe('CRQ-101');
    return { ok: true, value: noted.opened };
  });
  expect(opened).toEqual([]);
});
