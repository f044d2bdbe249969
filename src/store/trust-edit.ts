/**
 * The trust list of `gitcrq.yaml` is changed entry by entry; every other line stays. What came out is read again: where
 * the layout is one that lines cannot be put into, the list alone is written anew.
 */
import { isMap, isNode, isSeq, parseDocument, type YAMLSeq } from 'yaml';
import type { Policy } from '../domain/policy.ts';
import { ok, type Result } from '../domain/result.ts';
import type { Right, TrustEntry } from '../domain/trust.ts';
import { flow, likeEnds, setPolicyValue } from './policy-edit.ts';
import { parsePolicy } from './policy-parse.ts';

const lineStart = (text: string, at: number): number => text.lastIndexOf('\n', at - 1) + 1;
const lineEnd = (text: string, at: number): number => {
  const end = text.indexOf('\n', at);
  return end === -1 ? text.length : end + 1;
};

/** Where what is written of a node ends, without the blank lines and comments behind it. */
function endOf(node: unknown): number {
  const last = isMap(node) && node.flow !== true ? node.items.at(-1) : undefined;
  if (last !== undefined) return endOf(last.value ?? last.key);
  if (isSeq(node) && node.flow !== true) return endOf(node.items.at(-1));
  return isNode(node) ? (node.range?.[1] ?? -1) : -1;
}

const startOf = (node: unknown): number => (isNode(node) ? (node.range?.[0] ?? -1) : -1);

const listOf = (source: string): YAMLSeq | null => {
  const list = parseDocument(source).get('trust', true);
  return isSeq(list) ? list : null;
};

const written = ({ name, key, kind, rights }: TrustEntry, indent: string): string =>
  [
    `${indent}- name: ${flow(name)}`,
    `${indent}  key: ${flow(key)}`,
    `${indent}  kind: ${kind}`,
    `${indent}  rights: ${flow(rights)}`,
    '',
  ].join('\n');

/** The first entry of a list that is not there or is empty, below its key. */
function begun(source: string, entry: TrustEntry): string {
  const empty = setPolicyValue(source, 'trust', '[]');
  if (!empty.ok) return source;
  const text = empty.value;
  const list = listOf(text);
  const [from, to] = [startOf(list), endOf(list)];
  const end = lineEnd(text, to);
  const rest = text.slice(to, end);
  return `${text.slice(0, from).trimEnd()}${rest === '' ? '\n' : rest}${written(entry, '  ')}${text.slice(end)}`;
}

function added(source: string, entry: TrustEntry): string {
  const list = listOf(source);
  const last = list?.items.at(-1);
  if (list === null || last === undefined) return begun(source, entry);
  const end = endOf(last);
  if (list.flow === true) return `${source.slice(0, end)}, ${flow(entry)}${source.slice(end)}`;
  const dash = startOf(list);
  const indent = ' '.repeat(dash - lineStart(source, dash));
  const at = lineEnd(source, end);
  const head = source.slice(0, at);
  return `${head}${head.endsWith('\n') ? '' : '\n'}${written(entry, indent)}${source.slice(at)}`;
}

function withRights(source: string, at: number, rights: readonly Right[]): string {
  const entry = listOf(source)?.items[at];
  const node = isMap(entry) ? entry.get('rights', true) : undefined;
  const pair = isMap(entry) ? entry.items.find(({ value }) => value === node) : undefined;
  const [from, to] = [endOf(pair?.key), endOf(node)];
  return from === -1 || to === -1 ? source : `${source.slice(0, from)}: ${flow(rights)}${source.slice(to)}`;
}

function without(source: string, at: number): string {
  const list = listOf(source);
  const entry = list?.items[at];
  if (list === null || list.flow === true || list.items.length === 1) return source;
  const dash = source.lastIndexOf('-', startOf(entry) - 1);
  return source.slice(0, lineStart(source, dash)) + source.slice(lineEnd(source, endOf(entry)));
}

/** `next` if it says exactly what is wanted and nothing else changed; else the list written anew. */
function settled(source: string, before: Policy, next: string, trust: readonly TrustEntry[]): Result<string> {
  const text = likeEnds(source, next);
  const parsed = parsePolicy(text);
  const good = 'policy' in parsed && JSON.stringify(parsed.policy) === JSON.stringify({ ...before, trust });
  return good ? ok(text) : setPolicyValue(source, 'trust', flow(trust));
}

export const addTrust = (source: string, before: Policy, entry: TrustEntry): Result<string> =>
  settled(source, before, added(source, entry), [...before.trust, entry]);

export const setRights = (source: string, before: Policy, at: number, rights: readonly Right[]): Result<string> =>
  settled(
    source,
    before,
    withRights(source, at, rights),
    before.trust.map((one, index) => (index === at ? { ...one, rights } : one)),
  );

export function dropTrust(source: string, before: Policy, places: readonly number[]): Result<string> {
  const next = places.toSorted((a, b) => b - a).reduce(without, source);
  return settled(
    source,
    before,
    next,
    before.trust.filter((_, index) => !places.includes(index)),
  );
}
