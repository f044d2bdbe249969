/** The file of `--output`: written beside its place and renamed when it is whole, so that nobody reads half a report. */
import { dirname, resolve } from 'node:path';
import { fail, ok, type Result } from '../domain/result.ts';
import { OUTPUT_INVALID } from './errors.ts';
import type { Wired } from './wire.ts';

export interface ReportFile {
  append(text: string): void;
  /** Puts the whole report into its place. */
  done(): void;
  /** Takes away what was written, if it is not done. */
  close(): void;
}

/** Fails: OUTPUT_INVALID. What is there and is no file (a pipe, a device) is written to as it is. */
export function reportFile({ files, cwd, processes }: Wired, path: string): Result<ReportFile> {
  const target = resolve(cwd, path);
  const there = files.stat(target)?.kind ?? 'file';
  const place = there === 'file' ? `${target}.${processes.self().pid}.tmp` : target;
  const refused = (why: string) => fail(OUTPUT_INVALID, `${path}: ${why}`, ['gitcrq check --output report.json']);
  if (there === 'directory') return refused('it is a directory');
  try {
    if (there === 'file') files.mkdir(dirname(target));
    files.append(place, '');
  } catch (error) {
    return refused(error instanceof Error ? error.message : String(error));
  }
  return ok({
    append: (text) => files.append(place, text),
    done: () => void (place === target || files.rename(place, target)),
    close: () => void (place === target || files.remove(place)),
  });
}
