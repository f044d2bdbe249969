/** The guide in the terminal: the pages of docs/guide, by name. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { answer, envelope, gitcrq } from '../cli/run.ts';
import { fixture } from '../fixture.ts';
import { ROOT } from '../house/sources.ts';

const GUIDE = join(ROOT, 'docs/guide');

test('lists every page, and prints one by a part of its name', () => {
  const at = fixture();
  const { topics } = answer<{ topics: readonly { topic: string; title: string }[] }>(at, ['guide'], { cwd: at.root });
  expect(topics).toHaveLength(readdirSync(GUIDE).length);
  expect(topics[0]).toEqual({ topic: 'first-change', title: 'Your first change' });
  expect(gitcrq(at, ['guide', 'first']).out).toBe(readFileSync(join(GUIDE, '01-first-change.md'), 'utf8'));
  expect(envelope(gitcrq(at, ['guide', 'recrods', '--json']))).toMatchObject({
    exit: 4,
    error: { code: 'TOPIC_UNKNOWN', next: ['gitcrq guide records', 'gitcrq guide'] },
  });
});

test('the page for agents fits a screen', () => {
  expect(readFileSync(join(GUIDE, 'agent.md'), 'utf8').trimEnd().split('\n').length).toBeLessThanOrEqual(40);
});
