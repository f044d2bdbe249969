/**
 * Credentials by name: from a variable, a file that its owner alone may read, or what a command prints. Where the policy says
 * nothing of a name, it is the variable of this name. Messages name where a value was looked for, never the value.
 */
import { homedir } from 'node:os';
import { join } from 'node:path';
import { parseDuration } from '../../domain/duration.ts';
import { fail, ok, type Result } from '../../domain/result.ts';
import type { CredentialSource } from '../../domain/tool.ts';
import type { Ports } from '../../sys/ports.ts';
import { CREDENTIAL_EXPOSED, CREDENTIAL_MISSING } from '../errors.ts';
import { word, words } from '../job/words.ts';
import { ask, MOST_BYTES, whyNot } from './ask.ts';

export type Sources = Readonly<Record<string, CredentialSource>>;
type Place = Ports & { readonly cwd: string };
type Commanded = Extract<CredentialSource, { readonly command: unknown }>;

const missing = (name: string, why: string, next: readonly string[]) =>
  fail(CREDENTIAL_MISSING, `${name}: ${why}`, [...next, 'gitcrq config get credentials']);

const NAME = /^[A-Za-z_][A-Za-z0-9_]{0,99}$/;
const OTHERS = 0o077;

/** For a person who has to touch a key or unlock a store. */
const COMMAND_S = 60;

function ofFile({ files, env }: Ports, name: string, said: string): Result<string> {
  const path = said.startsWith('~/') ? join(env['HOME'] ?? homedir(), said.slice(2)) : said;
  const unread = (why: string) => missing(name, `${path} ${why}`, [`ls -ld ${word(path)}`]);
  try {
    const stat = files.stat(path);
    if (stat === null) return missing(name, `there is no ${path}`, [`(umask 077; cat >${word(path)})`]);
    if (stat.kind !== 'file') return unread('is no plain file');
    if ((stat.mode & OTHERS) !== 0)
      return fail(CREDENTIAL_EXPOSED, `${name}: others than its owner may read ${path}`, [`chmod 600 ${word(path)}`]);
    if (stat.size > MOST_BYTES) return unread(`is larger than ${MOST_BYTES} bytes`);
    return ok(files.readText(path) ?? '');
  } catch {
    return unread('cannot be read');
  }
}

async function ofCommand({ cwd, env }: Place, name: string, { command, timeout }: Commanded): Promise<Result<string>> {
  const limit_ms = 1000 * (parseDuration(timeout ?? '') ?? COMMAND_S);
  const reply = await ask({ argv: command, cwd, env, limit_ms });
  const why = whyNot(reply, limit_ms);
  if (reply.how !== 'ended' || why !== null) return missing(name, `${words(command)} ${why}`, [words(command)]);
  return ok(reply.out);
}

async function textOf(ports: Place, name: string, source: CredentialSource): Promise<Result<string>> {
  if ('file' in source) return ofFile(ports, name, source.file);
  if ('command' in source) return ofCommand(ports, name, source);
  const text = ports.env[source.env];
  return text === undefined
    ? missing(name, `the variable ${source.env} is not set here`, [`export ${source.env}=…`])
    : ok(text);
}

/** Fails: CREDENTIAL_MISSING, CREDENTIAL_EXPOSED. */
export async function credential(ports: Place, sources: Sources, name: string): Promise<Result<string>> {
  if (!NAME.test(name)) return missing(name, 'no variable can have this name', []);
  const source = Object.hasOwn(sources, name) ? sources[name] : undefined;
  const text = await textOf(ports, name, source ?? { env: name });
  if (!text.ok) return text;
  const value = text.value.replace(/\r?\n$/, '');
  // What is no UTF-8 was read as U+FFFD.
  return value === '' || /[\0\uFFFD]/.test(value)
    ? missing(name, 'what was found is empty, or no text that a variable can hold', [])
    : ok(value);
}

/** All of them by name, or the first that fails. */
export async function credentials(
  ports: Place,
  sources: Sources,
  names: readonly string[],
): Promise<Result<Readonly<Record<string, string>>>> {
  const found: Record<string, string> = {};
  for (const name of names) {
    const value = await credential(ports, sources, name);
    if (!value.ok) return value;
    found[name] = value.value;
  }
  return ok(found);
}
