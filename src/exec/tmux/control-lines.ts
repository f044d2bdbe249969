/** Reads what a connection in control mode says: blocks that answer commands, and between them what happens (tmux(1), CONTROL MODE). */

export type ControlEvent =
  | { readonly kind: 'output'; readonly pane: string; readonly bytes: Uint8Array }
  /** Any other notification, such as `layout-change`, `window-close` or `exit`, with its words as one text. */
  | { readonly kind: 'notice'; readonly name: string; readonly text: string };

/** Control characters and the backslash come as `\` and three octal digits. */
const unescaped = (text: string): Uint8Array =>
  Buffer.from(
    text.replace(/\\([0-7]{3})/g, (_, octal: string) => String.fromCharCode(Number.parseInt(octal, 8))),
    'latin1',
  );

const asText = (latin1: string): string => Buffer.from(latin1, 'latin1').toString('utf8');

function event(line: string): ControlEvent {
  const [, pane, bytes] = /^%output (%\d+) (.*)$/s.exec(line) ?? [];
  if (pane !== undefined && bytes !== undefined) return { kind: 'output', pane, bytes: unescaped(bytes) };
  const [, name = '', text = ''] = /^%(\S+) ?(.*)$/s.exec(line) ?? [];
  return { kind: 'notice', name, text: asText(text) };
}

/** Takes chunks in any cut. `answered` is called for each block in order, `on` for each notification. */
export function controlReader(
  answered: (failed: boolean, lines: readonly string[]) => void,
  on: (event: ControlEvent) => void,
): (chunk: Uint8Array) => void {
  let rest = '';
  /** Time and number of the block that is open: only its own end closes it, whatever its lines look like. */
  let open: string | null = null;
  let lines: string[] = [];
  const take = (line: string): void => {
    const guard = /^%(begin|end|error) (\d+ \d+) \d+$/.exec(line);
    if (open === null) {
      if (guard?.[1] === 'begin') [open, lines] = [guard[2] ?? '', []];
      else if (line.startsWith('%')) on(event(line));
    } else if (guard !== null && guard[1] !== 'begin' && guard[2] === open) {
      open = null;
      answered(guard[1] === 'error', lines.map(asText));
    } else lines.push(line);
  };
  return (chunk) => {
    // Bytes as characters: an answer may be cut in the middle of one of UTF-8.
    const parts = (rest + Buffer.from(chunk).toString('latin1')).split('\n');
    rest = parts.pop() ?? '';
    for (const part of parts) take(part);
  };
}
