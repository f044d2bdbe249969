/** What the stubs decide without Node: in every shell, on plain messages, and on a sample of those made to be misread. */
import { expect, test } from 'vitest';
import { crqText } from '../../fixture.ts';
import { agree, compared, engines, SHELLS } from './tricky.ts';

const PLAIN = { message: 'Add login\n\nWhy.\n\nCRQ: CRQ-2\n', record: crqText('CRQ-2'), branch: 'feature/CRQ-2-x' };

test.each(SHELLS)('%s', async (_name, shell) => {
  const both = await engines(shell);
  expect(await compared(both, PLAIN)).toBe(2);
  expect(both.stub('prepare-commit-msg', { ...PLAIN, message: 'Fix: it\n' })).toBe('Fix: it\n\nCRQ: CRQ-2\n');
  expect(both.stub('prepare-commit-msg', { ...PLAIN, message: 'Fix\n\nKey: v\n' })).toBe('Fix\n\nKey: v\nCRQ: CRQ-2\n');
  expect(both.stub('commit-msg', { ...PLAIN, message: 'Fix\n\nCRQ: CRQ-4\n' })).toBe(null);
  // Keys of trailers know no case.
  expect(both.stub('commit-msg', { ...PLAIN, message: 'Fix\n\nCRQ: CRQ-2\ncrq: CRQ-999\n' })).toBe(null);
  // Values that the reader of records refuses.
  for (const spoiled of [{ title: '[x' }, { title: '[]' }, { base: ' &x' }, { depends_on: '[CRQ-1 CRQ-3]' }])
    expect(both.stub('commit-msg', { ...PLAIN, record: crqText('CRQ-2', spoiled) })).toBe(null);
  expect(both.stub('prepare-commit-msg', { ...PLAIN, message: 'Fix\n', branch: 'feature/CRQ-4-renamed' })).toBe(null);
  expect(await agree(both, 50)).toBeGreaterThan(2);
});
