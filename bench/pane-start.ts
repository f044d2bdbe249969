/**
 * The start of a run in a pane, over one control connection: from nothing to a wrapper that has written that it began, its
 * files included, beside `tmux respawn-pane` with a script that does no more than that.
 */
import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { wire } from '../src/app/wire.ts';
import { unwrap } from '../src/domain/result.ts';
import { startIn } from '../src/exec/job/in-pane.ts';
import { jobFile } from '../src/exec/job/job-dir.ts';
import { makeRun } from '../src/exec/job/make.ts';
import { awaitRun, awaitStart } from '../src/exec/job/wait.ts';
import { openControl } from '../src/exec/tmux/control.ts';
import { findPane } from '../src/exec/tmux/find.ts';
import { tmuxOf } from '../src/exec/tmux/server.ts';
import { uuidv7 } from '../src/sys/uuid.ts';
import { median } from './measure.ts';

const ROUNDS = 60;
const MOST_MS = 25;

const none = { crq: null, branch: null, head: null, worktree: null, tool: null, permission: null, timeout_s: null };

export async function paneStart(): Promise<boolean> {
  const root = mkdtempSync(join(tmpdir(), 'gitcrq-bench-'));
  const socket = join(root, 'socket');
  const tmuxIn = (...words: readonly string[]) => execFileSync('tmux', ['-S', socket, ...words], { cwd: root });
  tmuxIn('-f', '/dev/null', 'new-session', '-d', '-s', 'bench', '-x', '200', '-y', '50', 'cat');
  try {
    tmuxIn('set-option', '-g', 'remain-on-exit', 'on');
    const ports = wire({ env: process.env, cwd: root, argv: [], talk: () => {} });
    const tmux = tmuxOf(ports, { socket });
    const pane = unwrap(await findPane(tmux, 'bench:0.0', { session: undefined, self: null }));
    const control = unwrap(await openControl(ports, tmux, pane.sessionId));
    const [plain, own]: [number[], number[]] = [[], []];
    for (let round = -2; round < ROUNDS; round++) {
      const began = join(root, `began-${round}`);
      const script = join(root, 'script');
      writeFileSync(script, `echo $$ >'${began}'\n`);
      const first = performance.now();
      tmuxIn('respawn-pane', '-k', '-t', pane.id, '--', '/bin/sh', script);
      while (!existsSync(began)) await ports.clock.sleep(1);
      const second = performance.now();

      const made = makeRun(ports, join(root, 'runs'), {
        ...none,
        run: uuidv7(ports),
        place: { mode: 'here' },
        argv: ['true'],
        cwd: root,
        project: root,
        agent: 'bench',
        credentials: [],
        record: false,
        values: { PATH: process.env['PATH'] ?? '' },
        secrets: [],
        recorder: null,
        after: null,
        stdin: null,
        rules: null,
      });
      const { dir } = made;
      const asked = { ports, tmux: control, dir, cwd: root, name: 'bench' };
      const job = made.place(unwrap(await startIn(asked, { kind: 'pane', pane, replace: true })));
      if (!(await awaitStart(ports, { job, dir }, 5000))) throw new Error('the run did not begin');
      const end = performance.now();
      const { exit } = await awaitRun(ports, { job, dir });
      if (exit !== 0 || !existsSync(jobFile(dir, 'started'))) throw new Error(`the run ended with ${exit}`);
      if (round < 0) continue;
      plain.push(second - first);
      own.push(end - second);
    }
    control.close();
    const [base, time] = [median(plain), median(own)];
    const ok = time <= MOST_MS;
    console.log(`${base.toFixed(1).padStart(8)} ms          tmux respawn-pane, until its script has begun (baseline)`);
    console.log(
      `${time.toFixed(1).padStart(8)} ms  ${(time / base).toFixed(2)}x, at most ${MOST_MS} ms  a run: ${ok ? 'ok' : 'TOO SLOW'}`,
    );
    return ok;
  } finally {
    tmuxIn('kill-server');
    rmSync(root, { recursive: true });
  }
}
