/**
 * The file git hands to its message hooks: the message before git's clean-up. What the clean-up will drop must not link,
 * and what is written back must leave every other byte alone.
 */
import { isAbsolute, join } from 'node:path';
import { type CleanUp, cleaned, isBlank, parseMessage, withTrailer } from '../../domain/message.ts';
import { fail, ok, type Result } from '../../domain/result.ts';
import { gitConfig } from '../../git/config.ts';
import type { Repo } from '../../git/repo.ts';
import { HOOK_INPUT_INVALID } from '../errors.ts';
import type { HookCall } from './hook.ts';

export interface MessageFile {
  readonly path: string;
  readonly text: string;
  /** How `text` was read; written back the same way, its bytes are kept. */
  readonly encoding: 'utf8' | 'latin1';
  readonly cleanUp: CleanUp;
  /** The message as git will store it. */
  readonly stored: string;
  /** False where git said that no editor will be started, and keeps what looks like a comment. */
  readonly edited: boolean;
}

function decode(bytes: Uint8Array): Pick<MessageFile, 'text' | 'encoding'> {
  const text = Buffer.from(bytes).toString('utf8');
  const exact = Buffer.from(text).equals(Buffer.from(bytes));
  return exact ? { text, encoding: 'utf8' } : { text: Buffer.from(bytes).toString('latin1'), encoding: 'latin1' };
}

/** Signs git chooses from for `core.commentChar = auto` (git-config(1)); it takes one no line of the message begins with. */
const AUTO = /^[#;@!$%^&|:]/;

function commentOf(configured: string | undefined, text: string): string {
  if (configured === undefined || configured === '') return '#';
  if (configured !== 'auto') return configured;
  const last = text.trimEnd().split('\n').at(-1) ?? '';
  return AUTO.exec(last)?.[0] ?? '#';
}

/** git-commit(1), --cleanup: what happens depends on the mode, and in the default mode on whether there was an editor. */
function cleanUpOf(mode: string, edited: boolean, comment: string): CleanUp {
  if (mode === 'verbatim' || mode === 'whitespace') return { comment: null, scissors: false };
  if (mode === 'strip') return { comment, scissors: edited };
  if (!edited) return { comment: null, scissors: false };
  return mode === 'scissors' ? { comment: null, scissors: true } : { comment, scissors: true };
}

/** Reads the file a hook was given. Fails: HOOK_INPUT_INVALID. */
export async function readMessageFile(repo: Repo, { args, verbatim }: HookCall): Promise<Result<MessageFile>> {
  const [name] = args;
  const path = name === undefined ? '' : isAbsolute(name) ? name : join(repo.cwd, name);
  const bytes = path === '' ? null : repo.ports.files.read(path);
  if (bytes === null)
    return fail(
      HOOK_INPUT_INVALID,
      name === undefined ? 'no message file was named' : `there is no message file ${name}`,
      ['git commit'],
    );
  const config = await gitConfig(repo);
  if (!config.ok) return config;
  const { text, encoding } = decode(bytes);
  const edited = verbatim !== true && repo.ports.env['GIT_EDITOR'] !== ':';
  const comment = commentOf(config.value.get('core.commentstring') ?? config.value.get('core.commentchar'), text);
  const cleanUp = cleanUpOf(config.value.get('commit.cleanup') ?? 'default', edited, comment);
  return ok({ path, text, encoding, cleanUp, edited, stored: cleaned(text, cleanUp) });
}

/** Index of the line where git's own notes below the message begin. */
function endOfMessage(lines: readonly string[], { comment, scissors }: CleanUp): number {
  const cut = scissors
    ? lines.findIndex((line) => line.includes(' >8 ---') && cleaned(line, { comment: null, scissors: true }) === '')
    : -1;
  let end = cut === -1 ? lines.length : cut;
  const isNote = (line: string): boolean => isBlank(line) || (comment !== null && line.startsWith(comment));
  while (end > 0 && isNote(lines[end - 1] ?? '')) end--;
  return end;
}

/** Index of the line behind the last one of the message. */
export const messageEnd = (file: MessageFile): number => endOfMessage(file.text.split('\n'), file.cleanUp);

/** The same file with another text. */
export const withText = (file: MessageFile, text: string): MessageFile =>
  text === file.text ? file : { ...file, text, stored: cleaned(text, file.cleanUp) };

/** The whole text with these trailers at the end of the message, above git's notes. */
export function addTrailers(file: MessageFile, key: string, values: readonly string[]): string {
  const lines = file.text.split('\n');
  const end = endOfMessage(lines, file.cleanUp);
  const message = lines.slice(0, end).join('\n');
  // An empty first line is where the subject will be typed.
  const added = values.reduce(
    (text, value) => (text === '' ? `\n\n${key}: ${value}\n` : withTrailer(text, key, value)),
    message,
  );
  const notes = lines
    .slice(end)
    .join('\n')
    .replace(/^[ \t\r\n]+/, '');
  return notes === '' ? added : `${added}\n${notes}`;
}

export const writeMessageFile = (repo: Repo, file: MessageFile, text: string): void =>
  repo.ports.files.writeAtomic(
    file.path,
    Buffer.from(text, file.encoding),
    repo.ports.files.stat(file.path)?.mode ?? 0o644,
  );

export const storedMessage = (file: MessageFile) => parseMessage(file.stored);
