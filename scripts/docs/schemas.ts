/** JSON Schemas for editors: of `gitcrq.yaml` with what each key means, and of the front matter of requests. */
import * as z from 'zod/mini';
import { DEFAULT_POLICY } from '../../src/domain/policy.ts';
import { unwrap } from '../../src/domain/result.ts';
import { POLICY_KEYS, policyValue } from '../../src/store/policy-edit.ts';
import { SCHEMAS } from '../../src/surface/schemas.ts';
import { EXPLAINED } from './configuration.ts';

interface Node {
  title?: string;
  description?: string;
  default?: unknown;
  readonly properties?: Record<string, Node>;
}

const text = (schema: Node): string => `${JSON.stringify(schema, null, 2)}\n`;

function schemaOf(name: string, title: string): Node {
  const schema = SCHEMAS[name];
  if (schema === undefined) throw new Error(`there is no schema ${name}`);
  return { title, ...(z.toJSONSchema(schema, { unrepresentable: 'any' }) as Node) }; // an object by its shape
}

/** Links of the page lead nowhere from here. */
const plain = (what: string): string =>
  what.replace(/\s*See \[[^\]]*\]\([^)]*\)\./g, '').replace(/\[([^\]]*)\]\([^)]*\)/g, '$1');

export function policySchemaFile(): Promise<string> {
  const root = schemaOf('policy', 'gitcrq.yaml: the policy of a repository');
  for (const key of POLICY_KEYS) {
    const node = key.split('.').reduce<Node | undefined>((at, part) => at?.properties?.[part], root);
    if (node === undefined) throw new Error(`the schema of the policy has no ${key}`);
    node.description = plain(EXPLAINED[key]?.what ?? '');
    if (key !== 'version') node.default = unwrap(policyValue(DEFAULT_POLICY, key));
  }
  return Promise.resolve(text(root));
}

export const crqSchemaFile = (): Promise<string> =>
  Promise.resolve(text(schemaOf('crq', 'Front matter of a change request')));
