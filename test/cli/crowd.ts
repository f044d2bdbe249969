/** Many clones of one bare remote that make requests at the same moment, in the middle of other work. */
import { expect } from 'vitest';
import { type Fixture, fixture } from '../fixture.ts';
import { files, fsck, leftovers } from '../state.ts';
import { answer, envelope, gitcrqLater } from './run.ts';

interface Made {
  readonly id: string;
  readonly path: string;
  readonly branch: string | null;
}

const OPEN_BASE = 'version: 1\nbranches:\n  protected: []\n';

/** Staged, dirty, both, and untracked. */
function busy(at: Fixture, dir: string): void {
  at.write('both.txt', 'staged\n', dir);
  at.write('staged.txt', 'staged\n', dir);
  at.git(['add', 'both.txt', 'staged.txt'], dir);
  at.write('both.txt', 'staged\nand dirty\n', dir);
  at.write('README', 'one\nmy change\nthree\n', dir);
  at.write('untracked.txt', 'mine\n', dir);
  at.write('crqs/notes.txt', 'mine, beside the requests\n', dir);
}

const lines = (text: string): readonly string[] => text.split('\n');
const seen = (at: Fixture, dir: string) => ({
  status: lines(at.git(['status', '--porcelain', '-uall'], dir)),
  index: lines(at.git(['ls-files', '-s'], dir)),
  files: files(dir),
});

/** `url`: where the clones find the remote. Every clone gets its own number, keeps its own work, and all of the requests merge clean. */
export async function crowd(
  count: number,
  url: (at: Fixture) => Promise<string> | string = ({ remote }) => remote,
): Promise<void> {
  const at = fixture({ policy: OPEN_BASE });
  const dirs = Array.from({ length: count }, (_, n) => at.another(`clone${n}`));
  const origin = await url(at);
  for (const dir of dirs) at.git(['remote', 'set-url', 'origin', origin], dir);
  for (const dir of dirs) busy(at, dir);
  const before = dirs.map((dir) => seen(at, dir));
  const ended = await Promise.all(
    dirs.map((dir, n) => gitcrqLater(at, ['crq', 'new', `Request of clone ${n}`, '--json'], { cwd: dir })),
  );
  const made = ended.map((one) => {
    const said = envelope(one);
    expect(said, one.out + one.err).toMatchObject({ ok: true });
    expect(Object.keys(said.data as object).sort()).toEqual(['id', 'oid', 'path']);
    return said.data as Made; // just matched
  });
  const wanted = Array.from({ length: count }, (_, n) => `CRQ-${n + 2}`);
  expect(made.map(({ id }) => id).sort()).toEqual([...wanted].sort());
  expect(at.git(['rev-list', '--count', 'refs/gitcrq/ids/CRQ'], at.remote)).toBe(String(count));
  for (const [n, dir] of dirs.entries()) {
    const path = made[n]?.path ?? '';
    const { [path]: own, ...others } = files(dir);
    expect(own).toMatch(/^[0-9a-f]{40}$/);
    // Nothing but the request's own file and index entry came.
    expect(others).toEqual(before[n]?.files);
    expect(lines(at.git(['ls-files', '-s'], dir)).filter((row) => !row.endsWith(`\t${path}`))).toEqual(
      before[n]?.index,
    );
    expect(lines(at.git(['status', '--porcelain', '-uall'], dir))).toEqual(before[n]?.status);
    expect(at.git(['show', '--format=', '--name-status', 'HEAD'], dir)).toBe(`A\t${path}`);
  }
  at.git(['fetch', '--quiet', 'origin', 'main']);
  for (const [n, dir] of dirs.entries()) {
    at.git(['fetch', '--quiet', dir, 'main']);
    at.git(['merge', '--quiet', '--no-edit', '-m', `Merge clone ${n}\n\nCRQ: ${made[n]?.id}`, 'FETCH_HEAD']);
  }
  at.git(['push', '--quiet', 'origin', 'main']);
  expect(answer<{ crqs: readonly Made[] }>(at, ['crq', 'list'])).toMatchObject({
    unreadable: [],
    crqs: ['CRQ-1', ...wanted].map((id) => ({ id })),
  });
  expect(answer(at, ['crq', 'new', 'One more'])).toMatchObject({ id: `CRQ-${count + 2}` });
  for (const dir of [...dirs, at.clone]) {
    expect(leftovers({ ...at, clone: dir })).toEqual([]);
    expect(fsck(at, dir)).toBe('');
  }
  expect(fsck(at, at.remote)).toBe('');
}
