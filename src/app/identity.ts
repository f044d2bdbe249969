/** Who acts here: the name of the agent, and where the keys of this user are. The only place that asks the environment. */
import { basename, isAbsolute, join } from 'node:path';
import { KEY_HOME_UNKNOWN } from '../coord/errors.ts';
import { nameInvalid } from '../coord/trust-plan.ts';
import { fail, ok, type Result } from '../domain/result.ts';
import { isSignerName, signerNameOf } from '../domain/trust.ts';
import { type Repo, workTreeOf } from '../git/repo.ts';
import type { Ports } from '../sys/ports.ts';

/** GITCRQ_HOME, else `gitcrq` in the place for a user's own files (XDG Base Directory Specification). */
export function homeOf({ env }: Pick<Ports, 'env'>): Result<string> {
  const given = env['GITCRQ_HOME'];
  const set = ['export GITCRQ_HOME=/path/of/your/keys'];
  if (given !== undefined && given !== '')
    return isAbsolute(given) ? ok(given) : fail(KEY_HOME_UNKNOWN, `GITCRQ_HOME is no absolute path: ${given}`, set);
  // The specification has relative paths ignored.
  const data = env['XDG_DATA_HOME'] ?? '';
  if (isAbsolute(data)) return ok(join(data, 'gitcrq'));
  const home = env['HOME'] ?? '';
  return isAbsolute(home)
    ? ok(join(home, '.local', 'share', 'gitcrq'))
    : fail(KEY_HOME_UNKNOWN, 'neither HOME nor GITCRQ_HOME is set', set);
}

/** A name made of any words. */
export const safeName = (words: readonly string[]): string =>
  signerNameOf(words.filter((word) => word !== '').join('-')) ?? 'agent';

/** GITCRQ_AGENT, else `<user>-<host>-<worktree>`. */
export function agentOf(repo: Repo): Result<string> {
  const { env, processes } = repo.ports;
  const given = env['GITCRQ_AGENT'];
  if (given !== undefined && given !== '')
    return isSignerName(given) ? ok(given) : nameInvalid(given, `export GITCRQ_AGENT=${safeName([given])}`);
  const top = workTreeOf(repo);
  if (!top.ok) return top;
  const user = env['LOGNAME'] ?? env['USER'] ?? 'user';
  const [host = ''] = processes.self().host.split('.');
  return ok(safeName([user, host, basename(top.value)]));
}
