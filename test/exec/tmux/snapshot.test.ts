/** What panes show is found later: in the panes, and in snapshots that were saved before they ended. */
import { execFileSync } from 'node:child_process';
import { mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { searchPanes, snapshotNow } from '../../../src/app/pane-search.ts';
import { unwrap } from '../../../src/domain/result.ts';
import { snapshotSchema } from '../../../src/exec/schema.ts';
import { capture } from '../../../src/exec/tmux/capture.ts';
import { newSession, splitPane } from '../../../src/exec/tmux/make.ts';
import { MOST_SNAPSHOTS } from '../../../src/exec/tmux/snapshot-store.ts';
import { privateTmux } from './private.ts';

const NOW = { save: false, output: undefined };

test('a planted text is found with its pane, its line and its time, also when the pane is gone', async () => {
  const { tmux, ports, raw, dir: cwd, socket } = privateTmux();
  execFileSync('git', ['init', '--quiet', cwd]);
  const token = `gh${'p'}_${'aB3'.repeat(12)}`;
  const say = `printf "one ${token}\\ntwo needle 漢字\\n"; exec cat`;
  const pane = unwrap(await newSession(tmux, { name: 'it_s', cwd, command: ['sh', '-c', say] }));
  unwrap(await splitPane(tmux, pane, { horizontal: true, cwd, command: ['cat', '-u'] }));
  raw('set', '-p', '-t', pane.id, '@gitcrq_crq', 'CRQ-42');
  await expect.poll(async () => unwrap(await capture(tmux, pane, { lines: 'all' }))).toHaveLength(2);
  const find = () => searchPanes(ports, socket, (line) => line.includes('needle'));
  const live = await find();
  const match = { pane: pane.id, session: 'it_s', window_index: 0, index: 0, crq: 'CRQ-42', line: 2 };
  expect(live.matches).toEqual([{ ...match, text: 'two needle 漢字', snapshot: null, time: expect.any(String) }]);
  expect(live.searched).toEqual({ panes: 3, snapshots: 0 });

  const { snapshot } = await snapshotNow(ports, { socket, lines: 1, to: NOW });
  expect(snapshotSchema.parse(snapshot)).toEqual(snapshot);
  const [first, own] = snapshot?.sessions ?? [];
  expect(own?.windows[0]).toMatchObject({ width: 80, height: 24, layout: expect.stringMatching(/^[0-9a-f]{4},80x24/) });
  expect(own?.windows[0]?.panes.map(({ lines, cut }) => [lines, cut])).toEqual([
    [['two needle 漢字'], true],
    [[], false],
  ]);
  expect([first?.made, own?.made]).toEqual([false, true]);

  const saved = await snapshotNow(ports, { socket, lines: 100, to: { save: true, output: undefined } });
  expect(statSync(saved.path ?? '').mode & 0o777).toBe(0o600);
  const text = readFileSync(saved.path ?? '', 'utf8');
  expect([text.includes('one [redacted]'), text.includes(token)]).toEqual([true, false]);
  raw('kill-session', '-t', '=it_s');
  const dir = join(cwd, '.git/gitcrq/snapshots');
  writeFileSync(join(dir, '20200101T000000000Z-00000000.json'), '{"schema":');
  mkdirSync(join(dir, '20200101T000000000Z-00000001.json'));
  const later = await find();
  expect(later.matches).toMatchObject([{ ...match, snapshot: readdirSync(dir).at(-1) }]);
  expect(later.unreadable).toMatchObject([{ reason: 'it is no file' }, { reason: expect.stringContaining('JSON') }]);
});

test('only the newest snapshots are kept, and a file that is no snapshot is left alone', async () => {
  const { ports, socket, dir: cwd } = privateTmux({ first: false });
  execFileSync('git', ['init', '--quiet', cwd]);
  const dir = join(cwd, '.git/gitcrq/snapshots');
  mkdirSync(dir, { recursive: true });
  for (let at = 0; at < MOST_SNAPSHOTS + 5; at++)
    writeFileSync(join(dir, `20200101T0000000${String(at).padStart(2, '0')}Z-00000000.json`), '{}');
  writeFileSync(join(dir, 'notes.txt'), 'mine');
  const { path } = await snapshotNow(ports, { socket, lines: 10, to: { save: true, output: undefined } });
  const left = readdirSync(dir).sort();
  expect(left).toHaveLength(MOST_SNAPSHOTS + 1);
  expect(left[0]).toBe('20200101T000000006Z-00000000.json');
  expect(left.slice(-2)).toEqual([path?.slice(dir.length + 1), 'notes.txt']);
});

test('without a repository the panes are searched, and nothing can be saved', async () => {
  const { ports, socket } = privateTmux();
  expect((await searchPanes(ports, socket, () => false)).searched).toEqual({ panes: 1, snapshots: 0 });
  const save = snapshotNow(ports, { socket, lines: 10, to: { save: true, output: undefined } });
  await expect(save).rejects.toMatchObject({ code: 'NO_REPOSITORY' });
});
