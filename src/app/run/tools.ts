/** Tools under the policy of where the user is; outside of a repository there are the built-in ones. */
import { join } from 'node:path';
import { parseDuration } from '../../domain/duration.ts';
import { DEFAULT_POLICY, type Policy } from '../../domain/policy.ts';
import { inline } from '../../domain/printable.ts';
import { fail, ok, type Result, unwrap } from '../../domain/result.ts';
import { STORAGE_UNFIT } from '../../exec/errors.ts';
import { jobFile } from '../../exec/job/job-dir.ts';
import { callOf, mayCall, type ToolCall } from '../../exec/tools/call.ts';
import { checkTool, programOf, type ToolChecked } from '../../exec/tools/check.ts';
import { credentials } from '../../exec/tools/credential.ts';
import { findTool, type Named, toolNamed, toolsOf } from '../../exec/tools/list.ts';
import { openRepo } from '../../git/repo.ts';
import { loadBasis } from '../../store/basis.ts';
import type { Wired } from '../wire.ts';
import type { Context } from './context.ts';

type Rules = Pick<Policy, 'tools' | 'credentials'>;

async function rulesHere(ports: Wired): Promise<Rules> {
  const repo = await openRepo(ports, ports.cwd);
  if (!repo.ok) return DEFAULT_POLICY;
  try {
    return unwrap(await loadBasis(repo.value)).policy;
  } finally {
    repo.value.close();
  }
}

export interface Tooled {
  /** Null: the program is run as it is. */
  readonly named: Named | null;
  /** Values by name. */
  readonly credentials: Readonly<Record<string, string>>;
}

export interface ToolWanted {
  readonly argv: readonly string[];
  readonly raw: boolean;
  readonly permission: string | undefined;
  readonly credentials: readonly string[];
}

/** Decided before anything is made. Fails: PERMISSION_UNKNOWN, CREDENTIAL_MISSING, CREDENTIAL_EXPOSED, CREDENTIAL_REFUSED. */
export async function tooled(ports: Wired, wanted: ToolWanted): Promise<Result<Tooled>> {
  const { argv, raw, permission } = wanted;
  const rules = await rulesHere(ports);
  const named = raw ? null : toolNamed(rules, argv[0] ?? '');
  const may = named === null ? ok(undefined) : mayCall(named, permission ?? null, wanted.credentials);
  if (!may.ok) return may;
  const found = await credentials(ports, rules.credentials, wanted.credentials);
  return found.ok ? ok({ named, credentials: found.value }) : found;
}

export interface Called extends ToolCall {
  readonly timeout_s: number | null;
}

interface Where {
  readonly run: string;
  readonly storage: string;
  readonly context: Context;
  readonly permission: string | undefined;
}

/** What is run: the words as they stand, or as the profile has them. Throws STORAGE_UNFIT. */
export function called({ named }: Tooled, argv: readonly string[], where: Where): Called {
  if (named === null) return { argv, env: {}, stdin: null, file: null, flags: [], timeout_s: null };
  const { run, storage, permission, context } = where;
  const { cwd: project, crq, branch } = context;
  const file = jobFile(join(storage, run), 'rules');
  const values = { project, crq, branch, run, storage, permission: permission ?? null, file };
  const call = unwrap(callOf(named, argv.slice(1), values));
  // To some tools a comma ends a path: the rules would be passed over, and nothing would be denied.
  if (call.file !== null && file.includes(','))
    unwrap(
      fail(STORAGE_UNFIT, `${named.name} cannot be told of ${file}: there is a comma in it`, [
        'gitcrq run --storage DIR COMMAND',
      ]),
    );
  return { ...call, timeout_s: parseDuration(named.tool.timeout ?? '') };
}

interface Announced {
  readonly cwd: string;
  readonly permission: string | undefined;
}

/** Says what will run: the flags that are the profile's, and what a permission does not keep it from. */
export function announce({ files, out }: Wired, { named }: Tooled, call: Called, { cwd, permission }: Announced): void {
  if (named === null) {
    if (permission !== undefined)
      out.warn(
        `${inline(call.argv[0] ?? '')} is run without a profile: what --permission says is in GITCRQ_PERMISSION, and keeps it from nothing`,
      );
    return;
  }
  out.note(`by the profile ${named.name}: ${inline([named.tool.command, ...call.flags].join(' '))} …`);
  const there = named.tool.heeds.filter((path) => files.stat(join(cwd, path)) !== null);
  if (there.length > 0)
    out.warn(
      `${named.name} obeys ${there.map(inline).join(', ')} of this checkout, whatever --permission says; look at it first`,
    );
}

export interface Seen extends Named {
  readonly program: string | null;
}

export async function tools(ports: Wired): Promise<readonly Seen[]> {
  return toolsOf(await rulesHere(ports)).map((named) => ({ ...named, program: programOf(ports, named) }));
}

export async function tool(ports: Wired, name: string): Promise<Seen> {
  const named = unwrap(findTool(await rulesHere(ports), name));
  return { ...named, program: programOf(ports, named) };
}

export async function checked(
  ports: Wired,
  name: string | undefined,
  limit_s: number,
): Promise<readonly ToolChecked[]> {
  const rules = await rulesHere(ports);
  const asked = name === undefined ? toolsOf(rules) : [unwrap(findTool(rules, name))];
  return Promise.all(asked.map((named) => checkTool(ports, rules.credentials, named, limit_s)));
}
