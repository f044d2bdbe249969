/** The file of a layout: tmuxp's format (tmuxp, "Configuration"), every key of it that acts here and no other. */
import * as z from 'zod/mini';

const words = z.string().check(z.minLength(1));
/** Commands of a pane, each as typed at a prompt. A list of one may be written as the text alone. */
const commands = z.array(z.string());
const environment = z.record(
  z.string().check(z.regex(/^[A-Za-z_]\w*$/, 'expected the name of a variable')),
  z.union([z.string(), z.number()], 'expected a text or a number'),
);
const options = z.record(words, z.union([z.string(), z.number(), z.boolean()], 'expected a text, a number or on/off'));
const NAMED = ['even-horizontal', 'even-vertical', 'main-horizontal', 'main-vertical', 'tiled'] as const;
const layout = z
  .string()
  .check(
    z.regex(
      new RegExp(`^(?:${NAMED.join('|')}|[0-9a-f]{4},\\d+x\\d+,.*)$`),
      `expected ${NAMED.join(', ')} or a layout of tmux`,
    ),
  );

const pane = z.strictObject({
  shell_command: z.optional(commands),
  shell_command_before: z.optional(commands),
  start_directory: z.optional(words),
  environment: z.optional(environment),
  focus: z.optional(z.boolean()),
  // Nothing is typed here, so nothing comes into a history.
  suppress_history: z.optional(z.boolean()),
});

const window = z.strictObject({
  window_name: z.optional(words),
  start_directory: z.optional(words),
  shell_command_before: z.optional(commands),
  environment: z.optional(environment),
  layout: z.optional(layout),
  options: z.optional(options),
  focus: z.optional(z.boolean()),
  suppress_history: z.optional(z.boolean()),
  panes: z.optional(z.array(pane).check(z.minLength(1))),
});

export const layoutSchema = z.strictObject({
  session_name: z.string().check(z.regex(/^[^:.\p{Cc}]+$/u, 'expected a name without : and .')),
  start_directory: z.optional(words),
  shell_command_before: z.optional(commands),
  environment: z.optional(environment),
  options: z.optional(options),
  suppress_history: z.optional(z.boolean()),
  windows: z.array(window).check(z.minLength(1)),
});

export type LayoutFile = z.infer<typeof layoutSchema>;

const isMap = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const listed = (value: unknown): unknown => {
  const list = typeof value === 'string' ? [value] : value;
  if (!Array.isArray(list)) return list;
  return list.map((item: unknown) => (isMap(item) && Object.keys(item).join() === 'cmd' ? item['cmd'] : item));
};

function withLists(map: unknown): unknown {
  if (!isMap(map)) return map;
  const keys = ['shell_command', 'shell_command_before'].filter((key) => key in map);
  return { ...map, ...Object.fromEntries(keys.map((key) => [key, listed(map[key])])) };
}

function wholePane(value: unknown): unknown {
  if (value === null || value === 'blank' || value === 'pane') return {};
  return typeof value === 'string' ? { shell_command: [value] } : withLists(value);
}

/** The short forms written out, key for key, so that a mistake is found at its own place. */
export function writtenOut(plain: unknown): unknown {
  const file = withLists(plain);
  if (!isMap(file) || !Array.isArray(file['windows'])) return file;
  const windows = file['windows'].map((value: unknown) => {
    const map = withLists(value);
    return isMap(map) && Array.isArray(map['panes']) ? { ...map, panes: map['panes'].map(wholePane) } : map;
  });
  return { ...file, windows };
}
