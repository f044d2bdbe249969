/** The section for agents: in its place, and every other byte as it was. */
import { expect, test } from 'vitest';
import { withAgents } from '../../src/app/init/agents-md.ts';
import { answer } from '../cli/run.ts';
import { fixture } from '../fixture.ts';

test('is put at the end once, and renewed in its place', () => {
  const at = fixture({ remote: false });
  at.write('AGENTS.md', '# Ours\r\nNo end of line');
  answer(at, ['init', '--agents-md']);
  const text = at.read('AGENTS.md');
  expect(text.startsWith('# Ours\r\nNo end of line\n\n<!-- begin: gitcrq -->\n')).toBe(true);
  expect(text.split('\n').length).toBeLessThanOrEqual(40);
  answer(at, ['init', '--agents-md']);
  expect(at.read('AGENTS.md')).toBe(text);
  expect(withAgents(`${text.replace('hooks refuse', 'old')}after`)).toBe(`${text}after`);
});
