/** What `crq new` and `start` read before they decide: a body from a file or standard input, ids of other requests. */
import { isAbsolute, join } from 'node:path';
import { askedId } from '../crq/find.ts';
import type { CrqId } from '../domain/brand.ts';
import { fail, ok, type Result } from '../domain/result.ts';
import type { Basis } from '../store/basis.ts';
import { readInput } from '../sys/input.ts';
import { FILE_UNREADABLE } from './errors.ts';
import type { Wired } from './wire.ts';

const MAX_BODY_BYTES = 512 * 1024;

/** The text of FILE, or of standard input for `-`; null if none was asked for. */
export async function bodyText(ports: Wired, file: string | undefined): Promise<Result<string | null>> {
  if (file === undefined) return ok(null);
  const path = isAbsolute(file) ? file : join(ports.cwd, file);
  const bytes = file === '-' ? await readInput(MAX_BODY_BYTES + 1) : readOrNull(ports, path);
  const bad = (why: string) => fail(FILE_UNREADABLE, `${file} ${why}`, ['gitcrq crq new "TITLE" --body -']);
  if (bytes === null) return bad('cannot be read');
  if (bytes.length > MAX_BODY_BYTES) return bad(`is larger than ${MAX_BODY_BYTES / 1024} KiB`);
  const text = Buffer.from(bytes).toString('utf8');
  return text.includes('\0') ? bad('holds NUL bytes; a body is text') : ok(text);
}

function readOrNull(ports: Wired, path: string): Uint8Array | null {
  try {
    return ports.files.read(path);
  } catch {
    return null;
  }
}

export function dependencies(basis: Basis, words: readonly string[]): Result<readonly CrqId[]> {
  const ids: CrqId[] = [];
  for (const word of words) {
    const id = askedId(basis, word);
    if (!id.ok) return id;
    ids.push(id.value);
  }
  return ok(ids);
}
