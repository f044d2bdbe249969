/** Text of a layout file → what it asks for, inherited values in place, or every mistake with line and column. */
import { dirname, isAbsolute, join } from 'node:path';
import { LineCounter, parseDocument } from 'yaml';
import { fail, ok, type Result } from '../../domain/result.ts';
import { explainIssue, placeAt, type YamlPath } from '../../store/yaml-mistakes.ts';
import type { Ports } from '../../sys/ports.ts';
import { LAYOUT_INVALID } from '../errors.ts';
import { type LayoutFile, layoutSchema, writtenOut } from './layout-schema.ts';

export interface WantedPane {
  readonly cwd: string;
  readonly commands: readonly string[];
  readonly env: Readonly<Record<string, string>>;
  readonly focus: boolean;
}

export interface WantedWindow {
  readonly name: string | null;
  readonly layout: string | null;
  readonly options: readonly (readonly [string, string])[];
  readonly focus: boolean;
  readonly panes: readonly [WantedPane, ...WantedPane[]];
}

export interface Layout {
  readonly session: string;
  readonly env: Readonly<Record<string, string>>;
  readonly options: readonly (readonly [string, string])[];
  readonly windows: readonly WantedWindow[];
}

export const MAX_LAYOUT_BYTES = 256 * 1024;

interface Mistake {
  readonly path: YamlPath;
  readonly message: string;
}

type Values = Readonly<Record<string, string | number | boolean>>;

const optionValues = (values: Values = {}): readonly (readonly [string, string])[] =>
  Object.entries(values).map(([name, value]) => [
    name,
    typeof value === 'boolean' ? (value ? 'on' : 'off') : String(value),
  ]);

const envOf = (...layers: readonly (Values | undefined)[]): Readonly<Record<string, string>> =>
  Object.fromEntries(
    layers.flatMap((layer) => Object.entries(layer ?? {}).map(([name, value]) => [name, String(value)])),
  );

/** `~` and variables as a shell expands them, from the directory above it in the file. */
function directoryFrom(base: string, text: string | undefined, env: Ports['env']): string {
  if (text === undefined) return base;
  const expanded = text
    .replace(/^~(?=\/|$)/, env['HOME'] ?? '~')
    .replace(/\$(?:\{(\w+)\}|(\w+))/g, (_, braced?: string, bare?: string) => env[braced ?? bare ?? ''] ?? '');
  return isAbsolute(expanded) ? expanded : join(base, expanded);
}

/** Text of the file at `path` (absolute). Fails: LAYOUT_INVALID, naming each mistake. */
export function readLayout(ports: Pick<Ports, 'env' | 'files'>, path: string, text: string): Result<Layout> {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false, uniqueKeys: true });
  const invalid = (mistakes: readonly { line: number; col: number; message: string }[]) =>
    fail(
      LAYOUT_INVALID,
      mistakes
        .slice(0, 8)
        .map(({ line, col, message }) => `${path}:${line}:${col}: ${message}`)
        .join('\n'),
      ['gitcrq pane layout --help'],
    );
  if (text.length > MAX_LAYOUT_BYTES) return invalid([{ line: 1, col: 1, message: 'it is larger than 256 KiB' }]);
  if (document.errors.length > 0)
    return invalid(document.errors.map(({ pos, message }) => ({ ...lines.linePos(pos[0]), message })));
  let plain: unknown;
  try {
    plain = document.toJS({ maxAliasCount: 100 });
  } catch (error) {
    return invalid([{ line: 1, col: 1, message: error instanceof Error ? error.message : 'it cannot be read' }]);
  }
  const parsed = layoutSchema.safeParse(writtenOut(plain));
  const placed = (mistakes: readonly Mistake[]) =>
    invalid(
      mistakes.map(({ path: at, message }) => ({
        ...placeAt(document, lines, at),
        message: `${at.length === 0 ? '' : `\`${at.map(String).join('.')}\`: `}${message}`,
      })),
    );
  if (!parsed.success) return placed(parsed.error.issues.flatMap((issue) => explainIssue(layoutSchema, issue)));
  const { layout, mistakes } = inherited(ports, dirname(path), parsed.data);
  return mistakes.length > 0 ? placed(mistakes) : ok(layout);
}

function inherited({ env, files }: Pick<Ports, 'env' | 'files'>, base: string, file: LayoutFile) {
  const mistakes: Mistake[] = [];
  const missing = new Set<string>();
  const directory = (from: string, text: string | undefined, path: YamlPath): string => {
    const dir = directoryFrom(from, text, env);
    // tmux would start somewhere else without a word. The dot is behind a link, and join() would take it away.
    if (files.stat(`${dir}/.`)?.kind !== 'directory' && !missing.has(dir))
      mistakes.push({ path: [...path, 'start_directory'], message: `${dir} is no directory` });
    missing.add(dir);
    return dir;
  };
  const top = directory(base, file.start_directory, []);
  const windows = file.windows.map((window, at): WantedWindow => {
    const within = directory(top, window.start_directory, ['windows', at]);
    const before = [...(file.shell_command_before ?? []), ...(window.shell_command_before ?? [])];
    const [first = {}, ...more] = window.panes ?? [{}];
    const wanted = (pane: typeof first, index: number): WantedPane => ({
      cwd: directory(within, pane.start_directory, ['windows', at, 'panes', index]),
      commands: [...before, ...(pane.shell_command_before ?? []), ...(pane.shell_command ?? [])].filter((one) =>
        one.trim(),
      ),
      env: envOf(file.environment, window.environment, pane.environment),
      focus: pane.focus ?? false,
    });
    return {
      name: window.window_name ?? null,
      layout: window.layout ?? null,
      options: optionValues(window.options),
      focus: window.focus ?? false,
      panes: [wanted(first, 0), ...more.map((pane, index) => wanted(pane, index + 1))],
    };
  });
  const layout = {
    session: file.session_name,
    env: envOf(file.environment),
    options: optionValues(file.options),
    windows,
  };
  return { layout, mistakes };
}
