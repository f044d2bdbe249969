/** A change request as values: the front matter that lists need, and where it was read. */
import type { CrqId } from './brand.ts';
import type { ChangeClass, Risk } from './change-class.ts';
import type { Status } from './lifecycle.ts';

export interface Crq {
  readonly id: CrqId;
  readonly title: string;
  readonly status: Status;
  readonly created: string;
  readonly author: string;
  readonly owner: string;
  readonly base: string;
  readonly priority: string;
  readonly type: string;
  readonly labels: readonly string[];
  readonly depends_on: readonly CrqId[];
  /** The template it was made from, where that was named. */
  readonly template?: string;
  readonly class?: ChangeClass;
  readonly risk?: Risk;
  /** When it is to be carried out: `START/END`. */
  readonly window?: string;
}

export const PRIORITIES = ['critical', 'high', 'medium', 'low'] as const;

/** A file that could not be read as a request: always listed, never skipped. */
export interface Unreadable {
  readonly path: string;
  /** 1-based. */
  readonly line: number;
  readonly reason: string;
}

export const crqPath = (directory: string, id: CrqId): string => `${directory}/${id}.md`;

/** The id that a path under the directory must hold, or null if the path is no request file. */
export function pathStem(directory: string, path: string): string | null {
  if (!path.startsWith(`${directory}/`) || !path.endsWith('.md')) return null;
  const stem = path.slice(directory.length + 1, -3);
  return stem.includes('/') || stem === '' || stem === 'README' ? null : stem;
}
