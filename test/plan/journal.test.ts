/** The journal after kills in the middle of a line, and the lock after the death of who held it. */
import { appendFileSync, existsSync, readdirSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { unwrap } from '../../src/domain/result.ts';
import { openRepo, type Repo } from '../../src/git/repo.ts';
import {
  beginOperation,
  journalPath,
  listOperations,
  noteLine,
  type Operation,
  readOperation,
} from '../../src/plan/journal.ts';
import { lock } from '../../src/sys/lock.ts';
import { answer } from '../cli/run.ts';
import { type Fixture, fixture } from '../fixture.ts';

const opened = async (at: Fixture): Promise<Repo> => unwrap(await openRepo(at.ports(), at.clone));
const begin = (repo: Repo, title = 'one'): Operation =>
  beginOperation(repo, {
    group: 'g',
    key: { argv: ['test'], gitDir: repo.gitDir },
    plan: { op: 'test', title, steps: [], answer: { title } },
    heads: [],
  });

describe('the journal', () => {
  test('leaves out a line that was torn', async () => {
    const repo = await opened(fixture({ remote: false }));
    const { id } = begin(repo);
    noteLine(repo, id, { t: 'step', n: 0, acted: true });
    for (const torn of ['{"t":"st', '{"t":"step","n":1}', '\0\0\0\0']) {
      appendFileSync(journalPath(repo, id), torn);
      expect(readOperation(repo, id)).toMatchObject({ id, done: new Set([0]), end: null, reported: false });
      const whole = repo.ports.files.readText(journalPath(repo, id)) ?? '';
      writeFileSync(journalPath(repo, id), whole.slice(0, -torn.length));
    }
    repo.close();
  });

  test('goes on behind a torn line, and what follows counts', async () => {
    const repo = await opened(fixture({ remote: false }));
    const { id } = begin(repo);
    appendFileSync(journalPath(repo, id), '{"t":"st');
    noteLine(repo, id, { t: 'step', n: 0, acted: true });
    noteLine(repo, id, { t: 'done' });
    expect(readOperation(repo, id)).toMatchObject({ end: 'done' });
    repo.close();
  });

  test("without a whole first line is no operation, and in nobody's way", async () => {
    const at = fixture({ remote: false });
    const repo = await opened(at);
    const { id } = begin(repo);
    const path = journalPath(repo, id);
    for (const text of ['', '{"t":"begin","v":1', '{"t":"done"}\n', '{"t":"begin","v":2}\n', 'nonsense\n']) {
      writeFileSync(path, text);
      expect(readOperation(repo, id)).toBeNull();
      expect(listOperations(repo)).toEqual([]);
    }
    repo.close();
    expect(answer(at, ['crq', 'new', 'Add login'])).toMatchObject({ id: 'CRQ-2' });
  });

  test('forgets the oldest that are finished, and never one that is not', async () => {
    const at = fixture({ remote: false });
    const ports = at.ports();
    // No two within the same millisecond: of those nobody can say which was first.
    let now = Date.now();
    const clock = { ...ports.clock, now: () => new Date(now++) };
    const repo = unwrap(await openRepo({ ...ports, clock }, at.clone));
    const open = begin(repo, 'unfinished');
    for (let n = 0; n < 120; n++) noteLine(repo, begin(repo, `finished ${n}`).id, { t: 'done' });
    const all = listOperations(repo);
    expect(all.length).toBeLessThanOrEqual(101);
    expect(all.map(({ id }) => id)).toContain(open.id);
    expect(all.at(-1)?.plan.title).toBe('finished 119');
    repo.close();
  });
});

describe('a lock', () => {
  const path = (at: Fixture): string => join(at.clone, '.git', 'gitcrq', 'test.lock');

  test('of a living process is respected, and named', async () => {
    const at = fixture({ remote: false });
    const held = unwrap(await lock(at.ports(), path(at), 0));
    const refused = await lock(at.ports(), path(at), 30);
    expect(refused).toMatchObject({
      ok: false,
      error: { code: 'LOCK_HELD', message: expect.stringContaining(String(process.pid)) },
    });
    held.release();
    unwrap(await lock(at.ports(), path(at), 0)).release();
    expect(existsSync(path(at))).toBe(false);
  });

  test.for<readonly [string, (self: object) => string]>([
    ['a process that is gone', (self) => JSON.stringify({ ...self, pid: 1 << 22 })],
    ['an earlier process of the same number', (self) => JSON.stringify({ ...self, start: '1' })],
    ['a boot before this one', (self) => JSON.stringify({ ...self, boot: 'earlier' })],
    ['nobody, torn while it was written', () => '{"pid":'],
    ['nobody, empty', () => ''],
  ])('of %s is broken', async ([, text]) => {
    const at = fixture({ remote: false });
    unwrap(await lock(at.ports(), path(at), 0)).release();
    writeFileSync(path(at), text(at.ports().processes.self()));
    unwrap(await lock(at.ports(), path(at), 0)).release();
    expect(readdirSync(join(path(at), '..'))).toEqual([]);
  });

  test('sweeps away what the dead left on their way to it, and nothing of the living', async () => {
    const at = fixture({ remote: false });
    unwrap(await lock(at.ports(), path(at), 0)).release();
    const self = at.ports().processes.self();
    const left = (name: string, text: string): void => writeFileSync(`${path(at)}.${name}.tmp`, text);
    left('1.0', JSON.stringify({ ...self, boot: 'earlier' }));
    left('break.2.0', JSON.stringify({ ...self, pid: 1 << 22 }));
    left('3.0', JSON.stringify(self));
    left('4.0', '');
    left('5.0', '');
    utimesSync(`${path(at)}.5.0.tmp`, 1, 1);
    unwrap(await lock(at.ports(), path(at), 0)).release();
    expect(readdirSync(join(path(at), '..'))).toEqual(['test.lock.3.0.tmp', 'test.lock.4.0.tmp']);
  });

  test('of another machine is never broken', async () => {
    const at = fixture({ remote: false });
    unwrap(await lock(at.ports(), path(at), 0)).release();
    writeFileSync(path(at), JSON.stringify({ ...at.ports().processes.self(), pid: 1, host: 'elsewhere' }));
    expect(await lock(at.ports(), path(at), 30)).toMatchObject({
      ok: false,
      error: { code: 'LOCK_HELD', message: expect.stringContaining('elsewhere') },
    });
  });

  test('is held by one at a time, also when all of them find a dead one', async () => {
    const at = fixture({ remote: false });
    unwrap(await lock(at.ports(), path(at), 0)).release();
    writeFileSync(path(at), JSON.stringify({ ...at.ports().processes.self(), pid: 1 << 22 }));
    let [inside, most, times] = [0, 0, 0];
    await Promise.all(
      Array.from({ length: 12 }, async () => {
        const held = unwrap(await lock(at.ports(), path(at), 20_000));
        most = Math.max(most, ++inside);
        await new Promise((resolve) => setTimeout(resolve, 2));
        inside--;
        times++;
        held.release();
      }),
    );
    expect({ most, times }).toEqual({ most: 1, times: 12 });
  });
});
