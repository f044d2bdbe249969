/**
 * One record merged for git, which calls this for each that changed on both sides (gitattributes(5), merge drivers). The
 * result stands in the file of our side; before it is whole nothing is written, so that whoever called can fall back.
 */
import { resolve } from 'node:path';
import { once } from '../domain/once.ts';
import { DEFAULT_POLICY, type Policy } from '../domain/policy.ts';
import { fail, unwrap } from '../domain/result.ts';
import { mergeFile } from '../git/merge-file.ts';
import { stepsUnder } from '../store/merge-field.ts';
import { mergeRecord } from '../store/merge-record.ts';
import { FILE_UNREADABLE } from './errors.ts';
import type { Wired } from './wire.ts';

export interface DriverWords {
  /** Files, as git names them: %O, %A and %B. */
  readonly base: string;
  readonly ours: string;
  readonly theirs: string;
  /** %P: where the record is in the repository. */
  readonly path: string;
  readonly markerSize: number;
}

export interface Driven {
  readonly path: string;
  readonly clean: boolean;
}

/** The base's policy. A broken one, or none, must not be in the way of a merge. */
async function policyHere(ports: Wired): Promise<Policy> {
  const [{ openRepo }, { loadBasis }] = await Promise.all([import('../git/repo.ts'), import('../store/basis.ts')]);
  const repo = await openRepo(ports, ports.cwd);
  if (!repo.ok) return DEFAULT_POLICY;
  try {
    const basis = await loadBasis(repo.value);
    return basis.ok ? basis.value.policy : DEFAULT_POLICY;
  } finally {
    repo.value.close();
  }
}

export async function driveMerge(ports: Wired, words: DriverWords): Promise<Driven> {
  const { markerSize, path } = words;
  const read = (name: string): Uint8Array =>
    ports.files.read(resolve(ports.cwd, name)) ??
    unwrap(fail(FILE_UNREADABLE, `there is no file ${name}`, ['gitcrq merge-driver --help']));
  const policy = once(() => policyHere(ports));
  const merged = await mergeRecord(
    { base: read(words.base), ours: read(words.ours), theirs: read(words.theirs) },
    {
      steps: async (from, to) => stepsUnder(await policy())(from, to),
      markerSize,
      byLines: async (sides) => unwrap(await mergeFile(ports, sides, markerSize)),
    },
  );
  ports.files.writeUnsynced(resolve(ports.cwd, words.ours), merged.bytes);
  return { path, clean: merged.clean };
}
