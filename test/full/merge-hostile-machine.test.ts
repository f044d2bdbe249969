/** Locks of the dead and of the living, clocks that jump, and full disks: nothing is half-written, and the same again lands. */
import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { nodeProcesses } from '../../src/sys/node.ts';
import type { ProcessId } from '../../src/sys/ports.ts';
import { answer, type Ended, envelope, gitcrq } from '../cli/run.ts';
import { type Fixture, fixture } from '../fixture.ts';
import { landings, pass, work } from '../merge/ground.ts';
import { needs } from '../needs.ts';
import { fsck, leftovers } from '../state.ts';

const mainOf = (at: Fixture): string => (existsSync(at.remote) ? at.remote : at.clone);

/** Landed once and closed, and nothing is left lying about. */
function landedOnce(at: Fixture): void {
  expect(landings(at, mainOf(at))).toHaveLength(1);
  expect(at.git(['show', 'main:crqs/CRQ-2.md'], mainOf(at))).toContain('status: closed');
  expect(at.git(['rev-list', '--count', 'refs/gitcrq/queue/main/log'], mainOf(at))).toBe('1');
  expect(leftovers(at)).toEqual([]);
  expect([fsck(at), fsck(at, mainOf(at))]).toEqual(['', '']);
}

describe("gitcrq's own locks", () => {
  const hold = (at: Fixture, name: string, owner: ProcessId): string => {
    const path = join(at.clone, '.git', 'gitcrq', name);
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, JSON.stringify(owner));
    return path;
  };
  const self = nodeProcesses.self();
  const LOCKS = ['lander.lock', 'change.lock'];
  const DEAD: readonly (readonly [string, ProcessId])[] = [
    ['a process that is gone', { ...self, pid: 2 ** 22 + 1 }],
    ['another process with the same number', { ...self, start: '1' }],
    ['a machine before it was started again', { ...self, boot: 'before' }],
  ];

  test.for(DEAD.flatMap((dead, n) => LOCKS.slice(0, n === 0 ? 2 : 1).map((name) => [name, ...dead] as const)))(
    '%s of %s is taken over, and that is said',
    async ([name, , owner]) => {
      const at = fixture();
      work(at, { id: 'CRQ-2' });
      hold(at, name, owner);
      const said: string[] = [];
      expect((await pass(at, { talk: (line) => said.push(line) })).landed).toHaveLength(1);
      expect(said.join('\n')).toMatch(new RegExp(`${name} was left by process ${owner.pid}, which is gone`));
      landedOnce(at);
    },
  );

  test.for(LOCKS)('%s of a process that lives is waited for', async (name) => {
    const at = fixture();
    work(at, { id: 'CRQ-2' });
    const path = hold(at, name, self);
    const said: string[] = [];
    const passing = pass(at, { talk: (line) => said.push(line) });
    await new Promise((later) => setTimeout(later, 600));
    expect([readFileSync(path, 'utf8'), landings(at)]).toEqual([JSON.stringify(self), []]);
    rmSync(path);
    expect((await passing).landed).toHaveLength(1);
    if (name === 'lander.lock') expect(said.join('\n')).toContain(`is held by process ${process.pid}`);
    landedOnce(at);
  });
});

describe("git's own locks", () => {
  const LOCKS: readonly (readonly [remote: boolean, dir: 'clone' | 'remote', name: string])[] = [
    [true, 'clone', 'refs/heads/main.lock'],
    [true, 'clone', 'index.lock'],
    [true, 'clone', 'packed-refs.lock'],
    [true, 'remote', 'refs/heads/main.lock'],
    [false, 'clone', 'refs/heads/main.lock'],
    [false, 'clone', 'index.lock'],
    [false, 'clone', 'packed-refs.lock'],
  ];

  test.for(LOCKS)(
    'remote: %s, %s, %s: it stays, is named, and without it the same command lands',
    ([remote, dir, name]) => {
      const at = fixture({ remote });
      work(at, { id: 'CRQ-2', push: remote });
      const folder = dir === 'clone' ? join(at.clone, '.git') : at.remote;
      const path = join(folder, name);
      writeFileSync(path, '');
      const before = at.tip('main', mainOf(at));
      const began = performance.now();
      const ended = gitcrq(at, ['merge', 'CRQ-2', '--json']);
      expect(performance.now() - began).toBeLessThan(12_000);
      expect(existsSync(path)).toBe(true);
      const lands = remote && dir === 'clone';
      expect([ended.code === 0, at.tip('main', mainOf(at)) !== before]).toEqual([lands, lands]);
      // git needs the lock of packed refs to delete a ref, and not to move a loose one.
      if (!lands) expect(`${ended.out}${ended.err}`).toContain(name);
      rmSync(path);
      expect(envelope(gitcrq(at, ['merge', 'CRQ-2', '--json']))).toMatchObject({
        exit: 0,
        data: { landed: [{ crq: 'CRQ-2' }] },
      });
      landedOnce(at);
      expect(at.git(['status', '--porcelain'])).toBe('');
    },
  );
});

describe('a clock that jumps', () => {
  const DAY_MS = 86_400_000;
  const POINTS = [
    'land/read',
    'land/candidate',
    'land/worktree',
    'land/tested',
    'land/0-push/before',
    'land/1-advance/before',
  ];

  test.for([DAY_MS, -DAY_MS].flatMap((jump) => POINTS.map((point) => [jump, point] as const)))(
    'by %i ms at %s',
    async ([jump, point]) => {
      const at = fixture({ policy: 'version: 1\nmerge:\n  test: "true"\n' });
      work(at, { id: 'CRQ-2' });
      work(at, { id: 'CRQ-3' });
      let off = 0;
      const trail = {
        at(now: string) {
          if (now === point) off = jump;
        },
      };
      const first = await pass(at, { ids: ['CRQ-2'], trail, off_ms: () => off });
      expect(first.landed).toMatchObject([{ crq: 'CRQ-2' }]);
      landedOnce(at);
      expect((await pass(at, { off_ms: () => off })).landed).toMatchObject([{ crq: 'CRQ-3' }]);
      expect(landings(at)).toHaveLength(2);
    },
  );

  test('backwards between two landings: the later one is undone first', async () => {
    const at = fixture();
    work(at, { id: 'CRQ-2' });
    work(at, { id: 'CRQ-3' });
    await pass(at, { ids: ['CRQ-2'], off_ms: () => DAY_MS });
    await pass(at, { ids: ['CRQ-3'] });
    expect(answer(at, ['undo'])).toMatchObject({ titles: ['land: Land feature/CRQ-3-work on main'] });
    expect(at.git(['ls-tree', '--name-only', 'main'], at.remote)).toContain('CRQ-2.txt');
  });
});

describe('a full disk', () => {
  const mayMount = process.getuid?.() === 0 && existsSync('/proc/self/mounts');

  /** Puts a small disk under a folder of the fixture. */
  function smallDisk(dir: string): boolean {
    const kept = `${dir}.kept`;
    execFileSync('mv', [dir, kept]);
    mkdirSync(dir);
    try {
      execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=4m', 'tmpfs', dir], { stdio: 'ignore' });
    } catch {
      return false;
    }
    onTestFinished(() => void execFileSync('umount', ['-l', dir]));
    execFileSync('cp', ['-a', `${kept}/.`, dir]);
    rmSync(kept, { recursive: true });
    return true;
  }

  /** Fills the disk but for so many KB. */
  function fill(dir: string, free_kb: number): string {
    const filler = join(dir, 'filler');
    execFileSync('sh', ['-c', 'cat /dev/zero > "$1" 2>/dev/null; truncate -s "-$2"K "$1"', 'sh', filler, `${free_kb}`]);
    return filler;
  }

  const told = (ended: Ended): string => `${ended.code} ${ended.out}${ended.err}`;

  test.for((['clone', 'remote'] as const).flatMap((where) => [0, 24, 96].map((free) => [where, free] as const)))(
    'under the %s, with %i KB left: told, nothing is half-written, and with room the same command lands',
    async ([where, free], context) => {
      const at = fixture({ policy: 'version: 1\nmerge:\n  test: "true"\n' });
      work(at, { id: 'CRQ-2', files: { big: Array.from({ length: 800 }, (_, n) => `${n * 7919}\n`).join('') } });
      const dir = where === 'clone' ? at.clone : at.remote;
      needs(context, mayMount && smallDisk(dir), 'the right to mount');
      const filler = fill(where === 'clone' ? join(dir, '.git') : dir, free);
      const ended = gitcrq(at, ['merge', 'CRQ-2', '--json']);
      const said = envelope(ended);
      if (said.exit !== 0) {
        expect(said.exit).toBeLessThan(8);
        expect(told(ended)).toMatch(/No space left|ENOSPC|unable to write|couldn't write/);
      }
      expect(fsck(at, at.remote)).toBe('');
      rmSync(filler);
      const again = envelope(gitcrq(at, ['merge', 'CRQ-2', '--json']));
      expect(again).toMatchObject({ exit: 0, data: { landed: [{ crq: 'CRQ-2' }] } });
      landedOnce(at);
      expect(at.tip('main')).toBe(at.tip('main', at.remote));
      expect(at.git(['status', '--porcelain'])).toBe('');
    },
  );
});
