/**
 * The files that take minutes begin first: a long one that begins last keeps one worker busy and the others waiting.
 * Vitest orders by the times of earlier runs, and a clean clone has none. (vitest `sequence.sequencer`)
 */
import { BaseSequencer, type TestSpecification } from 'vitest/node';

/** By what they took in CI, the longest first. */
const LONGEST = [
  'fault/kill-remote',
  'full/leases',
  'full/kill-git-remote',
  'fault/kill-alone',
  'fault/landing',
  'full/kill-git-alone',
  'full/merge-hostile-remote',
  'full/server',
  'full/merge-model',
  'fault/reconcile',
];

const place = ({ moduleId }: TestSpecification): number => {
  const at = LONGEST.findIndex((name) => moduleId.endsWith(`/${name}.test.ts`));
  return at < 0 ? LONGEST.length : at;
};

export default class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    return (await super.sort(files)).sort((a, b) => place(a) - place(b));
  }
}
