/**
 * A command from one agent to another: a signed document. What cannot be read as one, or was signed for another mailbox,
 * is none. `message` is the kind that only says something.
 */
import type { Signer } from '../coord/agent-key.ts';
import { type Document, MOST_BYTES, signedBytes, signedLine, verifyDocument } from '../coord/document.ts';
import type { KeyId } from '../coord/public-key.ts';
import { fail, ok, type Result } from '../domain/result.ts';
import { MESSAGE_UNREADABLE } from './errors.ts';

const SCHEMA = 'gitcrq.command/1';

/** No file of a mailbox is longer. */
export const MOST_MAIL_BYTES = 2 * MOST_BYTES;

export interface Command {
  /** A UUID of version 7: its time is that of what it tells of. */
  readonly id: string;
  readonly from: string;
  /** Name of the mailbox. */
  readonly to: string;
  /** Grows with each command of one sender. */
  readonly seq: number;
  readonly kind: string;
  /** Of a message: what happened, and that in a sentence. */
  readonly argv: readonly string[];
  readonly env: Readonly<Record<string, string>>;
  readonly cwd: string;
  readonly crq?: string;
  readonly branch?: string;
  readonly deadline?: string;
  readonly attempt: number;
  readonly idempotent: boolean;
}

export interface Received extends Command {
  /** Whose signature holds. */
  readonly key: KeyId;
}

export const COMMAND_ID = /^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/;

/** When it was made, by its id. */
export const madeAt = (id: string): string =>
  new Date(Number.parseInt(id.slice(0, 13).replace('-', ''), 16)).toISOString();

export async function signCommand(signer: Signer, command: Command): Promise<Result<string>> {
  const document: Document = { schema: SCHEMA, ...command };
  const bytes = signedBytes(document);
  if (bytes === null) return fail(MESSAGE_UNREADABLE, 'it cannot be written as JSON, or is too long');
  const signature = await signer.sign(bytes);
  return signature.ok ? ok(`${signedLine(document, signature.value)}\n`) : signature;
}

const isText = (value: unknown): value is string => typeof value === 'string';
const isWhole = (value: unknown): value is number => typeof value === 'number' && Number.isSafeInteger(value);
const isTexts = (value: unknown): value is readonly string[] => Array.isArray(value) && value.every(isText);
const isEnv = (value: unknown): value is Readonly<Record<string, string>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value) && Object.values(value).every(isText);

/** The fields that are what they should be. */
function fieldsOf(value: Readonly<Record<string, unknown>>): Partial<Command> {
  const { id, from, to, seq, kind, argv, env, cwd, crq, branch, deadline, attempt, idempotent } = value;
  return {
    ...(isText(id) && COMMAND_ID.test(id) && { id }),
    ...(isText(from) && { from }),
    ...(isText(to) && { to }),
    ...(isWhole(seq) && { seq }),
    ...(isText(kind) && { kind }),
    ...(isTexts(argv) && argv.length > 0 && { argv }),
    ...(isEnv(env) && { env }),
    ...(isText(cwd) && { cwd }),
    ...(isText(crq) && { crq }),
    ...(isText(branch) && { branch }),
    ...(isText(deadline) && { deadline }),
    ...(isWhole(attempt) && { attempt }),
    ...(typeof idempotent === 'boolean' && { idempotent }),
  };
}

const NEEDED = ['id', 'from', 'to', 'seq', 'kind', 'argv', 'env', 'cwd', 'attempt', 'idempotent'] as const;

const isWholeCommand = (fields: Partial<Command>): fields is Command =>
  NEEDED.every((name) => fields[name] !== undefined);

/** The command in a file, or why there is none. */
export function readCommand(text: string): Received | string {
  const verified = verifyDocument(text.trimEnd(), [SCHEMA]);
  if (verified.kind === 'invalid') return verified.why;
  const fields = fieldsOf(verified.document);
  if (isWholeCommand(fields)) return { ...fields, key: verified.key.id };
  const wrong = NEEDED.filter((name) => fields[name] === undefined);
  return `${wrong.join(', ')}: not what a command has there`;
}
