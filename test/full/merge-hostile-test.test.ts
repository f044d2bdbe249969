/** Test commands that hang, flood, get away or damage where they run: the pass ends, and the next one is as if nothing was. */
import { spawn } from 'node:child_process';
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { answer, BIN, gitcrq } from '../cli/run.ts';
import { type Fixture, fixture } from '../fixture.ts';
import { landings, pass, why, work } from '../merge/ground.ts';
import { fsck } from '../state.ts';

const policy = (command: string, more = ''): string =>
  `version: 1\nmerge:\n  test: ${JSON.stringify(command)}\n${more}`;

const hasProc = existsSync('/proc/self/environ');

const alive = (pid: number): boolean => {
  try {
    process.kill(pid, 0);
    return !/^State:\s+Z/m.test(readFileSync(`/proc/${pid}/status`, 'utf8'));
  } catch {
    return false;
  }
};

const pids = (at: Fixture): readonly number[] =>
  readFileSync(join(at.root, 'pids'), 'utf8').trim().split('\n').map(Number);

describe('a test that does not end', () => {
  const DEAF = `trap '' TERM INT HUP; sh -c "trap '' TERM INT HUP; echo \\$\\$ >> $OUT; while :; do sleep 1; done" & `;
  const AWAY = `setsid sh -c 'echo $$ >> $OUT; exec sleep 600' & `;
  const DAEMON = `(setsid sh -c 'echo $$ >> $OUT; exec sleep 600 >/dev/null 2>&1 </dev/null' &) ; `;

  test.skipIf(!hasProc).each([
    ['deaf to signals, in the same group', DEAF],
    ['in a session of its own, with the output held open', AWAY],
    ['a daemon', DAEMON],
  ])('%s: ended at the time-out, with everything it began', async (_, begin) => {
    const out = 'export OUT=$(cd "$GITCRQ_TEST_WORKTREE/../../../../.." && pwd)/pids; ';
    const at = fixture({ policy: policy(`${out}${begin}sleep 0.3; sleep 600`, '  test_timeout_s: 1\n') });
    work(at, { id: 'CRQ-2' });
    const began = performance.now();
    expect(why(await pass(at), 'tested')).toContain('took longer than merge.test_timeout_s');
    expect(performance.now() - began).toBeLessThan(20_000);
    for (const pid of pids(at)) await expect.poll(() => alive(pid)).toBe(false);
  });

  test.skipIf(!hasProc)('what got away from a lander that was killed ends before the next test', async () => {
    const begin = `setsid sh -c 'echo $$ >> pids.tmp; mv pids.tmp ../../../../../pids; exec sleep 600' & `;
    const at = fixture({ policy: policy(`${begin}test -e ../../../../../again || sleep 600`) });
    work(at, { id: 'CRQ-2' });
    const lander = spawn(process.execPath, [BIN, 'merge', 'CRQ-2'], { cwd: at.clone, env: at.env, stdio: 'ignore' });
    await expect.poll(() => existsSync(join(at.root, 'pids'))).toBe(true);
    lander.kill('SIGKILL');
    const [stray = 0] = pids(at);
    expect(alive(stray)).toBe(true);
    at.write('again', '', at.root);
    expect((await pass(at)).landed).toHaveLength(1);
    expect(alive(stray)).toBe(false);
  });
});

describe('a test that prints a gigabyte', () => {
  const GIGABYTE = 1 << 30;

  /** Runs the lander as a process of its own; answers its most memory, in MB, as the kernel counts it. */
  async function memoryOf(at: Fixture, argv: readonly string[]): Promise<number> {
    const child = spawn(process.execPath, [BIN, ...argv], { cwd: at.clone, env: at.env, stdio: 'ignore' });
    let most = 0;
    const look = setInterval(() => {
      const found = /^VmHWM:\s+(\d+) kB/m.exec(
        existsSync(`/proc/${child.pid}`) ? readFileSync(`/proc/${child.pid}/status`, 'utf8') : '',
      );
      most = Math.max(most, Number(found?.[1] ?? 0) / 1024);
    }, 20);
    await new Promise((ended) => child.once('close', ended));
    clearInterval(look);
    return most;
  }

  test.skipIf(!hasProc).each([
    ['in one line, of bytes that are no text', `head -c ${GIGABYTE} /dev/zero`, ''],
    ['in lines', `yes 'a line of the log' | head -c ${GIGABYTE}`, 'a line of the log\n'],
  ])('%s: neither memory nor the disk takes it in, and the reason is short', async (_, flood, line) => {
    const at = fixture({ policy: policy(`echo it begins; ${flood}; echo; echo it ends; exit 1`) });
    work(at, { id: 'CRQ-2' });
    const memory = await memoryOf(at, ['merge', 'CRQ-2']);
    console.log(`most memory of the lander: ${Math.round(memory)} MB`);
    expect(memory).toBeGreaterThan(20);
    expect(memory).toBeLessThan(300);
    const { requirements } = answer<{ requirements: readonly { name: string; why: string }[] }>(at, [
      'merge',
      'explain',
      'CRQ-2',
    ]);
    const reason = requirements.find(({ name }) => name === 'tested')?.why ?? '';
    expect(reason).toMatch(/exited with 1/);
    expect(reason).toContain('it ends');
    expect(reason.length).toBeLessThan(3000);
    const log = join(at.clone, '.git', 'gitcrq', 'tests', 'CRQ-2.log');
    expect(reason).toContain(log);
    expect(statSync(log).size).toBeLessThan(200_000);
    const text = readFileSync(log, 'utf8');
    expect(text.startsWith(`it begins\n${line}`)).toBe(true);
    expect(text).toMatch(/\n\[gitcrq: 10736\d{5} bytes left out here\]\n/);
    expect(text.endsWith('\nit ends\n')).toBe(true);
    expect(gitcrq(at, ['merge', 'explain', 'CRQ-2']).out).not.toMatch(/(?!\n)\p{Cc}/u);
  });
});

describe('a test that damages where it runs', () => {
  const GIT = 'git -c user.name=x -c user.email=x@example.com';
  const SIDE = (text: string): string => `echo ${text} > x; git add x; ${GIT} commit --quiet --no-verify -m x`;
  const DAMAGE: readonly (readonly [string, string])[] = [
    ['deletes its worktree', 'rm -rf "$PWD"'],
    ['deletes what makes it a worktree', 'rm .git'],
    ['puts a link in its place', 'd="$PWD"; cd ..; rm -rf "$d"; ln -s ../../.. "$d"'],
    ['makes a repository of its own there', `rm .git; git init --quiet .; git add -A; ${GIT} commit --quiet -m x`],
    ['turns it into the checkout of somebody else', 'cp "$THERE/.git" .git'],
    ['commits', SIDE('x')],
    ['switches to a new branch', `git switch --quiet -c stray; ${GIT} commit --quiet --no-verify --allow-empty -m x`],
    ['writes a ref', 'git update-ref refs/gitcrq/candidates/x HEAD; git update-ref refs/heads/stray HEAD'],
    ['leaves the index locked', 'touch "$(git rev-parse --git-dir)/index.lock"'],
    [
      'leaves a merge half-way',
      `${SIDE('1')}; a=$(git rev-parse HEAD); git checkout --quiet HEAD^; ${SIDE('2')}; ${GIT} merge --quiet $a; test -e "$(git rev-parse --git-dir)/MERGE_HEAD"`,
    ],
    [
      'deletes the refs that keep candidates',
      'git for-each-ref --format="delete %(refname)" refs/gitcrq/candidates | git update-ref --stdin',
    ],
    ['removes every object that nothing points at', 'git gc --quiet --prune=now'],
    [
      'tells git to leave files as they are',
      'for how in assume-unchanged skip-worktree; do git update-index --$how README; done; rm README',
    ],
    ['narrows its checkout', 'git sparse-checkout set --no-cone /crqs/'],
    ['leaves nothing that may be written', 'mkdir closed; touch closed/x; chmod 500 closed'],
  ];

  test.each(DAMAGE)('%s: what lands is what was tested, and the next pass finds its worktree', async (_, damage) => {
    const at = fixture();
    const there = join(at.root, 'there');
    const seen = join(at.root, 'seen');
    at.git(['worktree', 'add', '--quiet', '-b', 'mine', there]);
    at.write(
      'gitcrq.yaml',
      policy(
        `THERE=${there}; git rev-parse HEAD >> ${seen}; test -e README && ${damage.replaceAll('"$THERE', `"${there}`)}`,
      ),
    );
    at.git(['commit', '--quiet', '-am', 'Test\n\nCRQ: CRQ-1']);
    at.git(['push', '--quiet', 'origin', 'main']);
    const head = work(at, { id: 'CRQ-2' });
    work(at, { id: 'CRQ-3' });
    const before = at.git([
      'for-each-ref',
      '--format=%(refname) %(objectname)',
      'refs/heads/feature',
      'refs/heads/mine',
    ]);
    const done = await pass(at, { ids: ['CRQ-2'] });
    expect(done.held).toEqual([]);
    const next = await pass(at, { ids: ['CRQ-3'] });
    expect(next.held).toEqual([]);
    const tested = readFileSync(seen, 'utf8').trim().split('\n');
    expect([...done.landed, ...next.landed].map(({ oid, tested_oid }) => [oid, tested_oid])).toEqual(
      tested.map((oid) => [oid, oid]),
    );
    expect(landings(at)).toHaveLength(2);
    expect(at.tip('main')).toBe(at.tip('main', at.remote));
    expect(done.landed[0]?.head).toBe(head);
    expect(at.git(['for-each-ref', '--format=%(refname) %(objectname)', 'refs/heads/feature', 'refs/heads/mine'])).toBe(
      before,
    );
    expect(at.git(['symbolic-ref', 'HEAD'], there)).toBe('refs/heads/mine');
    expect([at.git(['status', '--porcelain']), at.git(['status', '--porcelain'], there)]).toEqual(['', '']);
    expect([fsck(at), fsck(at, at.remote)]).toEqual(['', '']);
    expect(at.git(['for-each-ref', 'refs/gitcrq/candidates'])).toBe('');
    // The test itself left one where it ran, in the second pass as well.
    const files = readdirSync(join(at.clone, '.git'), { recursive: true, encoding: 'utf8' });
    expect(files.filter((name) => name.endsWith('MERGE_HEAD') && !name.startsWith('worktrees/lander/'))).toEqual([]);
  });
});
