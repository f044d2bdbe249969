/** The graph for Graphviz, drawn by the real `dot`: every node and edge arrives, also with a title full of its signs. */
import { spawnSync } from 'node:child_process';
import { expect, test } from 'vitest';
import { gitcrq } from '../cli/run.ts';
import { commit } from '../crq-records/scene.ts';
import { crqText, fixture } from '../fixture.ts';
import { hasProgram, needs } from '../needs.ts';

const ODD = 'Say \\"a]; -> {#35;} &lt; `b`\\n\\l <b>';

test('dot draws what crq graph prints', (context) => {
  needs(context, hasProgram('dot'), 'dot, of Graphviz');
  const at = fixture({ remote: false });
  commit(
    at,
    {
      'crqs/CRQ-2.md': crqText('CRQ-2', { depends_on: '[CRQ-1, CRQ-77]', title: `'${ODD}'` }),
      'crqs/CRQ-3.md': `${crqText('CRQ-3', { depends_on: '[CRQ-2]' })}\nSee CRQ-1.\n`,
    },
    'Add requests\n\nCRQ: CRQ-1',
  );
  const printed = gitcrq(at, ['crq', 'graph', '--format', 'dot']).out;
  const dot = (format: string) => spawnSync('dot', [`-T${format}`], { input: printed, encoding: 'utf8' });
  const json = dot('json');
  expect([json.status, json.stderr]).toEqual([0, '']);
  const drawn = JSON.parse(json.stdout) as {
    objects: { name: string }[];
    edges: { tail: number; head: number }[];
  };
  const names = drawn.objects.map(({ name }) => name);
  expect(names.toSorted()).toEqual(['CRQ-1', 'CRQ-2', 'CRQ-3', 'CRQ-77']);
  expect(drawn.edges.map(({ tail, head }) => `${names[tail]} ${names[head]}`).sort()).toEqual([
    'CRQ-2 CRQ-1',
    'CRQ-2 CRQ-77',
    'CRQ-3 CRQ-1',
    'CRQ-3 CRQ-2',
  ]);
  // The title stands in the drawing letter by letter.
  const SIGNS: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', '#45': '-', '#160': ' ' };
  const text = dot('svg').stdout.replace(/&([a-z#0-9]+);/g, (all, name: string) => SIGNS[name] ?? all);
  expect(text).toContain(`>${ODD}<`);
});
