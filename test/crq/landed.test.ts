/** "Is it landed?" on real histories: every way work reaches a base, and every way it only seems to have. */
import { describe, expect, test } from 'vitest';
import { landedEach } from '../../src/crq/landed.ts';
import type { CrqId, Oid } from '../../src/domain/brand.ts';
import { unwrap } from '../../src/domain/result.ts';
import { moveRefs } from '../../src/git/refs.ts';
import { queueLogRef, writeEvent } from '../../src/store/queue-log.ts';
import { type Fixture, fixture } from '../fixture.ts';
import { inRepo } from '../merge/ground.ts';

const ID = 'CRQ-2' as CrqId; // a constant of this test
const BRANCH = 'feature/CRQ-2-work';
const LINES = Array.from({ length: 20 }, (_, n) => `line ${n}\n`);
const lines = (changes: Readonly<Record<number, string>>): string =>
  LINES.map((line, n) => (changes[n] === undefined ? line : `${changes[n]}\n`)).join('');

function commit(at: Fixture, subject: string, files: Readonly<Record<string, string>>, id: string = ID): void {
  for (const [path, text] of Object.entries(files)) at.write(path, text);
  at.git(['add', '--all']);
  at.git(['commit', '--quiet', '--allow-empty', '-m', `${subject}\n\nCRQ: ${id}`]);
}
const onMain = (at: Fixture, files: Readonly<Record<string, string>>): void => {
  at.git(['switch', '--quiet', 'main']);
  commit(at, 'Other work', files, 'CRQ-1');
};

/** A branch of two commits beside a base that went on, with the base checked out. */
function begun(): Fixture {
  const at = fixture({ remote: false });
  commit(at, 'Begin', { 'a.txt': lines({}) }, 'CRQ-1');
  at.git(['switch', '--quiet', '-c', BRANCH]);
  commit(at, 'One', { 'a.txt': lines({ 3: 'three' }) });
  commit(at, 'Two', { 'a.txt': lines({ 3: 'three', 10: 'ten' }), 'b.txt': 'b\n' });
  onMain(at, { 'c.txt': 'c\n' });
  return at;
}
const squash = (at: Fixture): void => {
  at.git(['merge', '--quiet', '--squash', BRANCH]);
  commit(at, 'Work (#7)', {});
};
const merge = (at: Fixture): void =>
  void at.git(['merge', '--quiet', '--no-ff', '-m', 'Merge it\n\nCRQ: CRQ-2', BRANCH]);
const rebase = (at: Fixture): void => void at.git(['cherry-pick', `${BRANCH}~2..${BRANCH}`]);
const revert = (at: Fixture, ...words: readonly string[]): void =>
  void at.git(['revert', '--no-edit', ...words, 'HEAD']);
const note = (at: Fixture, fork: string): void => void at.git(['config', `branch.${BRANCH}.gitcrqFork`, at.tip(fork)]);

const heads = (at: Fixture, names: readonly string[]) =>
  names.map((name) => ({ name, crq: name === 'other' ? null : ID, tip: at.tip(name) }));
const asked = (at: Fixture, names: readonly string[] = [BRANCH]) =>
  inRepo(at, {}, async (repo, basis) => unwrap(await landedEach(repo, basis, heads(at, names))));
const proof = async (at: Fixture): Promise<string | null> => {
  const [alone = null] = await asked(at);
  // Asked together with another head the walk is not bounded; the answer is the same.
  const [together = null] = await asked(at, [BRANCH, 'main']);
  expect(together).toEqual(alone);
  return alone?.proof ?? null;
};

async function recordLanding(at: Fixture, event: 'landed' | 'undone', landing: Oid): Promise<void> {
  await inRepo(at, {}, async (repo) => {
    const ref = queueLogRef('main');
    const from = (await repo.reader.info(ref))?.oid ?? null;
    const head = at.tip(BRANCH);
    const told = {
      event,
      crq: ID,
      branch: BRANCH,
      target: 'main',
      head,
      landing,
      tested: landing,
      test: null,
      lander: 'x',
      approved: [],
    };
    unwrap(await moveRefs(repo, [{ ref, from, to: unwrap(await writeEvent(repo, told, from)) }], 'test'));
  });
}

describe('work that is on the base', () => {
  test('by a merge', async () => {
    const at = begun();
    merge(at);
    onMain(at, { 'a.txt': lines({ 3: 'again', 10: 'ten' }) });
    expect(await asked(at)).toEqual([{ oid: at.tip('main~1'), proof: 'ancestor' }]);
    expect(await proof(at)).toBe('ancestor');
  });

  test('by a fast-forward, with the fork noted or told by its links', async () => {
    const at = begun();
    at.git(['rebase', '--quiet', 'main', BRANCH]);
    at.git(['switch', '--quiet', 'main']);
    at.git(['merge', '--quiet', '--ff-only', BRANCH]);
    expect(await proof(at)).toBe('ancestor');
    note(at, 'main~2');
    expect(await proof(at)).toBe('ancestor');
  });

  test('by a squash, as it is and with later work on other and on the same files', async () => {
    const at = begun();
    squash(at);
    expect(await proof(at)).toBe('tree');
    onMain(at, { 'c.txt': 'more\n', 'a.txt': lines({ 3: 'three', 10: 'ten', 17: 'later' }) });
    expect(await proof(at)).toBe('tree');
    onMain(at, { 'a.txt': lines({ 3: 'again', 10: 'ten', 17: 'later' }) });
    expect(await asked(at)).toEqual([{ oid: at.tip('main~2'), proof: 'patch' }]);
    expect(await proof(at)).toBe('patch');
  });

  test('by a rebase, also with later work on the same lines', async () => {
    const at = begun();
    rebase(at);
    expect(await proof(at)).toBe('tree');
    onMain(at, { 'a.txt': lines({ 3: 'again', 10: 'ten' }) });
    expect(await proof(at)).toBe('patch');
  });

  test('but not by work that differs in blanks alone', async () => {
    const at = begun();
    onMain(at, { 'p.py': 'if x:\n    a()\nb()\n' });
    at.git(['switch', '--quiet', '-C', BRANCH]);
    commit(at, 'Mine', { 'p.py': 'if x:\n    a()\n    b()\n' });
    onMain(at, { 'p.py': 'if x:\n    a()\n  b()\n' });
    expect(await proof(at)).toBe(null);
  });

  test('by the record of the queue, of this very head only', async () => {
    const at = begun();
    squash(at);
    await recordLanding(at, 'landed', at.tip('main'));
    onMain(at, { 'a.txt': lines({ 3: 'again', 10: 'ten' }) });
    expect(await asked(at)).toEqual([{ oid: at.tip('main~1'), proof: 'record' }]);
    at.git(['switch', '--quiet', BRANCH]);
    commit(at, 'More', { 'd.txt': 'd\n' });
    expect(await proof(at)).toBe(null);
  });

  test('under another name', async () => {
    const at = begun();
    note(at, 'main~1');
    squash(at);
    at.git(['branch', '-m', BRANCH, 'other']);
    expect(await asked(at, ['other'])).toMatchObject([{ proof: 'tree' }]);
  });

  test('of several branches at once, each with its own answer', async () => {
    const at = begun();
    at.git(['branch', 'fresh', 'main']);
    at.git(['branch', 'half', `${BRANCH}~1`]);
    squash(at);
    at.git(['switch', '--quiet', '-c', 'open']);
    commit(at, 'Open', { 'e.txt': 'e\n' });
    onMain(at, { 'a.txt': lines({ 3: 'again', 10: 'ten' }) });
    const proofs = (await asked(at, [BRANCH, 'fresh', 'half', 'open'])).map((landed) => landed?.proof ?? null);
    expect(proofs).toEqual(['patch', null, null, null]);
  });
});

describe('work that is not, whatever it looks like', () => {
  test('a fresh branch, also after the base went on', async () => {
    const at = begun();
    at.git(['branch', '--force', BRANCH, 'main']);
    expect(await proof(at)).toBe(null);
    onMain(at, { 'd.txt': 'd\n' });
    expect(await proof(at)).toBe(null);
    note(at, BRANCH);
    expect(await proof(at)).toBe(null);
  });

  test('commits that change nothing in the end', async () => {
    const at = begun();
    at.git(['switch', '--quiet', BRANCH]);
    at.git(['revert', '--no-edit', 'HEAD', 'HEAD~1']);
    expect(await proof(at)).toBe(null);
    at.git(['switch', '--quiet', 'main']);
    merge(at);
    expect(await proof(at)).toBe('ancestor');
  });

  test('a branch with one more commit than was squashed', async () => {
    const at = begun();
    squash(at);
    at.git(['switch', '--quiet', BRANCH]);
    commit(at, 'More', { 'd.txt': 'd\n' });
    expect(await proof(at)).toBe(null);
  });

  test('a change that the base had, and took back, before the branch began', async () => {
    const at = begun();
    squash(at);
    revert(at);
    at.git(['branch', '--force', BRANCH, 'main']);
    at.git(['switch', '--quiet', BRANCH]);
    at.git(['revert', '--no-edit', 'main']);
    expect(await proof(at)).toBe(null);
  });
});

describe('work that was taken back', () => {
  const WAYS: readonly (readonly [string, (at: Fixture) => void, readonly string[]])[] = [
    ['a merge', merge, ['-m', '1']],
    ['a squash', squash, []],
  ];

  test.for(WAYS)('%s: is not landed, and is again when it came back', async ([, way, words]) => {
    const at = begun();
    way(at);
    revert(at, ...words);
    expect(await proof(at)).toBe(null);
    onMain(at, { 'a.txt': lines({ 17: 'later' }) });
    expect(await proof(at)).toBe(null);
    at.git(['revert', '--no-edit', 'HEAD~1']);
    expect(await proof(at)).not.toBe(null);
  });

  test('with a record: by hand, and by the queue', async () => {
    const at = begun();
    merge(at);
    const landing = at.tip('main');
    await recordLanding(at, 'landed', landing);
    expect(await proof(at)).toBe('record');
    revert(at, '-m', '1');
    expect(await proof(at)).toBe(null);
    revert(at);
    expect(await proof(at)).toBe('record');
    await recordLanding(at, 'undone', landing);
    expect(await proof(at)).toBe('ancestor');
  });

  test('a fast-forward, where the fork is noted', async () => {
    const at = begun();
    note(at, BRANCH);
    at.git(['rebase', '--quiet', 'main', BRANCH]);
    note(at, 'main');
    at.git(['switch', '--quiet', 'main']);
    at.git(['merge', '--quiet', '--ff-only', BRANCH]);
    at.git(['revert', '--no-edit', 'HEAD', 'HEAD~1']);
    expect(await proof(at)).toBe(null);
  });
});
