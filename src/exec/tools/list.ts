/** The profiles there are: those built in, one a file beside this one, with what the policy says on top. */
import type { Policy } from '../../domain/policy.ts';
import { fail, ok, type Result } from '../../domain/result.ts';
import { EMPTY_TOOL, type Tool } from '../../domain/tool.ts';
import { TOOL_UNKNOWN } from '../errors.ts';
import { claude } from './claude.ts';
import { codex } from './codex.ts';
import { gemini } from './gemini.ts';
import { opencode } from './opencode.ts';

const BUILT_IN: Readonly<Record<string, Tool>> = { gemini, claude, codex, opencode };

export interface Named {
  readonly name: string;
  /** Does the policy say anything of it? */
  readonly own: boolean;
  readonly tool: Tool;
}

const given = (entry: object): object =>
  Object.fromEntries(Object.entries(entry).filter(([, value]) => value !== undefined));

export function toolNamed({ tools }: Pick<Policy, 'tools'>, name: string): Named | null {
  const entry = Object.hasOwn(tools, name) ? tools[name] : undefined;
  const known = Object.hasOwn(BUILT_IN, name) ? BUILT_IN[name] : undefined;
  if (entry === undefined) return known === undefined ? null : { name, own: false, tool: known };
  return { name, own: true, tool: { ...(known ?? { ...EMPTY_TOOL, command: name }), ...given(entry) } };
}

export const toolsOf = (policy: Pick<Policy, 'tools'>): readonly Named[] =>
  [...new Set([...Object.keys(BUILT_IN), ...Object.keys(policy.tools)])]
    .map((name) => toolNamed(policy, name))
    .filter((tool) => tool !== null);

export function findTool(policy: Pick<Policy, 'tools'>, name: string): Result<Named> {
  const found = toolNamed(policy, name);
  return found === null
    ? fail(TOOL_UNKNOWN, `there is no profile ${JSON.stringify(name)}`, ['gitcrq tool list'])
    : ok(found);
}
