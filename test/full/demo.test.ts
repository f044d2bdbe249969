/** The demonstration plays to its end, whatever programs the user's environment names, and leaves nothing behind. */
import { readdirSync } from 'node:fs';
import { expect, test } from 'vitest';
import { gitcrq } from '../cli/run.ts';
import { fixture } from '../fixture.ts';

test('the demonstration', () => {
  const at = fixture({ remote: false });
  // npm sets EDITOR for the scripts it runs.
  const programs = { EDITOR: 'false', VISUAL: 'false', PAGER: 'false', SSH_ASKPASS: 'false', PREFIX: '/nowhere' };
  const ended = gitcrq(at, ['demo'], { env: { ...programs, TMPDIR: at.root } });
  expect(`${ended.out}${ended.err}`).toMatch(/every one linked; CRQ-1, CRQ-2, CRQ-3 closed and landed/);
  expect(ended.code).toBe(0);
  expect(readdirSync(at.root).filter((name) => name.startsWith('gitcrq-demo-'))).toEqual([]);
});
