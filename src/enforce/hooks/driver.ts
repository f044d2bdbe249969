/**
 * The merge driver for records in the clone's configuration (gitattributes(5), "Defining a custom merge driver"). Where
 * its program is gone, or fails, git's own merge of lines takes its place: a driver that cannot be started would leave a
 * conflict without markers.
 */
import { ok, type Result } from '../../domain/result.ts';
import { parseConfig } from '../../git/config.ts';
import type { Repo } from '../../git/repo.ts';
import type { ConfigChange, Step } from '../../plan/step.ts';
import { type Installation, single } from './stub.ts';

/** The value of the attribute. */
export const DRIVER = 'gitcrq';
export const DRIVER_SECTION = `merge.${DRIVER}.`;

export const attributeLine = (directory: string): string => `${directory}/*.md merge=${DRIVER}`;

/**
 * git expands `%%` to `%` and runs the line by sh. Exit code 1 is a conflict with markers; with a higher one nothing was
 * written. GITCRQ=0 turns the driver off, as it does with the hooks.
 */
export function driverCommand({ node, bin }: Pick<Installation, 'node' | 'bin'>): string {
  const words = 'merge-driver %O %A %B %P %L';
  const inPath = (path: string): string => single(path).replaceAll('%', '%%');
  return [
    `node=${inPath(node)} bin=${inPath(bin)}`,
    'if [ "$GITCRQ" = 0 ]; then (exit 2)',
    `elif [ -x "$node" ] && [ -f "$bin" ]; then "$node" "$bin" ${words}`,
    `elif command -v gitcrq >/dev/null 2>&1; then gitcrq ${words}`,
    'else (exit 2); fi',
    'code=$?',
    'if [ $code -le 1 ]; then exit $code; fi',
    'git merge-file -q --marker-size=%L -L ours -L base -L theirs %A %O %B || exit 1',
  ].join('; ');
}

const settings = (parts: Installation): readonly (readonly [string, string])[] => [
  [`${DRIVER_SECTION}name`, 'change requests, merged by their keys'],
  [`${DRIVER_SECTION}driver`, driverCommand(parts)],
];

async function ownValues(repo: Repo): Promise<Result<(key: string) => string | null>> {
  const list = await repo.output('git config', ['config', '--local', '--list', '-z']);
  if (!list.ok) return list;
  const config = parseConfig(list.value);
  return ok((key) => config.get(key) ?? null);
}

const step = (changes: readonly ConfigChange[]): readonly Step[] =>
  changes.length === 0 ? [] : [{ kind: 'git-config', changes }];

/** Nothing to do where the driver is in place. */
export async function planDriver(repo: Repo, parts: Installation): Promise<Result<readonly Step[]>> {
  const values = await ownValues(repo);
  if (!values.ok) return values;
  const wanted = settings(parts).map(([key, to]) => ({ key, from: values.value(key), to }));
  return ok(step(wanted.filter(({ from, to }) => from !== to)));
}

export async function planNoDriver(repo: Repo): Promise<Result<readonly Step[]>> {
  const values = await ownValues(repo);
  if (!values.ok) return values;
  const keys = [`${DRIVER_SECTION}name`, `${DRIVER_SECTION}driver`];
  return ok(step(keys.map((key) => ({ key, from: values.value(key), to: null })).filter(({ from }) => from !== null)));
}
