/**
 * The files that an import reads: those that were named, and every `*.md` below the folders that were named. Links are not
 * followed, so no folder is walked twice. What cannot be read is told of, never passed over.
 */
import { basename, extname, isAbsolute, join, relative } from 'node:path';
import { fail, ok, type Result } from '../domain/result.ts';
import type { Repo } from '../git/repo.ts';
import { isTooLarge } from '../store/crq-legacy-bytes.ts';
import { TOO_LARGE } from '../store/crq-read.ts';
import type { Files } from '../sys/ports.ts';
import { IMPORT_SOURCE_NOT_FOUND } from './errors.ts';

export interface Source {
  /** As a person here would name it: relative to where the command was given. */
  readonly source: string;
  /** Below the top of the checkout; null outside of it. */
  readonly tracked: string | null;
  /** How the record remembers it: below the checkout, or below the folder that was named. */
  readonly label: string;
  readonly stem: string;
  readonly bytes: Buffer;
  /** Named itself, not found in a folder. */
  readonly named: boolean;
}

export interface FailedSource {
  readonly source: string;
  readonly line?: number;
  readonly reason: string;
}

export interface Sources {
  readonly sources: readonly Source[];
  readonly failed: readonly FailedSource[];
}

const HIDDEN = ['.git', 'node_modules'];

const failure = (error: unknown): string =>
  error instanceof Error && 'code' in error ? String(error.code) : String(error);

interface Found {
  readonly path: string;
  /** Below the folder that was named, its own name in front. */
  readonly below: string;
  readonly named: boolean;
}

/** Files in the order of their names, folder by folder; `bad` gets what is neither file nor folder. */
function walk(files: Files, at: Found, bad: (path: string, reason: string) => void): readonly Found[] {
  const names = (() => {
    try {
      return files.list(at.path);
    } catch (error) {
      bad(at.path, `it cannot be read: ${failure(error)}`);
      return [];
    }
  })();
  return names.flatMap((name) => {
    const path = join(at.path, name);
    if (HIDDEN.includes(name)) return [];
    const stat = files.stat(path);
    const found = { path, below: `${at.below}/${name}`, named: false };
    if (stat === null) {
      bad(path, 'it is gone, or its name is not UTF-8');
      return [];
    }
    if (stat.kind === 'directory') return walk(files, found, bad);
    if (extname(name).toLowerCase() === '.md') return [found];
    if (stat.kind === 'link' && files.stat(`${path}/.`) !== null) bad(path, 'a link to a folder is not followed');
    return [];
  });
}

/** The path that means standard input. */
export const INPUT = '-';

/** A document without a place: nothing says later where it came from. */
const fromInput = (bytes: Uint8Array): Source => ({
  source: INPUT,
  tracked: null,
  label: INPUT,
  stem: 'document',
  bytes: Buffer.from(bytes),
  named: true,
});

/** `input`: what stands on standard input, where one of the paths is `-`. */
export function readSources(repo: Repo, paths: readonly string[], input?: Uint8Array): Result<Sources> {
  const { files } = repo.ports;
  const top = repo.workTree === null ? null : files.realpath(repo.workTree);
  const cwd = files.realpath(repo.cwd);
  const failed: FailedSource[] = [];
  const shown = (path: string): string => relative(cwd, path) || '.';
  const bad = (path: string, reason: string): void => void failed.push({ source: shown(path), reason });
  const found = new Map<string, Found>();
  for (const word of paths.filter((one) => input === undefined || one !== INPUT)) {
    const path = isAbsolute(word) ? word : join(repo.cwd, word);
    if (files.stat(path) === null)
      return fail(IMPORT_SOURCE_NOT_FOUND, `there is no ${JSON.stringify(word.slice(0, 200))}`, ['ls']);
    const real = (() => {
      try {
        return files.realpath(path);
      } catch (error) {
        bad(path, `it cannot be read: ${failure(error)}`);
        return null;
      }
    })();
    if (real === null) continue;
    const at: Found = { path: real, below: basename(real), named: true };
    const all = files.stat(real)?.kind === 'directory' ? walk(files, at, bad) : [at];
    for (const one of all) if (!found.has(one.path)) found.set(one.path, one);
  }
  const sources = [...found.values()].flatMap(({ path, below, named }): readonly Source[] => {
    const bytes = readOne(files, path);
    if (typeof bytes === 'string') bad(path, bytes);
    if (typeof bytes === 'string') return [];
    const inside = top === null ? null : relative(top, path);
    const tracked = inside === null || inside.startsWith('..') || isAbsolute(inside) ? null : inside;
    const label = tracked ?? below;
    return [{ source: shown(path), tracked, label, stem: basename(path).replace(/\.md$/i, ''), bytes, named }];
  });
  return ok({ sources: [...(input === undefined ? [] : [fromInput(input)]), ...sources], failed });
}

/** The bytes of a plain file, or why there are none. */
function readOne(files: Files, path: string): Buffer | string {
  const stat = files.stat(path);
  if (stat === null) return 'it is gone';
  if (stat.kind !== 'file') return stat.kind === 'link' ? 'a link is not followed' : 'it is no plain file';
  if (isTooLarge(stat.size)) return TOO_LARGE;
  try {
    const bytes = files.read(path);
    return bytes === null ? 'it is gone' : Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  } catch (error) {
    return `it cannot be read: ${failure(error)}`;
  }
}
