/** gitcrq crq graph: which requests need or name which. */
import * as Flags from '@oclif/core/flags';
import { inClone } from '../../src/app/clone.ts';
import { crqGraph, type CrqGraph as Graph } from '../../src/crq/graph.ts';
import { type Answer, GitcrqCommand, type Parsed, type Wired } from '../../src/surface/command.ts';
import { graphDot, graphMermaid, graphNotes, graphText } from '../../src/surface/crq-graph-text.ts';
import { success } from '../../src/surface/envelope.ts';
import { arg } from '../../src/surface/flags.ts';

export default class CrqGraph extends GitcrqCommand<typeof CrqGraph> {
  static override summary = 'Show which change requests need or name which.';
  static override description =
    'A request needs what its `depends_on` lists, and names what its text mentions. Cycles, and ids that no request has, are told. With an id: that request and all that is connected with it.';
  static override examples = [
    '<%= config.bin %> crq graph',
    '<%= config.bin %> crq graph CRQ-42',
    '<%= config.bin %> crq graph --format dot',
  ];
  static override args = { id: arg('The change request, as CRQ-42 or 42; all if left out.') };
  static override flags = {
    format: Flags.string({
      description: 'How to print it.',
      options: ['text', 'dot', 'mermaid', 'json'],
      default: 'text',
    }),
  };

  protected async act({ args, flags }: Parsed<typeof CrqGraph>, ports: Wired): Promise<Answer<Graph>> {
    const graph = await inClone(ports, ({ repo, basis }) => crqGraph(repo, basis, args.id ?? null));
    const raw = { dot: graphDot, mermaid: graphMermaid, json: (value: Graph) => success(value, 0) };
    const { format } = flags;
    const text =
      format === 'dot' || format === 'mermaid' || format === 'json'
        ? { raw: raw[format](graph) }
        : (paint: Parameters<typeof graphText>[1]) => graphText(graph, paint);
    return { value: graph, text, notes: graphNotes(graph) };
  }
}
