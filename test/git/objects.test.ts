/** What we write and read without git, against git itself: objects, trees, commits, and logs with odd messages. */
import { execFileSync } from 'node:child_process';
import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type Oid, oid } from '../../src/domain/brand.ts';
import { unwrap } from '../../src/domain/result.ts';
import { parseCommit, readCommit, writeCommit } from '../../src/git/commit.ts';
import { type LogCommit, logCommits } from '../../src/git/log.ts';
import { openRepo, type Repo } from '../../src/git/repo.ts';
import { changedTree, emptyTree, readTree } from '../../src/git/tree.ts';
import { type Fixture, fixture } from '../fixture.ts';

async function inRepo<T>(at: Fixture, use: (repo: Repo) => Promise<T>): Promise<T> {
  const repo = unwrap(await openRepo(at.ports(), at.clone));
  try {
    return await use(repo);
  } finally {
    repo.close();
  }
}

const fed = (at: Fixture, args: readonly string[], input: string | Uint8Array): string =>
  execFileSync('git', args, { cwd: at.clone, env: at.env, input }).toString('utf8').trim();

test('a blob has the name that git gives it, and git reads it back', async () => {
  const at = fixture({ remote: false });
  const bytes = fc.uint8Array({ maxLength: 400 });
  await inRepo(at, (repo) =>
    fc.assert(
      fc.asyncProperty(bytes, async (content) => {
        const name = repo.writer.write('blob', content);
        expect(name).toBe(fed(at, ['hash-object', '--stdin'], content));
        expect(repo.writer.write('blob', content)).toBe(name);
        expect((await repo.reader.read(name))?.bytes).toEqual(Buffer.from(content));
      }),
      { numRuns: 40 },
    ),
  );
});

test('a tree is the one that git would write', async () => {
  const at = fixture({ remote: false });
  const name = fc.constantFrom('a', 'a.b', 'a-b', 'ab', 'b', 'ä', 'A', '.x', 'a0', '日');
  const paths = fc.uniqueArray(
    fc.array(name, { minLength: 1, maxLength: 3 }).map((parts) => parts.join('/')),
    { maxLength: 9 },
  );
  // A path cannot be a file and a folder at once.
  const fitting = paths.map((all) => all.filter((path) => !all.some((other) => other.startsWith(`${path}/`))));
  await inRepo(at, async (repo) => {
    const readme = (await repo.reader.info('HEAD:README'))?.oid;
    if (readme === undefined) throw new Error('no README');
    await fc.assert(
      fc.asyncProperty(fitting, fc.nat(9), async (all, cut) => {
        const entries = (some: readonly string[], value: { mode: string; oid: Oid } | null) =>
          new Map(some.map((path) => [path, value]));
        const whole = await changedTree(repo, null, entries(all, { mode: '100644', oid: readme }));
        const byGit = (some: readonly string[]): string => {
          at.git(['read-tree', '--empty']);
          fed(at, ['update-index', '-z', '--index-info'], some.map((path) => `100644 ${readme}\t${path}\0`).join(''));
          return at.git(['write-tree']);
        };
        expect(whole).toBe(byGit(all));
        // In two steps, and with some of it taken away again.
        const kept = all.slice(cut);
        const first = await changedTree(repo, null, entries(all.slice(0, cut), { mode: '100644', oid: readme }));
        expect(await changedTree(repo, first, entries(kept, { mode: '100644', oid: readme }))).toBe(whole);
        expect(await changedTree(repo, whole, entries(all.slice(0, cut), null))).toBe(byGit(kept));
      }),
      { numRuns: 40 },
    );
    expect(emptyTree(repo)).toBe('4b825dc642cb6eb9a060e54bf8d69288fbee4904');
    expect(await readTree(repo, 'HEAD:nowhere')).toBeNull();
  });
});

test('a change leaves every other entry as it is, whatever its mode or the bytes of its name', async () => {
  const at = fixture({ remote: false });
  const [blob, commit] = [at.git(['rev-parse', 'HEAD:README']), at.tip('HEAD')];
  const odd = Buffer.concat([
    Buffer.from(`120000 ${blob}\tlink\u0000160000 ${commit}\tsub\u0000100755 ${blob}\trun\u0000100644 ${blob}\tlatin`),
    Buffer.from([0xe9, 0]),
  ]);
  fed(at, ['update-index', '-z', '--index-info'], odd);
  const before = at.git(['write-tree']);
  await inRepo(at, async (repo) => {
    const text = repo.writer.write('blob', 'x\n');
    const after = await changedTree(repo, oid(before), new Map([['crqs/CRQ-2.md', { mode: '100644', oid: text }]]));
    at.git(['update-index', '--add', '--cacheinfo', `100644,${text},crqs/CRQ-2.md`]);
    expect(after).toBe(at.git(['write-tree']));
  });
  expect(at.git(['fsck', '--strict', '--no-dangling'])).toBe('');
});

test('a commit is the one that git commit-tree writes', async () => {
  const at = fixture({ remote: false });
  const date = '1700000000 +0130';
  const env = {
    ...at.env,
    GIT_AUTHOR_DATE: date,
    GIT_COMMITTER_DATE: date,
    GIT_AUTHOR_NAME: "Zoë  O'Hara",
    GIT_COMMITTER_EMAIL: 'c@example.com',
  };
  const ours: Fixture = { ...at, env, ports: (more) => ({ ...at.ports(more), env }) };
  const [tree, parent] = [at.git(['rev-parse', 'HEAD^{tree}']), at.tip('HEAD')];
  await inRepo(ours, async (repo) => {
    for (const message of ['One line\n', 'Ünï\n\nBody\n\nCRQ: CRQ-1\n', 'No line end']) {
      const written = unwrap(await writeCommit(repo, { tree: oid(tree), parents: [parent, parent], message }));
      const byGit = execFileSync('git', ['commit-tree', tree, '-p', parent, '-F', '-'], {
        cwd: at.clone,
        env,
        input: message.endsWith('\n') ? message : `${message}\n`,
      })
        .toString()
        .trim();
      // commit-tree drops a parent given twice.
      const once = unwrap(await writeCommit(repo, { tree: oid(tree), parents: [parent], message }));
      expect(once).toBe(byGit);
      expect(await readCommit(repo, written)).toMatchObject({
        tree,
        parents: [parent, parent],
        committed_s: 1700000000,
      });
    }
    expect(parseCommit(Buffer.from(`tree ${tree}\nauthor a <b> 1 +0000\ncommitter a <b> 2 +0000\n\n`))).toEqual({
      tree,
      parents: [],
      committed_s: 2,
      message: '',
    });
  });
});

describe('a log', () => {
  /** Commits with these messages, oldest first, whatever git would say of them. */
  function chain(at: Fixture, bodies: readonly (readonly [string, Uint8Array])[]): void {
    let tip = '';
    for (const [headers, body] of bodies) {
      const head = `tree ${at.git(['rev-parse', 'HEAD^{tree}'])}\n${tip === '' ? '' : `parent ${tip}\n`}author A <a@b> 1700000000 +0000\ncommitter A <a@b> 1700000000 +0000\n${headers}\n`;
      tip = fed(
        at,
        ['hash-object', '-t', 'commit', '--literally', '-w', '--stdin'],
        Buffer.concat([Buffer.from(head), body]),
      );
    }
    at.git(['update-ref', 'refs/heads/odd', tip]);
  }
  const all = async (repo: Repo, revision: string): Promise<readonly LogCommit[]> => {
    const found: LogCommit[] = [];
    for await (const commit of logCommits(repo, [revision])) found.push(commit);
    return found;
  };
  const text = (words: string): readonly [string, Uint8Array] => ['', Buffer.from(words)];

  test('has one entry a commit, also where messages are empty, foreign or broken', async () => {
    const at = fixture({ remote: false });
    chain(at, [
      text(''),
      text('\n'),
      text('One\n\nCRQ: CRQ-1\n'),
      ['encoding ISO-8859-1\n', Buffer.from([0x46, 0xfc, 0x72, 0x0a])],
      ['', Buffer.from([0x62, 0xff, 0x64, 0x0a])],
      text('before\0after\n'),
      text('\r\nwindows\r\n'),
      text('x'.repeat(200_000)),
      text(''),
    ]);
    const found = (await inRepo(at, (repo) => all(repo, 'odd'))).toReversed();
    expect(found.map(({ oid: name }) => name)).toEqual(at.git(['rev-list', '--reverse', 'odd']).split('\n'));
    expect(found.map(({ message }) => message.slice(0, 12).trim())).toEqual([
      '',
      '',
      'One\n\nCRQ: CR',
      'Für',
      'b\uFFFDd',
      'before',
      'windows',
      'x'.repeat(12),
      '',
    ]);
    expect(found[7]?.message).toHaveLength(200_000);
  });

  test('is the same under settings of the user', async () => {
    const at = fixture({ remote: false });
    const read = () => inRepo(at, (repo) => all(repo, 'HEAD'));
    const plain = await read();
    for (const [key, value] of [
      ['log.showSignature', 'true'],
      ['i18n.logOutputEncoding', 'UTF-16'],
      ['color.ui', 'always'],
      ['log.decorate', 'full'],
      ['log.date', 'relative'],
      ['format.pretty', 'oneline'],
      ['log.follow', 'true'],
      ['log.mailmap', 'false'],
    ])
      at.git(['config', key ?? '', value ?? '']);
    expect(await read()).toEqual(plain);
  });

  test("that git cannot give fails with git's words", async () => {
    const at = fixture({ remote: false });
    await expect(inRepo(at, (repo) => all(repo, 'no-such-branch'))).rejects.toMatchObject({
      code: 'GIT_FAILED',
      message: expect.stringMatching(/no-such-branch/),
    });
  });
});
