/** The graph of requests for people, for Graphviz and for Mermaid. Titles are anybody's text and must not end a label. */
import type { CrqGraph } from '../crq/graph.ts';
import { inline } from '../domain/printable.ts';
import type { Paint } from './paint.ts';
import { counted } from './plural.ts';

const VERBS = {
  depends: 'needs',
  enables: 'enables',
  'part-of': 'is part of',
  supersedes: 'supersedes',
  relates: 'names',
} as const;

/** What is neither a need nor a mere mention is written beside the arrow. */
const label = (kind: keyof typeof VERBS): string | null =>
  kind === 'depends' || kind === 'relates' ? null : VERBS[kind];

/** What to type where no edge is. */
function unconnected({ nodes }: CrqGraph): string {
  const [first, last] = [nodes[0], nodes.at(-1)];
  if (first === undefined || last === undefined) return 'No change requests yet. Begin one: gitcrq start "Add login"';
  if (first === last)
    return `${first.id} needs and names no other request, and none names it. See all: gitcrq crq graph`;
  return `None of the ${nodes.length} requests needs or names another. Say so: gitcrq crq set ${last.id} depends_on=${first.id}`;
}

export function graphText(graph: CrqGraph, paint: Paint): string {
  const { nodes, edges, cycles, dangling } = graph;
  const touched = new Set([...edges.flatMap(({ from, to }) => [from, to]), ...dangling.map(({ from }) => from)]);
  if (touched.size === 0) return unconnected(graph);
  const alone = nodes.length - touched.size;
  return [
    ...edges.map(({ from, to, kind }) => `${paint.id(from)} ${VERBS[kind]} ${paint.id(to)}`),
    ...cycles.map((way) => `${paint.bad('cycle')} ${[...way, ...way.slice(0, 1)].join(' needs ')}`),
    ...dangling.map(({ from, to }) => `${paint.bad('missing')} ${to}, which ${from} refers to`),
    ...(alone > 0 ? [paint.dim(`${counted(alone, 'request')} ${alone === 1 ? 'stands' : 'stand'} alone`)] : []),
  ].join('\n');
}

export const graphNotes = ({ unreadable }: CrqGraph): readonly string[] =>
  unreadable.map(({ path, line, reason }) => `unreadable ${path}:${line}: ${reason}`);

const missing = ({ dangling }: CrqGraph): readonly string[] => [...new Set(dangling.map(({ to }) => to))];

/** Graphviz reads `\n` and HTML entities in a label. */
const dotLabel = (text: string): string =>
  inline(text).replaceAll('\\', '\\\\').replaceAll('"', '\\"').replaceAll('&', '&amp;');

export const graphDot = (graph: CrqGraph): string =>
  [
    'digraph crqs {',
    '  rankdir=LR;',
    ...graph.nodes.map(({ id, title, status }) => `  "${id}" [label="${id}\\n${dotLabel(title)}\\n${status}"];`),
    ...missing(graph).map((id) => `  "${id}" [label="${id}\\nmissing", color=red];`),
    ...graph.edges.map(({ from, to, kind }) => {
      const said = label(kind) === null ? '' : `, label="${label(kind)}"`;
      return `  "${from}" -> "${to}"${kind === 'depends' ? '' : ` [style=dashed${said}]`};`;
    }),
    ...graph.dangling.map(({ from, to }) => `  "${from}" -> "${to}" [color=red];`),
    '}',
  ].join('\n');

/** A hyphen in a name could be read as the begin of an arrow. */
const mermaidName = (id: string): string => id.replaceAll('-', '_');
/** Mermaid has no escape but the number of a character. */
const mermaidLabel = (text: string): string =>
  inline(text).replace(/["#&;<>`\\[\]{}|]/g, (sign) => `#${sign.charCodeAt(0)};`);

export const graphMermaid = (graph: CrqGraph): string =>
  [
    'flowchart LR',
    ...graph.nodes.map(({ id, title, status }) => `  ${mermaidName(id)}["${id}: ${mermaidLabel(title)} (${status})"]`),
    ...missing(graph).map((id) => `  ${mermaidName(id)}["${id}: missing"]`),
    ...graph.edges.map(({ from, to, kind }) => {
      const said = label(kind) === null ? '' : `|${label(kind)}|`;
      return `  ${mermaidName(from)} ${kind === 'depends' ? '-->' : '-.->'}${said} ${mermaidName(to)}`;
    }),
    ...graph.dangling.map(({ from, to }) => `  ${mermaidName(from)} --> ${mermaidName(to)}`),
  ].join('\n');
