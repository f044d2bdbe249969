/** Which requests need or name which: edges, circles, ids that are nowhere, one component, and safe drawings. */
import { expect, test } from 'vitest';
import { crqGraph } from '../../src/crq/graph.ts';
import { cyclesIn } from '../../src/crq/graph-cycles.ts';
import type { CrqId } from '../../src/domain/brand.ts';
import { graphDot, graphMermaid } from '../../src/surface/crq-graph-text.ts';
import { envelope, gitcrq, shareProcess } from '../cli/run.ts';
import { check } from '../enforce/scene.ts';
import { crqText, type Fixture, fixture } from '../fixture.ts';
import { asked, commit, refusal, started } from './scene.ts';

shareProcess();

const ODD = 'Say \\"a]; -> {#35;} &lt; `b`';

/** CRQ-2 and CRQ-3 wait for each other; CRQ-4 names CRQ-3, and CRQ-99, which is nowhere; CRQ-5 needs CRQ-1. */
function several(at = fixture({ remote: false })): Fixture {
  commit(
    at,
    {
      'crqs/CRQ-2.md': crqText('CRQ-2', { depends_on: '[CRQ-3]' }),
      'crqs/CRQ-3.md': `${crqText('CRQ-3', { depends_on: '[CRQ-2]' })}\nAs crq-2 says, and CRQ-3.\n`,
      'crqs/CRQ-4.md': `${crqText('CRQ-4')}\nSee CRQ-3 and CRQ-99, in UTF-8.\n`,
      'crqs/CRQ-5.md': crqText('CRQ-5', { depends_on: '[CRQ-1]', title: `'${ODD}'` }),
    },
    'Add requests\n\nCRQ: CRQ-1',
  );
  return at;
}

const graph = (at: Fixture, id: string | null = null) => asked(at, (repo, basis) => crqGraph(repo, basis, id));

test('needs and names are edges, a circle and a missing id are told', async () => {
  expect(await graph(several())).toMatchObject({
    nodes: [{ id: 'CRQ-1' }, { id: 'CRQ-2' }, { id: 'CRQ-3' }, { id: 'CRQ-4' }, { id: 'CRQ-5', title: ODD }],
    edges: [
      { from: 'CRQ-2', to: 'CRQ-3', kind: 'depends' },
      { from: 'CRQ-3', to: 'CRQ-2', kind: 'depends' },
      { from: 'CRQ-4', to: 'CRQ-3', kind: 'relates' },
      { from: 'CRQ-5', to: 'CRQ-1', kind: 'depends' },
    ],
    cycles: [['CRQ-2', 'CRQ-3']],
    dangling: [{ from: 'CRQ-4', to: 'CRQ-99' }],
    unreadable: [],
  });
});

test('with an id only what is connected with it is there', async () => {
  const at = several();
  const { nodes, edges, cycles, dangling } = await graph(at, '1');
  expect({ ids: nodes.map(({ id }) => id), edges: edges.length, cycles, dangling }).toEqual({
    ids: ['CRQ-1', 'CRQ-5'],
    edges: 1,
    cycles: [],
    dangling: [],
  });
  expect((await graph(at, '2')).nodes.map(({ id }) => id)).toEqual(['CRQ-2', 'CRQ-3', 'CRQ-4']);
  expect(await refusal(graph(at, '98'))).toMatchObject({ code: 'CRQ_NOT_FOUND' });
});

test('a request that is only on its branch is read there', async () => {
  const at = fixture();
  await started(at, 'Add login');
  commit(at, { 'crqs/CRQ-2.md': `${at.read('crqs/CRQ-2.md')}\nAfter CRQ-1.\n` }, 'Say more\n\nCRQ: CRQ-2');
  expect((await graph(at)).edges).toEqual([{ from: 'CRQ-2', to: 'CRQ-1', kind: 'relates' }]);
});

test('every circle is told once, and what only leads into one is not', () => {
  const arrows = (text: string) =>
    text.split(' ').map((pair) => {
      const [from = '', to = ''] = pair.split('>');
      return { from: from as CrqId, to: to as CrqId }; // letters stand for ids
    });
  expect(cyclesIn(arrows('a>b b>c c>d'))).toEqual([]);
  expect(cyclesIn(arrows('x>a a>b b>c c>a c>y d>d b>e e>b'))).toEqual([['a', 'b', 'c'], ['d'], ['e', 'b']]);
  const long = Array.from({ length: 20_000 }, (_, at) => `n${at}>n${at + 1}`).join(' ');
  expect(cyclesIn(arrows(long))).toEqual([]);
});

test('it is printed for people and drawn; a title cannot end its label', () => {
  const at = several();
  expect(gitcrq(at, ['crq', 'graph']).out.split('\n')).toEqual([
    'CRQ-2 needs CRQ-3',
    'CRQ-3 needs CRQ-2',
    'CRQ-4 names CRQ-3',
    'CRQ-5 needs CRQ-1',
    'cycle CRQ-2 needs CRQ-3 needs CRQ-2',
    'missing CRQ-99, which CRQ-4 refers to',
    '',
  ]);
  const dot = gitcrq(at, ['crq', 'graph', '--format', 'dot']).out;
  expect(dot).toContain('"CRQ-5" [label="CRQ-5\\nSay \\\\\\"a]; -> {#35;} &amp;lt; `b`\\nopen"];');
  expect(dot).toContain('"CRQ-4" -> "CRQ-3" [style=dashed];');
  const mermaid = gitcrq(at, ['crq', 'graph', '5', '--format', 'mermaid']).out;
  expect(mermaid).toContain(
    'CRQ_5["CRQ-5: Say #92;#34;a#93;#59; -#62; #123;#35;35#59;#125; #38;lt#59; #96;b#96; (open)"]\n  CRQ_5 --> CRQ_1\n',
  );
  expect(JSON.parse(gitcrq(at, ['crq', 'graph', '--format', 'json']).out)).toEqual(
    envelope(gitcrq(at, ['crq', 'graph', '--json'])),
  );
});

test('where nothing is connected, it says what to type', () => {
  const at = fixture({ remote: false });
  expect(gitcrq(at, ['crq', 'graph']).out).toBe(
    'CRQ-1 needs and names no other request, and none names it. See all: gitcrq crq graph\n',
  );
  commit(at, { 'crqs/CRQ-2.md': crqText('CRQ-2'), 'crqs/CRQ-3.md': 'nonsense\n' }, 'Add\n\nCRQ: CRQ-1');
  const { out, err } = gitcrq(at, ['crq', 'graph']);
  expect(out).toContain('gitcrq crq set CRQ-2 depends_on=CRQ-1');
  expect(err).toContain('unreadable crqs/CRQ-3.md:1: ');
});

test('a line or a key may say how requests hang together, and the drawings say it', async () => {
  const at = fixture({ remote: false });
  const own = `${crqText('CRQ-3').replace('\n---\n', '\n\nsupersedes: [CRQ-2]\n---\n')}
## Relations

- Part of crq-1. Enables CRQ-4 and CRQ-77, supersedes nothing.
- See CRQ-4.
`;
  commit(
    at,
    { 'crqs/CRQ-2.md': crqText('CRQ-2'), 'crqs/CRQ-3.md': own, 'crqs/CRQ-4.md': crqText('CRQ-4') },
    'Add requests\n\nCRQ: CRQ-1',
  );
  const found = await graph(at);
  expect(found.edges).toEqual([
    { from: 'CRQ-3', to: 'CRQ-2', kind: 'supersedes' },
    { from: 'CRQ-3', to: 'CRQ-1', kind: 'part-of' },
    { from: 'CRQ-3', to: 'CRQ-4', kind: 'enables' },
  ]);
  expect(found.dangling).toEqual([{ from: 'CRQ-3', to: 'CRQ-77' }]);
  expect(graphDot(found)).toContain('"CRQ-3" -> "CRQ-1" [style=dashed, label="is part of"];');
  expect(graphMermaid(found)).toContain('CRQ_3 -.->|enables| CRQ_4');
  const report = await check(at, { range: 'HEAD~1..HEAD' });
  expect(report.findings).toMatchObject([
    { rule: 'crq/dangling-relation', message: 'it enables CRQ-77, which is neither here nor on main' },
  ]);
});
