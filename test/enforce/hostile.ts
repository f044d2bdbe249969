/** Commits whose messages try to break a report, or to speak in its name. */
import type { Fixture } from '../fixture.ts';
import { raw, scene } from './scene.ts';

const MESSAGES: readonly Buffer[] = [
  'Add \x1b[2J\x1b]0;owned\x07\x9b31m a',
  'Close ]]> the <failure> & "the" \'quotes\'',
  'Say %0A::error::owned %0D%25',
  '::error file=a,line=1::owned',
  '::add-mask::owned',
  '##[error]owned',
  'Turn \u202e the \u2028 line \u2029 and \uFFFE \uFFFF',
  `${'y'.repeat(79)}😀 is cut in the middle`,
  'z'.repeat(10_000),
  '<img src=x onerror=alert(1)> | [a](javascript:alert(1)) `code` | @everyone',
  'A\tB\rC',
  '',
].map((text) => Buffer.from(`${text}\n`));

/** A clone whose branch has each of them as a commit, and how many findings they are: one each, and two where nothing is said. */
export function hostile(): { readonly fx: Fixture; readonly findings: number } {
  const fx = scene();
  const all = [...MESSAGES, Buffer.from('K\xe4se und \xd6l\n', 'latin1'), Buffer.from('A\0B\n')];
  for (const message of all) raw(fx, message);
  return { fx, findings: all.length + 1 };
}
