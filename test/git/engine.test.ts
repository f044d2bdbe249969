/** Merges follow from what was committed, wherever and by whomever they are made. */
import { execFileSync } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import type { Oid } from '../../src/domain/brand.ts';
import { unwrap } from '../../src/domain/result.ts';
import { type Merged, mergeTree } from '../../src/git/merge-tree.ts';
import { openRepo } from '../../src/git/repo.ts';
import { type Fixture, fixture } from '../fixture.ts';

interface Sides {
  readonly ours: Oid;
  readonly theirs: Oid;
}

/** Both sides add a line at the same place of d/news. */
function sides(at: Fixture, attributes: Readonly<Record<string, string>> = {}): Sides {
  for (const [path, text] of Object.entries({ 'd/news': 'old\n', ...attributes })) at.write(path, text);
  at.git(['add', '--all']);
  at.git(['commit', '--quiet', '-m', 'Begin']);
  const side = (name: string): Oid => {
    at.git(['switch', '--quiet', '-c', name, 'main']);
    at.write('d/news', `${name}\nold\n`);
    at.git(['commit', '--quiet', '-am', name]);
    return at.tip(name);
  };
  const made = { ours: side('one'), theirs: side('two') };
  at.git(['switch', '--quiet', 'main']);
  return made;
}

async function merge(at: Fixture, { ours, theirs }: Sides, cwd = at.clone): Promise<Merged> {
  const repo = unwrap(await openRepo(at.ports({ cwd }), cwd));
  try {
    return unwrap(await mergeTree(repo, ours, theirs));
  } finally {
    repo.close();
  }
}

const UNION = { 'd/.gitattributes': 'news merge=union\n' };

test('attributes of the commit count, in a folder as well, in a clone and in a bare repository', async () => {
  const at = fixture({ remote: false });
  const both = sides(at, UNION);
  const bare = join(at.root, 'bare.git');
  at.git(['clone', '--quiet', '--bare', at.clone, bare]);
  for (const dir of [at.clone, bare]) {
    const merged = await merge(at, both, dir);
    expect(merged.clean, dir).toBe(true);
    expect(at.git(['show', `${merged.tree}:d/news`], dir)).toBe('one\ntwo\nold');
  }
});

test('what the user has in a checkout, in info/attributes and in the configuration does not', async () => {
  const at = fixture({ remote: false });
  const both = sides(at);
  at.write('d/.gitattributes', UNION['d/.gitattributes']);
  at.write('.git/info/attributes', '* merge=union\n');
  at.write('mine', '* merge=union\n');
  at.git(['config', 'core.attributesFile', join(at.clone, 'mine')]);
  at.git(['config', 'merge.default', 'union']);
  expect(await merge(at, both)).toMatchObject({ clean: false, paths: ['d/news'] });
});

test('a merge driver of the configuration is not run', async () => {
  const at = fixture({ remote: false });
  const both = sides(at, { '.gitattributes': '* merge=mine\n' });
  at.git(['config', 'merge.mine.driver', 'touch ran; true']);
  expect((await merge(at, both)).clean).toBe(false);
});

test('attributes that changed are seen in the next merge, and in the same process', async () => {
  const at = fixture({ remote: false });
  const before = sides(at);
  expect((await merge(at, before)).clean).toBe(false);
  at.git(['switch', '--quiet', 'one']);
  at.write('d/.gitattributes', UNION['d/.gitattributes']);
  at.git(['add', '.']);
  at.git(['commit', '--quiet', '-m', 'Unite']);
  const after = { ...before, ours: at.tip('one') };
  expect((await merge(at, after)).clean).toBe(true);
  expect((await merge(at, before)).clean).toBe(false);
});

test('objects of a dry run are merged, and their result stays there', async () => {
  const at = fixture({ remote: false });
  const both = sides(at, UNION);
  const scratch = join(at.root, 'scratch');
  mkdirSync(scratch);
  const repo = unwrap(await openRepo(at.ports(), at.clone, { scratch }));
  const merged = unwrap(await mergeTree(repo, both.ours, both.theirs));
  expect((await repo.reader.info(merged.tree))?.type).toBe('tree');
  repo.close();
  expect(() => at.git(['cat-file', '-e', merged.tree])).toThrow();
});

test('a shallow clone, and a repository of SHA-256', async () => {
  const at = fixture({ remote: false });
  const both = sides(at, UNION);
  const shallow = join(at.root, 'shallow');
  at.git(['clone', '--quiet', '--no-single-branch', '--depth', '2', `file://${at.clone}`, shallow]);
  expect((await merge(at, both, shallow)).clean).toBe(true);
  const other = join(at.root, 'sha256');
  at.git(['init', '--quiet', '--object-format=sha256', '-b', 'main', other]);
  const export_ = execFileSync('git', ['fast-export', '--all'], { cwd: at.clone, env: at.env });
  execFileSync('git', ['fast-import', '--quiet'], { cwd: other, env: at.env, input: export_ });
  const theirs = { ours: at.tip('one', other), theirs: at.tip('two', other) };
  expect((await merge(at, theirs, other)).clean).toBe(true);
});
