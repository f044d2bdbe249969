/**
 * What a repository holds, in a form in which two runs of the same thing are equal: commits by their trees and messages,
 * object names and nonces left out. So "the same effect" is one comparison of everything.
 */
import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Fixture } from './fixture.ts';

export const blurred = (text: string): string =>
  text
    .replace(/\b[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}\b/g, '<uuid>')
    .replace(/\b[0-9a-f]{64}\b|\b[0-9a-f]{40}\b/g, '<oid>')
    .replace(/\b(tree|pane|run)-[0-9a-f]{16}\b/g, '$1-<session>')
    .replace(/^(\s*)Nonce: [0-9a-f]+$/gm, '$1Nonce: <nonce>');

export type State = Readonly<Record<string, unknown>>;

/** Histories by the object they end in, which names all of them; most states of a test differ in one ref or two. */
const histories = new Map<string, readonly string[]>();

function historyOf(at: Fixture, dir: string, oid: string): readonly string[] {
  const known = histories.get(oid);
  if (known !== undefined) return known;
  const rows = at.git(['log', '--topo-order', '--format=%x00%T%x01%B', oid], dir).split('\0').slice(1);
  const history = rows.map((row) => {
    const end = row.indexOf('\x01');
    return `${row.slice(0, end)} ${blurred(row.slice(end + 1)).trim()}`;
  });
  histories.set(oid, history);
  return history;
}

/** Every ref with its whole history. `%T` is exact: it names the content. */
function refs(at: Fixture, dir: string): Record<string, readonly string[]> {
  const rows = at.git(['for-each-ref', '--format=%(objectname) %(refname)'], dir).split('\n');
  return Object.fromEntries(
    rows
      .filter((row) => row !== '')
      .map((row) => [row.slice(row.indexOf(' ') + 1), historyOf(at, dir, row.slice(0, row.indexOf(' ')))]),
  );
}

/** Path → digest of every file of a checkout, git's own folder left out. */
export function files(dir: string): Record<string, string> {
  const names = readdirSync(dir, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .filter((path) => !path.slice(dir.length).startsWith('/.git/'))
    .sort();
  return Object.fromEntries(
    names.map((path) => [path.slice(dir.length + 1), createHash('sha1').update(readFileSync(path)).digest('hex')]),
  );
}

/** The clone and its remote. `without` drops refs by a pattern. */
export function stateOf(at: Fixture, without = /^$/): State {
  const kept = (all: Record<string, readonly string[]>) =>
    Object.fromEntries(Object.entries(all).filter(([name]) => !without.test(name)));
  const config = at.git(['config', '--local', '--list']).split('\n').sort();
  return {
    head: at.git(['rev-parse', '--symbolic-full-name', 'HEAD']),
    refs: kept(refs(at, at.clone)),
    remote: existsSync(at.remote) ? kept(refs(at, at.remote)) : {},
    status: at.git(['status', '--porcelain', '--untracked-files=all']),
    index: at.git(['ls-files', '-s']),
    config: blurred(config.join('\n')),
    files: files(at.clone),
    hooks: files(join(at.clone, '.git', 'hooks')),
    worktrees: at.git(['worktree', 'list']).split('\n').length,
  };
}

/** The same for what holds the moment it was made at: trees, notes and files of comments are there, whatever is in them. */
export function timelessState(state: State): State {
  const text = JSON.stringify(state)
    .replace(/"(?!4b825dc6)[0-9a-f]{40} /g, '"<tree> ')
    .replace(/[0-9a-f]{40}(?= 0\\t[^"\\]*\/comments\/)/g, '<blob>')
    .replace(/(\/comments\/[^"]*":)"[0-9a-f]{40}"/g, '$1"<digest>"');
  return JSON.parse(text.replace(/\/comments\/[0-9a-f-]{36}/g, '/comments/<uuid>')) as State;
}

/** Files that nobody must leave behind: git's locks, ours, and temporary ones. */
export function leftovers(at: Fixture): readonly string[] {
  const folders = [join(at.clone, '.git'), ...(existsSync(at.remote) ? [at.remote] : [])];
  const names = folders.flatMap((folder) =>
    readdirSync(folder, { recursive: true, encoding: 'utf8' }).map((name) => join(folder, name)),
  );
  return names.filter((name) => /\.lock$|\.tmp$|\.dead\.|tmp_(?:obj|pack)|gitcrq-dry-/.test(name));
}

/** What fsck complains about; objects that nothing points at are none. */
export const fsck = (at: Fixture, dir = at.clone): string =>
  at.git(['fsck', '--strict', '--no-dangling', '--no-progress'], dir);

export const numberOfObjects = (at: Fixture, dir = at.clone): number =>
  readdirSync(join(dir, existsSync(join(dir, '.git')) ? '.git' : '', 'objects'), {
    recursive: true,
    withFileTypes: true,
  }).filter((entry) => entry.isFile()).length;
