/**
 * Leases on paths as commits look at them: `leases.paths` for the stub of prepare-commit-msg, which reads it with the shell's
 * own words, and `leases.json` with the rest for Node. It is advice, as old as the last look at the board; a commit where
 * nobody holds a path costs one look for a file.
 */
import { join } from 'node:path';
import type { LeaseKey } from '../domain/lease.ts';
import type { Files } from '../sys/ports.ts';

export interface CompiledLease extends LeaseKey {
  /** Where its holder commits, if that is in this clone; else `-`. */
  readonly place: string;
  readonly holder: string;
  readonly session: string;
  /** Host and boot of whoever saw it. */
  readonly machine: string;
  /** By that boot's clock: it has expired then, unless it was renewed since. */
  readonly lapses_ms: number;
}

const linesPath = (commonDir: string): string => join(commonDir, 'gitcrq', 'leases.paths');
const detailsPath = (commonDir: string): string => join(commonDir, 'gitcrq', 'leases.json');

/**
 * The file, or the folder that a glob is about. The glob itself is for Node: others chose it, and git takes for ever to match
 * some (`**` many times over).
 */
function pathspec({ type, key }: LeaseKey): string {
  if (type === 'file') return `:(top,literal)${key}`;
  const first = key.search(/[\\*?]/);
  const folder = first === -1 ? key : key.slice(0, key.lastIndexOf('/', first) + 1);
  return folder === '' ? ':(top)' : `:(top,literal)${folder}`;
}

/** Neither may end the line or the field; the stub asks Node about what it cannot read. */
const lineOf = (lease: CompiledLease): string => {
  const fields = [lease.place, pathspec(lease)];
  return fields.some((field) => /[\t\n\r]/.test(field)) ? '-\t:(top)' : fields.join('\t');
};

const MOST_BYTES = 1 << 22;

function isCompiled(value: unknown): value is CompiledLease {
  const { place, holder, session, machine, lapses_ms, type, key } = Object(value);
  const texts = [place, holder, session, machine, key].every((text) => typeof text === 'string');
  return texts && typeof lapses_ms === 'number' && (type === 'file' || type === 'glob');
}

/** What was stored last; nothing where the file is anything else. */
export function storedLeases(files: Files, commonDir: string): readonly CompiledLease[] {
  const path = detailsPath(commonDir);
  const stat = files.stat(path);
  if (stat?.kind !== 'file' || stat.size > MOST_BYTES) return [];
  try {
    const leases: unknown = JSON.parse(files.readText(path) ?? '[]');
    return Array.isArray(leases) ? leases.filter(isCompiled) : [];
  } catch {
    return [];
  }
}

export function storeLeases(files: Files, commonDir: string, leases: readonly CompiledLease[]): void {
  const lines = linesPath(commonDir);
  if (leases.length === 0 && files.stat(lines) === null) return;
  files.writeAtomic(detailsPath(commonDir), JSON.stringify(leases));
  if (leases.length === 0) files.remove(lines);
  else files.writeAtomic(lines, `${leases.map(lineOf).join('\n')}\n`);
}
