/** Whether a run is recorded, and by what. */
import { join } from 'node:path';
import { fail, ok, type Result } from '../../domain/result.ts';
import { SCRIPT_MISSING, STORAGE_UNWRITABLE } from '../../exec/errors.ts';
import { jobFile } from '../../exec/job/job-dir.ts';
import type { Ports } from '../../sys/ports.ts';
import { packageRoot } from '../package-root.ts';

/** The words of the process that records, given the directory of its run. */
export type Recorder = (dir: string) => readonly string[];

const at = ({ env }: Ports) => ({ cwd: '/', env, input: new Uint8Array() });

/** The first release whose script(1) has `--log-out`. */
const LEAST = [2, 35] as const;

async function hasScript(ports: Ports): Promise<boolean> {
  const ran = await ports.spawn.run('script', ['--version'], at(ports));
  const said = ran?.code === 0 ? Buffer.from(ran.stdout).toString('latin1') : '';
  const [, major = '0', minor = '0'] = /util-linux (\d+)\.(\d+)/.exec(said) ?? [];
  return Number(major) > LEAST[0] || (Number(major) === LEAST[0] && Number(minor) >= LEAST[1]);
}

/**
 * `asked`: what --record said. Null where nothing is recorded: a window of its own (`own`) goes without what cannot be had,
 * and that is said. Fails: SCRIPT_MISSING.
 */
export async function recorderFor(
  ports: Ports,
  asked: boolean | undefined,
  own: boolean,
): Promise<Result<Recorder | null>> {
  if (!(asked ?? own)) return ok(null);
  if (await hasScript(ports)) {
    const entry = join(packageRoot(ports.files), 'dist', 'recorder.js');
    return ok((dir) => [process.execPath, entry, dir]);
  }
  if (asked === true)
    return fail(SCRIPT_MISSING, 'there is no program script of util-linux 2.35 or newer on PATH', [
      'gitcrq run --pane none COMMAND',
    ]);
  ports.out.warn('the run is not recorded: there is no program script of util-linux 2.35 or newer on PATH');
  return ok(null);
}

/** What script(1) writes to and the recorder reads. Fails: STORAGE_UNWRITABLE; the directory is gone then. */
export async function makePipe(ports: Ports, dir: string): Promise<Result<void>> {
  const ran = await ports.spawn.run('mkfifo', ['-m', '600', jobFile(dir, 'pipe')], at(ports));
  if (ran?.code === 0) return ok(undefined);
  ports.files.removeTree(dir);
  return fail(STORAGE_UNWRITABLE, ran?.stderr.trim() || 'there is no program mkfifo on PATH', [
    'gitcrq run --storage DIR COMMAND',
    'gitcrq run --pane none COMMAND',
  ]);
}
