/** What the tests of the server share: a push judged in-process, its objects there and no ref moved, as in quarantine. */
import { unwrap } from '../../../src/domain/result.ts';
import type { HookVerdict } from '../../../src/enforce/hooks/hook.ts';
import { judgePush } from '../../../src/enforce/server/pre-receive.ts';
import type { Env, Fixture } from '../../fixture.ts';

const NONE = '0'.repeat(40);

/** Refs that hold commits and are no base: what they hold is judged all the same. */
export const CARRIERS: readonly string[] = [
  'refs/tags/v1',
  'refs/notes/commits',
  'refs/notes/gitcrq/reviews',
  'refs/gitcrq/candidates/1',
  'refs/gitcrq/ids/X',
  'refs/gitcrq/leases/00/x',
  'refs/gitcrq/bus/a/b',
  'refs/pull/1/head',
  'refs/remotes/origin/main',
  'refs/heads/gitcrq/x',
];

/** The ref and the revision of the clone that it shall be at; null deletes it. */
export type Moves = Readonly<Record<string, string | null>>;

export const serverHas = (fx: Fixture, ref: string): string =>
  fx.git(['for-each-ref', '--format=%(objectname)', ref], fx.remote) || NONE;

/** Brings the objects and answers the lines that git would write. */
export function lines(fx: Fixture, moves: Moves): string {
  const rows = Object.entries(moves).map(([ref, revision]) => {
    const to = revision === null ? NONE : fx.git(['rev-parse', '--verify', revision]);
    return `${serverHas(fx, ref)} ${to} ${ref}\n`;
  });
  const wanted = [...new Set(rows.map((row) => row.split(' ')[1] ?? NONE))].filter((to) => to !== NONE);
  if (wanted.length > 0)
    fx.git(['fetch', '--quiet', '--no-write-fetch-head', '--no-tags', fx.clone, ...wanted], fx.remote);
  return rows.join('');
}

export async function judgeInput(fx: Fixture, input: string | Uint8Array, env: Env = {}): Promise<HookVerdict> {
  const ports = fx.ports({ cwd: fx.remote });
  return unwrap(await judgePush({ ...ports, env: { ...ports.env, ...env } }, fx.remote, Buffer.from(input)));
}

export const judged = (fx: Fixture, moves: Moves, env: Env = {}): Promise<HookVerdict> =>
  judgeInput(fx, lines(fx, moves), env);

/** The rules that refuse the push, one entry a refusal. */
export const refusedBy = async (fx: Fixture, moves: Moves, env: Env = {}): Promise<readonly string[]> =>
  (await judged(fx, moves, env)).refusals.map(({ rule }) => rule);

/** Moves a ref of the server behind the hook's back. */
export const place = (fx: Fixture, ref: string, revision: string): void =>
  void fx.git(
    ['fetch', '--quiet', '--no-write-fetch-head', '--no-tags', fx.clone, `+${fx.tip(revision)}:${ref}`],
    fx.remote,
  );
