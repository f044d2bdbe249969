/** Starting gitcrq, beside starting Node: what is paid before any work is done. */
import { fileURLToPath } from 'node:url';
import { compare } from './measure.ts';

const bin = fileURLToPath(new URL('../dist/bin.js', import.meta.url));
const node = process.execPath;

export const startUp = (): boolean =>
  compare(
    [node, '-e', '0'],
    [
      { name: 'gitcrq --version', subject: [node, bin, '--version'], limit: 2.2 },
      { name: 'gitcrq status --nope (an unknown flag)', subject: [node, bin, 'status', '--nope'], limit: 2.2, exit: 2 },
      { name: 'gitcrq completion -- crq sh', subject: [node, bin, 'completion', '--', 'crq', 'sh'], limit: 1.3 },
      {
        name: 'gitcrq completion -- crq show CRQ',
        subject: [node, bin, 'completion', '--', 'crq', 'show', 'CRQ'],
        limit: 1.3,
      },
      { name: 'gitcrq nonsense (an unknown command)', subject: [node, bin, 'nonsense'], limit: 2.2, exit: 2 },
    ],
  );
