/** coord.git holds nothing that lasts: whatever of it is broken is made anew, and leases go on as the remote has them. */
import { mkdirSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { expect, test } from 'vitest';
import { release } from '../../src/coord/lease-release.ts';
import { unwrap } from '../../src/domain/result.ts';
import { agent, on, tried } from '../coord/leasing.ts';
import { fixture } from '../fixture.ts';

const below = (folder: string): readonly string[] =>
  readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .map((path) => join(folder, path))
    .filter((path) => statSync(path).isFile());

function put(path: string, text: string): void {
  rmSync(path, { recursive: true, force: true });
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, text);
}

function folder(path: string): void {
  rmSync(path, { recursive: true, force: true });
  mkdirSync(join(path, 'in', 'it'), { recursive: true });
}

const gone = (path: string): void => rmSync(path, { recursive: true, force: true });
const each = (dir: string, part: string, spoil: (path: string) => void): void => {
  for (const path of below(join(dir, part))) spoil(path);
};

type Spoil = (dir: string) => void;
const SPOILT: Readonly<Record<string, Spoil>> = {
  'objects are empty': (dir) => each(dir, 'objects', (path) => put(path, '')),
  'objects are garbage': (dir) => each(dir, 'objects', (path) => put(path, 'garbage')),
  'objects are folders': (dir) => each(dir, 'objects', folder),
  'folders of objects are files': (dir) => {
    for (const name of readdirSync(join(dir, 'objects'))) put(join(dir, 'objects', name), '');
  },
  'objects/pack is a file': (dir) => put(join(dir, 'objects/pack'), ''),
  'a pack is garbage': (dir) => {
    for (const end of ['pack', 'idx']) put(join(dir, `objects/pack/pack-1.${end}`), 'garbage');
  },
  'objects/info is a file': (dir) => put(join(dir, 'objects/info'), ''),
  'objects is a file': (dir) => put(join(dir, 'objects'), ''),
  'objects is gone': (dir) => gone(join(dir, 'objects')),
  'refs is a file': (dir) => put(join(dir, 'refs'), ''),
  'refs is gone': (dir) => gone(join(dir, 'refs')),
  'a ref is garbage': (dir) => put(join(dir, 'refs/gitcrq/leases/index'), 'garbage'),
  'packed refs are garbage': (dir) => put(join(dir, 'packed-refs'), 'garbage\n'),
  'HEAD is empty': (dir) => put(join(dir, 'HEAD'), ''),
  'HEAD is a folder': (dir) => folder(join(dir, 'HEAD')),
  'HEAD is gone': (dir) => gone(join(dir, 'HEAD')),
  'config is empty': (dir) => put(join(dir, 'config'), ''),
  'config is garbage': (dir) => put(join(dir, 'config'), '[garbage'),
  'config is a folder': (dir) => folder(join(dir, 'config')),
  'shallow is garbage': (dir) => put(join(dir, 'shallow'), 'garbage'),
  'memories are folders': (dir) => each(dir, 'gitcrq/seen', folder),
  'folders of memories are files': (dir) => {
    for (const name of readdirSync(join(dir, 'gitcrq/seen'))) put(join(dir, 'gitcrq/seen', name), '');
  },
  'paths are a folder': (dir) => folder(join(dir, 'gitcrq/paths.json')),
  'places are a file': (dir) => put(join(dir, 'gitcrq/places'), ''),
  'its name is empty': (dir) => put(join(dir, 'gitcrq/clone'), ''),
  'its notes are a file': (dir) => put(join(dir, 'gitcrq'), ''),
  'it is a file': (dir) => put(dir, ''),
  'it is an empty folder': (dir) => {
    gone(dir);
    mkdirSync(dir);
  },
};

const FILE = on('file', 'src/a.ts');

test.each(Object.entries(SPOILT))('%s', async (name, spoil) => {
  for (const remote of [true, false]) {
    const at = fixture({ remote });
    const bob = () => agent(at, 'bob', { dir: at.clone });
    const [ada, first] = [await agent(at, 'ada', remote ? {} : { dir: at.clone }), await bob()];
    expect(await tried(ada, FILE)).toEqual([1]);
    expect(await tried(first, FILE)).toBe('ada');
    expect(await tried(first, on('file', 'own'))).toEqual([1]);
    spoil(first.desk.coord.dir);
    const again = await bob();
    // Without a remote what is lost there is lost.
    if (remote) expect(await tried(again, FILE), name).toBe('ada');
    expect(await tried(again, on('file', 'new')), name).toEqual([1]);
    expect(await tried(await agent(at, 'eve', { dir: at.clone }), on('glob', 'n*')), name).toBe('bob');
    unwrap(await release((await bob()).desk, on('file', 'new')));
    expect(await tried(await bob(), on('file', 'new')), name).toEqual([2]);
  }
});
