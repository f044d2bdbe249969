/** What a landing leaves alone, how it is signed, and what keeps it from gc meanwhile. */
import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { STRATEGIES } from '../../src/domain/policy.ts';
import { COMMIT_UNSIGNED } from '../../src/git/errors.ts';
import { type Fixture, fixture } from '../fixture.ts';
import { pass, why, work } from '../merge/ground.ts';
import { hasProgram, needs } from '../needs.ts';

const landed = async (at: Fixture, how: Parameters<typeof pass>[1] = {}) => {
  const done = await pass(at, how);
  expect(done).toMatchObject({ held: [], evicted: [] });
  return done.landed[0]?.oid ?? '';
};

const refs = (at: Fixture): string => at.git(['for-each-ref', '--format=%(refname)', 'refs/gitcrq/candidates']);

test.each(['merge', 'rebase'] as const)(
  '%s: pointers of submodules and of LFS land byte for byte, and no filter runs',
  async (strategy) => {
    const at = fixture();
    at.git(['config', 'filter.lfs.smudge', 'touch ran; cat']);
    at.git(['config', 'filter.lfs.clean', 'touch ran; cat']);
    at.git(['config', 'filter.lfs.required', 'true']);
    const pointer = `version https://git-lfs.github.com/spec/v1\noid sha256:${'a'.repeat(64)}\nsize 12\n`;
    at.write('.gitmodules', '[submodule "sub"]\n\tpath = sub\n\turl = ../sub\n');
    at.write('.gitattributes', '*.bin filter=lfs diff=lfs merge=lfs -text\n');
    at.git(['add', '.']);
    at.git(['update-index', '--add', '--cacheinfo', `160000,${'1'.repeat(40)},sub`]);
    at.git(['commit', '--quiet', '-m', 'Add sub\n\nCRQ: CRQ-1']);
    at.git(['push', '--quiet', 'origin', 'main']);
    work(at, { id: 'CRQ-2', push: false, status: 'open' });
    work(at, { id: 'CRQ-3' });
    at.git(['switch', '--quiet', 'feature/CRQ-2-work']);
    const written = ['hash-object', '-w', '--no-filters', '--stdin'];
    const blob = execFileSync('git', written, { cwd: at.clone, env: at.env, input: pointer }).toString().trim();
    at.git(['update-index', '--add', '--cacheinfo', `160000,${'2'.repeat(40)},sub`]);
    at.git(['update-index', '--add', '--cacheinfo', `100644,${blob},big.bin`]);
    at.write('crqs/CRQ-2.md', at.read('crqs/CRQ-2.md').replace('status: open', 'status: closed'));
    at.git(['add', 'crqs']);
    at.git(['commit', '--quiet', '-m', 'Move sub, add big\n\nCRQ: CRQ-2\nCRQ-Transition: open -> closed']);
    at.git(['push', '--quiet', 'origin', 'HEAD']);
    // Nothing follows the landing here: a checkout of it would run the filters, and rightly so.
    at.git(['switch', '--quiet', '--detach']);
    await landed(at, { ids: ['CRQ-3'] });
    const oid = await landed(at, { strategy });
    expect(at.git(['ls-tree', oid, 'sub', 'big.bin'])).toBe(
      `100644 blob ${blob}\tbig.bin\n160000 commit ${'2'.repeat(40)}\tsub`,
    );
    expect(existsSync(join(at.clone, 'ran'))).toBe(false);
  },
);

test.for(STRATEGIES)('%s: commits are signed where the configuration wants it', async (strategy, context) => {
  needs(context, hasProgram('ssh-keygen'), 'ssh-keygen');
  const at = fixture();
  work(at, { id: 'CRQ-2' });
  if (strategy !== 'ff') {
    work(at, { id: 'CRQ-9' });
    await landed(at, { ids: ['CRQ-9'] });
  }
  const key = join(at.root, 'key');
  at.git(['config', 'commit.gpgsign', 'true']);
  at.git(['config', 'gpg.format', 'ssh']);
  at.git(['config', 'user.signingkey', key]);
  const tip = at.tip('main', at.remote);
  const held = await pass(at, { strategy });
  expect(held.landed).toEqual([]);
  expect(why(held, 'signed')).toContain('a commit could not be signed');
  expect(COMMIT_UNSIGNED.code).toBe('COMMIT_UNSIGNED');
  expect(at.tip('main', at.remote)).toBe(tip);
  execFileSync('ssh-keygen', ['-q', '-t', 'ed25519', '-N', '', '-f', key]);
  const oid = await landed(at, { strategy });
  // What is forwarded is the branch's own commit; the entry of the log is made by the lander, whatever the strategy.
  const made = strategy === 'ff' ? [] : at.git(['rev-list', '--first-parent', `${tip}..${oid}`]).split('\n');
  for (const one of [...made, 'refs/gitcrq/queue/main/log'])
    expect(at.git(['cat-file', 'commit', one]), one).toContain('\ngpgsig -----BEGIN SSH SIGNATURE-----\n');
});

test('a candidate is kept while it is tested, in this clone alone, and gone when it is settled', async () => {
  const at = fixture({
    policy: `version: 1\nmerge:\n  test: git for-each-ref refs/gitcrq/candidates >"$OUT"; exit "$CODE"\n`,
  });
  const out = join(at.root, 'out');
  work(at, { id: 'CRQ-2' });
  for (const code of ['1', '0']) {
    const env = { ...at.env, OUT: out, CODE: code };
    const own: Fixture = {
      ...at,
      ports: (more) => {
        const ports = at.ports(more);
        return { ...ports, env: { ...ports.env, ...env } };
      },
    };
    const done = await pass(own);
    expect(done.landed).toHaveLength(code === '0' ? 1 : 0);
    expect(at.read('out', at.root)).toMatch(/^([0-9a-f]{40}) commit\trefs\/gitcrq\/candidates\/\1$/m);
    expect(refs(at)).toBe('');
  }
  expect(at.git(['for-each-ref', 'refs/gitcrq/candidates'], at.remote)).toBe('');
});

test('what a kill left is taken away by the next pass, and a dry run keeps none', async () => {
  const at = fixture();
  work(at, { id: 'CRQ-2' });
  const scratch = join(at.root, 'scratch');
  execFileSync('mkdir', [scratch]);
  await pass(at, { dryRun: true, scratch });
  expect(refs(at)).toBe('');
  const trail = {
    at: (name: string) => {
      if (name === 'land/candidate') throw new Error('killed');
    },
  };
  await expect(pass(at, { trail })).rejects.toThrow('killed');
  at.git(['update-ref', `refs/gitcrq/candidates/${at.tip('main')}`, 'main']);
  await landed(at);
  expect(refs(at)).toBe('');
});

test('a bare clone lands by the attributes of the base', async () => {
  const at = fixture();
  at.write('.gitattributes', 'news merge=union\n');
  at.write('news', 'old\n');
  at.git(['add', '.']);
  at.git(['commit', '--quiet', '-m', 'Unite news\n\nCRQ: CRQ-1']);
  at.git(['push', '--quiet', 'origin', 'main']);
  for (const id of ['CRQ-2', 'CRQ-3']) work(at, { id, files: { news: `${id}\nold\n` } });
  const bare = join(at.root, 'bare.git');
  at.git(['clone', '--quiet', '--bare', at.remote, bare]);
  at.git(['config', 'remote.origin.fetch', '+refs/heads/*:refs/remotes/origin/*'], bare);
  at.git(['fetch', '--quiet'], bare);
  const done = await pass(at, { cwd: bare });
  expect(done.landed.map(({ crq }) => crq)).toEqual(['CRQ-2', 'CRQ-3']);
  expect(at.git(['show', 'main:news'], at.remote)).toBe('CRQ-2\nCRQ-3\nold');
});
