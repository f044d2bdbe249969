/** Whether a run is recorded, and by what. */
import { join } from 'node:path';
import { fail, ok, type Result } from '../../domain/result.ts';
import { SCRIPT_MISSING, STORAGE_UNWRITABLE } from '../../exec/errors.ts';
import { jobFile } from '../../exec/job/job-dir.ts';
import type { Recorder } from '../../exec/job/recorded.ts';
import { findProgram } from '../../exec/program.ts';
import { socketWords, type Tmux } from '../../exec/tmux/server.ts';
import type { Ports } from '../../sys/ports.ts';
import { packageRoot } from '../package-root.ts';

/** Given the directory of its run. */
export type RecorderIn = (dir: string) => Recorder;

const at = ({ env }: Ports) => ({ cwd: '/', env, input: new Uint8Array() });

/** The first release whose script(1) has `--log-out`. */
const LEAST = [2, 35] as const;

/** Its path; null if there is none, or an older one. */
async function scriptHere(ports: Ports): Promise<string | null> {
  const path = findProgram(ports, 'script');
  if (path === null) return null;
  const ran = await ports.spawn.run(path, ['--version'], at(ports));
  const said = ran?.code === 0 ? Buffer.from(ran.stdout).toString('latin1') : '';
  const [, major = '0', minor = '0'] = /util-linux (\d+)\.(\d+)/.exec(said) ?? [];
  const isNew = Number(major) > LEAST[0] || (Number(major) === LEAST[0] && Number(minor) >= LEAST[1]);
  return isNew ? path : null;
}

/** Where a run takes place, as far as its recording is concerned. */
export interface Recordable {
  /** What --record said. */
  readonly asked: boolean | undefined;
  /** It has a window of its own: that is recorded if nothing else is asked, and goes without what cannot be had. */
  readonly own: boolean;
  /** Of its pane; null in place. */
  readonly tmux: Tmux | null;
  /** Somebody else has the one copy that tmux makes of what this pane shows. */
  readonly piped: boolean;
}

/** By script(1), else through the pane. Null where nothing is recorded. Fails: SCRIPT_MISSING. */
export async function recorderFor(ports: Ports, where: Recordable): Promise<Result<RecorderIn | null>> {
  const { asked, own, tmux, piped } = where;
  if (!(asked ?? own)) return ok(null);
  const words = (dir: string) => [process.execPath, join(packageRoot(ports.files), 'dist', 'recorder.js'), dir];
  const script = await scriptHere(ports);
  if (script !== null) return ok((dir) => ({ words: words(dir), by: { script } }));
  const client = findProgram(ports, 'tmux');
  if (tmux !== null && client !== null && !piped) {
    const nonce = Buffer.from(ports.random.bytes(16)).toString('hex');
    const by = { tmux: [client, ...socketWords(tmux.socket)], nonce };
    return ok((dir) => ({ words: [...words(dir), nonce], by }));
  }
  const why = 'there is no program script of util-linux 2.35 or newer on PATH';
  const said = piped ? `${why}, and what the pane shows is piped elsewhere already` : why;
  if (asked === true) return fail(SCRIPT_MISSING, said, ['gitcrq run --pane none COMMAND']);
  ports.out.warn(`the run is not recorded: ${said}`);
  return ok(null);
}

/** What the recorder reads. Fails: STORAGE_UNWRITABLE. */
export async function makePipe(ports: Ports, dir: string): Promise<Result<void>> {
  const ran = await ports.spawn.run('mkfifo', ['-m', '600', jobFile(dir, 'pipe')], at(ports));
  if (ran?.code === 0) return ok(undefined);
  return fail(STORAGE_UNWRITABLE, ran?.stderr.trim() || 'there is no program mkfifo on PATH', [
    'gitcrq run --storage DIR COMMAND',
    'gitcrq run --pane none COMMAND',
  ]);
}
