/** What is wrong in a YAML file that people write: where it stands, and what would be right there. */
import { isMap, isScalar, isSeq, type LineCounter, type parseDocument } from 'yaml';
import type * as z from 'zod/mini';
import { nearest } from '../domain/distance.ts';

type Document = ReturnType<typeof parseDocument>;
export type YamlPath = readonly PropertyKey[];

/** 1-based place of the key at a path, or of the nearest parent that is there. */
export function placeAt(document: Document, lines: LineCounter, path: YamlPath): { line: number; col: number } {
  for (let length = path.length; length > 0; length--) {
    const parent = document.getIn(path.slice(0, length - 1), true);
    const name = path[length - 1];
    const pair = isMap(parent) ? parent.items.find((item) => isScalar(item.key) && item.key.value === name) : undefined;
    const node =
      pair !== undefined && isScalar(pair.key) ? pair.key : isSeq(parent) ? parent.items[Number(name)] : undefined;
    const at =
      typeof node === 'object' && node !== null && 'range' in node && Array.isArray(node.range)
        ? Number(node.range[0])
        : null;
    if (at !== null) return lines.linePos(at);
  }
  return { line: 1, col: 1 };
}

interface Inside {
  readonly shape?: Readonly<Record<string, unknown>>;
  readonly element?: unknown;
  readonly valueType?: unknown;
}

/** Keys that are allowed beside an unknown one. */
function allowedKeys(schema: unknown, path: YamlPath): readonly string[] {
  let at: unknown = schema;
  const inner = (value: unknown): unknown => {
    const def = (value as { def?: { innerType?: unknown; type?: string } } | undefined)?.def; // zod's own shape
    return def?.innerType === undefined ? value : inner(def.innerType);
  };
  for (const part of path) {
    const def = (inner(at) as { def?: Inside } | undefined)?.def; // zod's own shape
    at = typeof part === 'number' ? def?.element : (def?.shape?.[String(part)] ?? def?.valueType);
  }
  const shape = (inner(at) as { def?: { shape?: Record<string, unknown> } } | undefined)?.def?.shape; // zod's own shape
  return Object.keys(shape ?? {});
}

/** In plain words, with what is allowed there. */
export function explainIssue(
  schema: z.ZodMiniType,
  issue: z.core.$ZodIssue,
): readonly { readonly path: YamlPath; readonly message: string }[] {
  if (issue.code === 'unrecognized_keys') {
    const allowed = allowedKeys(schema, issue.path);
    return issue.keys.map((key) => {
      const near = nearest(key, allowed)[0];
      return {
        path: [...issue.path, key],
        message: `unknown key; ${near === undefined ? '' : `did you mean \`${near}\`? `}allowed here: ${allowed.join(', ')}`,
      };
    });
  }
  if (issue.code === 'invalid_value')
    return [{ path: issue.path, message: `allowed values: ${issue.values.map(String).join(', ')}` }];
  if (issue.code === 'invalid_type') return [{ path: issue.path, message: `expected ${issue.expected}` }];
  if (issue.code === 'invalid_key') return [{ path: issue.path, message: issue.issues[0]?.message ?? issue.message }];
  if (issue.code === 'too_small' && (issue.origin === 'array' || issue.origin === 'string'))
    return [
      {
        path: issue.path,
        message: Number(issue.minimum) === 1 ? 'must not be empty' : `must have at least ${issue.minimum}`,
      },
    ];
  if (issue.code === 'too_small') return [{ path: issue.path, message: `must be at least ${issue.minimum}` }];
  if (issue.code === 'too_big') return [{ path: issue.path, message: `must be at most ${issue.maximum}` }];
  return [{ path: issue.path, message: issue.message }];
}
