/** Prints an answer or a failure where the contract wants it, and sets the exit code. */
import type { GitcrqError } from '../domain/error.ts';
import { colourOn } from './colour.ts';
import { failure, success } from './envelope.ts';
import { BUG } from './errors.ts';
import { render, type Say } from './paint.ts';
import { errIsTerminal, outIsTerminal, printErr, printOut, setExit } from './print.ts';

/** Output that is a machine format already and must reach the reader byte for byte. */
export interface Raw {
  readonly raw: string;
}

/**
 * What a command found out. `exit` is 1 for findings or a negative answer, or that of a program it ran. `value` is the `data` of `--json`; `text` is
 * the same for people; `notes` are talk. `reported` runs once the answer has left the process.
 */
export interface Answer<T = unknown> {
  readonly exit?: number;
  /** The answer is no, and the command fails by it: `data` then stands beside `error`. */
  readonly refused?: GitcrqError;
  readonly value: T;
  readonly text: Say | Raw;
  readonly notes?: readonly Say[];
  readonly reported?: () => void;
}

export interface Manner {
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly json: boolean;
  readonly noColor: boolean;
  readonly verbose: boolean;
  readonly quiet: boolean;
}

const isRaw = (text: Say | Raw): text is Raw => typeof text === 'object';

const forPeople = async (text: Say | Raw, manner: Manner): Promise<string> =>
  isRaw(text) ? text.raw : render(text, colourOn(manner.env, manner.noColor, outIsTerminal()));

/** A part of an answer that is too long to be held. */
export const printPart = async (part: Say | Raw, manner: Manner): Promise<void> =>
  printOut(await forPeople(part, manner));

export const talk = async (say: Say, manner: Manner): Promise<void> =>
  printErr(await render(say, colourOn(manner.env, manner.noColor, errIsTerminal())));

export async function report(answer: Answer, manner: Manner): Promise<void> {
  if (answer.refused !== undefined) {
    if (!manner.json) return reportFailure(answer.refused, manner);
    await printOut(failure(answer.refused, answer.value));
    return setExit(answer.refused.exit);
  }
  const exit = answer.exit ?? 0;
  await printOut(manner.json ? success(answer.value, exit) : await forPeople(answer.text, manner));
  setExit(exit);
  answer.reported?.();
  if (!manner.quiet) for (const note of answer.notes ?? []) await talk(note, manner);
}

const forReaders = ({ code, message, why, next }: GitcrqError): Say => {
  const lines = next.map((command) => `next: ${command}`);
  return (paint) => [`${paint.bad('error')} ${code}: ${message}`, `why: ${why}`, ...lines].join('\n');
};

/**
 * `thrown` is what the failure was made from: a bug's stack is for --verbose. Never rejects: when even the report
 * cannot be written, the exit code is what is left.
 */
export async function reportFailure(error: GitcrqError, manner: Manner, thrown?: unknown): Promise<void> {
  setExit(error.exit);
  try {
    if (manner.json) await printOut(failure(error));
    else await talk(forReaders(error), manner);
    if (manner.verbose && error.code === BUG.code && thrown instanceof Error && thrown.stack)
      await talk(thrown.stack, manner);
  } catch (unwritten) {
    await talk(
      `error ${error.code}: ${error.message} (and it could not be reported: ${String(unwritten)})`,
      manner,
    ).catch(() => {});
  }
}
