/** Takes away what stands around a recorded stream: the lines of script(1), or the mark behind what came through a pane. */

export interface Frame {
  push(text: string): string;
  /** What waits for more, if there is none for a while. */
  pause(): string;
  end(): string;
  /** Of the terminal, as the first line tells; null without a terminal. */
  readonly size: { readonly cols: number; readonly rows: number } | null;
  /** Null as long as the end has not arrived: without it, something is missing. */
  readonly exit: number | null;
}

const HEAD = 'Script started on ';
const FOOT = '\nScript done on ';
const FOOT_LINE = /^\nScript done on [^\n]* \[COMMAND_EXIT_CODE="(\d+)"\]\n$/;
const LONGEST_HEAD = 1 << 16;
const LONGEST_FOOT = 200;

/** Of script(1) of util-linux: a line before what it records, and one behind. */
export function scriptFrame(): Frame {
  let begun = false;
  let held = '';
  let size: Frame['size'] = null;
  let exit: number | null = null;

  /** Null as long as the first line is not there in full. */
  function withoutHead(text: string): string | null {
    const isHead = text.length < HEAD.length ? HEAD.startsWith(text) : text.startsWith(HEAD);
    if (!isHead) return text;
    const end = text.indexOf(']\n');
    if (end === -1) return text.length < LONGEST_HEAD ? null : text;
    const number = (name: string): number => Number(new RegExp(`${name}="(\\d+)"`).exec(text.slice(0, end))?.[1] ?? 0);
    const [cols, rows] = [number('COLUMNS'), number('LINES')];
    if (cols > 0 && rows > 0) size = { cols, rows };
    return text.slice(end + 2);
  }

  /** Where a last line may begin. */
  function footAt(text: string): number {
    const at = text.lastIndexOf(FOOT);
    if (at !== -1 && text.length - at < LONGEST_FOOT && /^\n[^\n]*\n?$/.test(text.slice(at))) return at;
    const line = text.lastIndexOf('\n');
    return line !== -1 && FOOT.startsWith(text.slice(line)) ? line : text.length;
  }

  return {
    push(text) {
      held += text;
      if (!begun) {
        const rest = withoutHead(held);
        if (rest === null) return '';
        begun = true;
        held = rest;
      }
      const at = footAt(held);
      const now = held.slice(0, at);
      held = held.slice(at);
      return now;
    },
    pause() {
      if (!begun) return '';
      const now = held;
      held = '';
      return now;
    },
    end() {
      const [, code] = FOOT_LINE.exec(held) ?? [];
      const rest = code === undefined ? held : '';
      if (code !== undefined) exit = Number(code);
      held = '';
      return rest;
    },
    get size() {
      return size;
    },
    get exit() {
      return exit;
    },
  };
}
