/**
 * Ids and branches for a shell, read from the files of the repository without starting git: a completion that is felt is
 * not used. What cannot be read this way (a reftable repository, a bare one without records) completes to nothing.
 */
import { dirname, isAbsolute, join } from 'node:path';
import { branchCrq, branchOfRef, HEADS } from '../../domain/branch-name.ts';
import { parseWrittenId } from '../../domain/id.ts';
import type { Files } from '../../sys/ports.ts';
import type { Candidate, Names } from './complete.ts';

interface Found {
  readonly top: string;
  readonly commonDir: string;
}

/** The repository around `cwd`, as gitrepository-layout(5) says: `.git` is a directory or a file that names one. */
function around(files: Files, cwd: string): Found | null {
  for (let dir = cwd; ; dir = dirname(dir)) {
    const dotGit = join(dir, '.git');
    const kind = files.stat(dotGit)?.kind;
    if (kind === 'directory') return { top: dir, commonDir: dotGit };
    const named = kind === 'file' ? /^gitdir: (.+)$/m.exec(files.readText(dotGit) ?? '')?.[1] : undefined;
    if (named !== undefined) {
      const gitDir = isAbsolute(named) ? named : join(dir, named);
      const common = files.readText(join(gitDir, 'commondir'))?.trim();
      return {
        top: dir,
        commonDir: common === undefined ? gitDir : isAbsolute(common) ? common : join(gitDir, common),
      };
    }
    if (dirname(dir) === dir) return null;
  }
}

/** Names of files below a folder, with slashes. */
function below(files: Files, dir: string, stem = ''): readonly string[] {
  return files.list(dir).flatMap((name) => {
    const path = join(dir, name);
    return files.stat(path)?.kind === 'directory' ? below(files, path, `${stem}${name}/`) : [`${stem}${name}`];
  });
}

function branchesOf(files: Files, { commonDir }: Found): readonly string[] {
  const packed = (files.readText(join(commonDir, 'packed-refs')) ?? '')
    .split('\n')
    .map((line) => line.slice(line.indexOf(' ') + 1))
    .map(branchOfRef)
    .filter((name) => name !== null);
  return [...new Set([...below(files, join(commonDir, HEADS)).filter((name) => !name.endsWith('.lock')), ...packed])];
}

/** Where the policy keeps records and which prefixes it knows, as far as two lines of it tell. */
function records(files: Files, { top }: Found): { directory: string; prefixes: readonly string[] } {
  const policy = files.readText(join(top, 'gitcrq.yaml')) ?? '';
  const prefixes = /^\s+prefixes:\s*\[([A-Z0-9_, ]+)\]/m.exec(policy)?.[1]?.split(/[, ]+/) ?? ['CRQ'];
  return { directory: join(top, /^\s+directory:\s*([\w./-]+)/m.exec(policy)?.[1] ?? 'crqs'), prefixes };
}

/** Ids that branches are noted for, whatever git has renamed them to. */
const noted = (files: Files, { commonDir }: Found, prefixes: readonly string[]): readonly string[] =>
  [...(files.readText(join(commonDir, 'config')) ?? '').matchAll(/^\s*gitcrqcrq = (\S+)$/gim)].flatMap(
    ([, written = '']) => parseWrittenId(written, prefixes) ?? [],
  );

/** Titles are read for a list that a person can look through. */
const TITLED_MAX = 40;

function crqsOf(files: Files, found: Found): readonly Candidate[] {
  const { directory, prefixes } = records(files, found);
  const ids = files.list(directory).flatMap((name) => (name.endsWith('.md') ? [name.slice(0, -3)] : []));
  const begun = branchesOf(files, found).flatMap((name) => branchCrq(name, prefixes) ?? []);
  const all = [...new Set<string>([...ids, ...begun, ...noted(files, found, prefixes)])];
  if (all.length > TITLED_MAX) return all.map((word) => ({ word }));
  return all.map((word) => {
    const note = /^title: (.*)$/m.exec(files.readText(join(directory, `${word}.md`)) ?? '')?.[1];
    return { word, ...(note === undefined ? {} : { note }) };
  });
}

export function namesAround(files: Files, cwd: string): Names {
  const found = around(files, cwd);
  return {
    crqs: () => (found === null ? [] : crqsOf(files, found)),
    branches: () => (found === null ? [] : branchesOf(files, found).map((word) => ({ word }))),
  };
}
