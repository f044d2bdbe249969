/** `config set`: one key of `gitcrq.yaml` is changed, every other byte of the file stays. The result is read again. */
import { isMap, isNode, isPair, isScalar, parseDocument, stringify } from 'yaml';
import { nearest } from '../domain/distance.ts';
import type { Policy } from '../domain/policy.ts';
import { fail, ok, type Result } from '../domain/result.ts';
import { CONFIG_KEY_UNKNOWN, CONFIG_VALUE_INVALID } from './errors.ts';
import { formatMistake, parsePolicy, withDefaults } from './policy-parse.ts';

/** Keys whose value is a map of the team's own words. */
const WHOLE: readonly string[] = ['rules', 'crq.workflow', 'crq.templates', 'tools', 'credentials'];

const keysOf = (value: unknown, path: string): readonly string[] =>
  typeof value === 'object' && value !== null && !Array.isArray(value) && !WHOLE.includes(path)
    ? Object.entries(value).flatMap(([key, inner]) => [
        ...(path === '' ? [] : []),
        ...keysOf(inner, path === '' ? key : `${path}.${key}`),
      ])
    : [path];

/** Every key that acts, as a dotted path. */
export const POLICY_KEYS: readonly string[] = keysOf(withDefaults({ version: 1 }), '');

const known = (key: string): boolean =>
  POLICY_KEYS.includes(key) ||
  /^rules\.[a-z-]+\/[a-z-]+$/.test(key) ||
  POLICY_KEYS.some((leaf) => leaf.startsWith(`${key}.`));

/** The dotted key as a path: a rule id holds no dot. */
const pathOf = (key: string): readonly string[] => key.split('.');

function unknownKey(key: string) {
  const near = nearest(key, POLICY_KEYS)[0];
  return fail(
    CONFIG_KEY_UNKNOWN,
    `there is no key ${key}${near === undefined ? '' : `; did you mean ${near}?`}`,
    near === undefined ? ['gitcrq config get'] : [`gitcrq config get ${near}`],
  );
}

/** The value in force at a key, defaults included; the whole policy for no key. */
export function policyValue(policy: Policy, key: string | undefined): Result<unknown> {
  if (key === undefined) return ok(policy);
  if (!known(key)) return unknownKey(key);
  let at: unknown = policy;
  for (const part of pathOf(key))
    at = typeof at === 'object' && at !== null ? (at as Record<string, unknown>)[part] : undefined; // an object, just checked
  return ok(at ?? null);
}

/** What a person typed as a value: YAML, so that `[a, b]`, `true` and `12` are what they look like. */
function typed(text: string): unknown {
  const document = parseDocument(text);
  return document.errors.length > 0 ? text : document.toJS();
}

/** A value on one line. */
export const flow = (value: unknown): string =>
  stringify(value, { collectionStyle: 'flow', lineWidth: 0, flowCollectionPadding: false }).trimEnd();

/**
 * Text of the file with `key` set to `text`: as the YAML it looks like, else as the very words. Fails CONFIG_KEY_UNKNOWN
 * or CONFIG_VALUE_INVALID, naming what is allowed.
 */
export function setPolicyValue(source: string, key: string, text: string): Result<string> {
  if (!known(key)) return unknownKey(key);
  const value = typed(text);
  const tries = [value, ...(value === text ? [] : [text])].map((one) => {
    const next = likeEnds(source, written(source, pathOf(key), one));
    return { next, parsed: parsePolicy(next) };
  });
  const good = tries.find(({ parsed }) => 'policy' in parsed);
  if (good !== undefined) return ok(good.next);
  const parsed = tries[0]?.parsed;
  const first = parsed !== undefined && 'mistakes' in parsed ? parsed.mistakes[0] : undefined;
  return fail(CONFIG_VALUE_INVALID, first === undefined ? `${key} cannot be ${text}` : formatMistake(first), [
    `gitcrq config get ${key}`,
    'gitcrq schema policy',
  ]);
}

/** A file whose lines all end as on Windows keeps to that. */
export const likeEnds = (source: string, next: string): string =>
  source.includes('\n') && !/(?<!\r)\n/.test(source) ? next.replace(/\r?\n/g, '\r\n') : next;

type Doc = ReturnType<typeof parseDocument>;

/** Where a key's own node is, so that a block value can be replaced from behind its name. */
function keyNode(document: Doc, path: readonly string[]) {
  const parent = document.getIn(path.slice(0, -1), true) ?? document.contents;
  const map = path.length === 1 ? document.contents : parent;
  const pair = isMap(map) ? map.items.find((item) => isScalar(item.key) && item.key.value === path.at(-1)) : undefined;
  return pair !== undefined && isNode(pair.key) ? pair.key : null;
}

function written(source: string, path: readonly string[], value: unknown): string {
  const document = parseDocument(source);
  const node = document.getIn(path, true);
  const key = keyNode(document, path);
  if (!isNode(node) || !node.range || !key?.range) return inserted(source, document, path, value);
  const [from, end] = node.range;
  const block = !isScalar(node) && !('flow' in node && node.flow === true);
  const below = block || (isScalar(node) && (node.type === 'BLOCK_LITERAL' || node.type === 'BLOCK_FOLDED'));
  // What stands below its key ends with its last line end, which belongs to the file; an empty value begins at its colon.
  const tail = below ? (/\s*$/.exec(source.slice(from, end))?.[0] ?? '') : '';
  const head = block || from === end ? `${source.slice(0, key.range[1])}: ` : source.slice(0, from);
  return `${head}${flow(value)}${tail}${source.slice(end)}`;
}

/** `text` as if written at `at` of `source`. */
const spliced = (source: string, at: number, text: string): string => source.slice(0, at) + text + source.slice(at);

/** The section `name:` holds nothing: the key comes below it. `at` is where the section's own key begins. */
function intoEmpty(source: string, at: number, rest: readonly string[], value: unknown): string {
  const end = at + source.slice(at).search(/\r?\n|$/);
  const indent = ' '.repeat(at - (source.lastIndexOf('\n', at) + 1) + 2);
  return spliced(source, end, `\n${lines(rest, value, indent).trimEnd()}`);
}

/** The section is `{…}`. `at` is behind its brace. */
function intoFlow(source: string, at: number, rest: readonly string[], value: unknown, first: boolean): string {
  const [last = '', ...outer] = rest.toReversed();
  const inner = outer.reduce((text, name) => `${name}: {${text}}`, `${last}: ${flow(value)}`);
  return spliced(source, at, `${inner}${first ? '' : ', '}`);
}

/** `at` is where the section's first key begins; the new one gets its place and its indentation. */
function intoBlock(source: string, at: number, rest: readonly string[], value: unknown): string {
  const indent = ' '.repeat(at - (source.lastIndexOf('\n', at - 1) + 1));
  return spliced(source, at, lines(rest, value, '').replaceAll('\n', `\n${indent}`));
}

/** The text with a new key in the section at `path.slice(0, depth)`; null if there is no such section. */
function inSection(
  source: string,
  document: Doc,
  path: readonly string[],
  depth: number,
  value: unknown,
): string | null {
  const section = document.getIn(path.slice(0, depth), true);
  const rest = path.slice(depth);
  const name = isScalar(section) && section.value === null ? keyNode(document, path.slice(0, depth))?.range : null;
  if (name) return intoEmpty(source, name[0], rest, value);
  if (!isMap(section) || !section.range) return null;
  if (section.flow === true) return intoFlow(source, section.range[0] + 1, rest, value, section.items.length === 0);
  const [first] = section.items;
  const at = isPair(first) && isNode(first.key) ? first.key.range?.[0] : undefined;
  return at === undefined ? null : intoBlock(source, at, rest, value);
}

/** A new key goes into the deepest section that is there; a missing section is made at the end of the file. */
function inserted(source: string, document: Doc, path: readonly string[], value: unknown): string {
  for (let depth = path.length - 1; depth > 0; depth--) {
    const next = inSection(source, document, path, depth, value);
    if (next !== null) return next;
  }
  const close = /^\.\.\.(?=\s|$)/m.exec(source)?.index ?? source.length;
  const body = source.slice(0, close);
  const end = body === '' || body.endsWith('\n') ? '' : '\n';
  return spliced(source, close, `${end}${lines(path, value, '')}`);
}

/** `a:\n  b: value\n`, each level two spaces deeper. */
function lines(path: readonly string[], value: unknown, indent: string): string {
  const [head = '', ...rest] = path;
  return rest.length === 0
    ? `${indent}${head}: ${flow(value)}\n`
    : `${indent}${head}:\n${lines(rest, value, `${indent}  `)}`;
}
