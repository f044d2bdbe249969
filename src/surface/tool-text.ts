/** Profiles of tools in words. */
import { inline } from '../domain/printable.ts';
import type { Tool } from '../domain/tool.ts';
import { isMissing, type ToolChecked } from '../exec/tools/check.ts';
import type { Answer } from './report.ts';
import { table } from './table.ts';

interface Seen {
  readonly name: string;
  readonly own: boolean;
  readonly tool: Tool;
  readonly program: string | null;
}

const from = ({ own }: Seen): string => (own ? 'gitcrq.yaml' : 'built in');

export const toolList = (tools: readonly Seen[]): Answer => ({
  value: {
    tools: tools.map((one) => ({
      ...{ name: one.name, from: from(one), command: one.tool.command, program: one.program },
      permissions: Object.keys(one.tool.permissions),
    })),
  },
  text: (paint) =>
    table(
      tools.map((one) => [
        { text: one.name, paint: paint.id },
        from(one),
        inline(one.program ?? `no ${one.tool.command} on PATH`),
        Object.keys(one.tool.permissions).join(', '),
      ]),
    ).join('\n'),
});

export const toolShown = (seen: Seen): Answer => ({
  value: { name: seen.name, from: from(seen), program: seen.program, profile: seen.tool },
  text: (paint) =>
    [
      paint.id(seen.name),
      ...table([
        ['from', from(seen)],
        ['program', inline(seen.program ?? `no ${seen.tool.command} on PATH`)],
        ...Object.entries(seen.tool).map(([key, value]) => [key, inline(JSON.stringify(value))]),
      ]).map((line) => `  ${line}`),
    ].join('\n'),
});

export const toolsChecked = (checked: readonly ToolChecked[]): Answer => ({
  value: { tools: checked.map((one) => ({ ...one, missing: isMissing(one) })) },
  text: (paint) =>
    [
      ...table(
        checked.map((one) => [
          { text: one.name, paint: isMissing(one) ? paint.bad : paint.good },
          inline(one.version ?? ''),
          inline(one.program ?? ''),
          inline(one.why ?? ''),
        ]),
      ),
      ...checked.flatMap((one) =>
        one.credentials.map(({ name, why }) => `  ${one.name} ${inline(why ?? `${name}: is there`)}`),
      ),
    ].join('\n'),
});
