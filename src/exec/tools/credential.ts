/**
 * Credentials by name: from a variable, a file that its owner alone may read, or what a command prints. Where the policy says
 * nothing of a name, it is the variable of this name. Messages name where a value was looked for, never the value.
 */
import { homedir } from 'node:os';
import { join } from 'node:path';
import { fail, ok, type Result } from '../../domain/result.ts';
import type { CredentialSource } from '../../domain/tool.ts';
import type { Ports } from '../../sys/ports.ts';
import { CREDENTIAL_EXPOSED, CREDENTIAL_MISSING } from '../errors.ts';
import { word } from '../job/words.ts';

export type Sources = Readonly<Record<string, CredentialSource>>;
type Place = Ports & { readonly cwd: string };

const missing = (name: string, why: string, next: readonly string[]) =>
  fail(CREDENTIAL_MISSING, `${name}: ${why}`, [...next, 'gitcrq config get credentials']);

const NAME = /^[A-Za-z_][A-Za-z0-9_]{0,99}$/;
const OTHERS = 0o077;

function ofFile({ files, env }: Ports, name: string, said: string): Result<string> {
  const path = said.startsWith('~/') ? join(env['HOME'] ?? homedir(), said.slice(2)) : said;
  const stat = files.stat(path);
  if (stat === null) return missing(name, `there is no ${path}`, [`(umask 077; cat >${word(path)})`]);
  if (stat.kind !== 'file' || (stat.mode & OTHERS) !== 0)
    return fail(CREDENTIAL_EXPOSED, `${name}: ${path} is no plain file that its owner alone may read`, [
      `chmod 600 ${word(path)}`,
    ]);
  return ok(files.readText(path) ?? '');
}

async function ofCommand({ spawn, cwd, env }: Place, name: string, argv: readonly string[]): Promise<Result<string>> {
  const [program = '', ...words] = argv;
  const ran = await spawn.run(program, words, { cwd, env, input: new Uint8Array() });
  const why = ran === null ? 'could not be started' : `ended with ${ran.code}`;
  if (ran?.code !== 0) return missing(name, `${argv.map(word).join(' ')} ${why}`, [argv.map(word).join(' ')]);
  return ok(Buffer.from(ran.stdout).toString('utf8'));
}

async function textOf(ports: Place, name: string, source: CredentialSource): Promise<Result<string>> {
  if ('file' in source) return ofFile(ports, name, source.file);
  if ('command' in source) return ofCommand(ports, name, source.command);
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
  return value === '' || value.includes('\0')
    ? missing(name, 'what was found is empty, or holds a NUL', [])
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
