/** On a file system that cannot be written, and without a home, everything that only reads still answers. */
import { spawnSync } from 'node:child_process';
import { describe, expect, test } from 'vitest';
import { answer, BIN, type Ended, envelope, gitcrq } from '../cli/run.ts';
import { type Fixture, fixture } from '../fixture.ts';

// A mount namespace of its own: the file system is read-only for this process and nobody else, root included.
const SCRIPT = 'mount --bind "$1" "$1" && mount -o remount,ro,bind "$1" && cd "$1/clone" && shift && exec "$@"';

function readOnly(at: Fixture, argv: readonly string[]): Ended {
  const { HOME: _, XDG_CACHE_HOME: __, XDG_CONFIG_HOME: ___, TMPDIR: ____, ...env } = at.env;
  const run = spawnSync(
    'unshare',
    ['--map-root-user', '--mount', 'sh', '-c', SCRIPT, 'sh', at.root, process.execPath, BIN, ...argv, '--json'],
    { env, encoding: 'utf8' },
  );
  if (run.error !== undefined) throw run.error;
  return { code: run.status, signal: run.signal, out: run.stdout, err: run.stderr };
}

/** What was said, but for the seconds that passed between two calls, and for leases and claims: whose they are tells a key in the home. */
const ageless = ({ out }: Ended): string =>
  out
    .replace(/"age_s":\d+/g, '')
    .replace(/"leases":\[[^\]]*\]/, '')
    .replace(/"claims":"(?:current|unknown)"/, '');

describe('a read-only repository, without a home', () => {
  const begun = (): Fixture => {
    const at = fixture();
    answer(at, ['start', 'Add login']);
    at.write('login.txt', 'login\n');
    at.git(['add', '.']);
    at.git(['commit', '--quiet', '-m', 'Add it\n\nCRQ: CRQ-2']);
    return at;
  };

  test.each([
    [['status']],
    [['crq', 'list']],
    [['crq', 'list', '--ready']],
    [['crq', 'show', '2']],
    [['crq', 'history', '2']],
    [['branch', 'list']],
    [['branch', 'check']],
    [['check']],
    [['trace']],
    [['merge', 'status']],
    [['merge', 'log']],
    [['config', 'get']],
    [['link', 'list']],
    [['undo', '--list']],
    [['guide']],
  ])('%j answers', (argv) => {
    const at = begun();
    const said = readOnly(at, argv);
    expect(envelope(said)).toMatchObject({ ok: true, exit: 0 });
    expect(ageless(said)).toEqual(ageless(gitcrq(at, [...argv, '--json'])));
  });

  test.each([[['branch', 'list']], [['branch', 'prune', '--dry-run']], [['check']], [['crq', 'show', '2']]])(
    '%j answers where only a merge can tell',
    (argv) => {
      const at = begun();
      at.git(['switch', '--quiet', 'main']);
      at.git(['merge', '--quiet', '--squash', 'feature/CRQ-2-add-login']);
      at.git(['commit', '--quiet', '--no-verify', '-m', 'Add it (#1)\n\nCRQ: CRQ-2']);
      at.git(['push', '--quiet', '--no-verify', 'origin', 'main']);
      at.git(['switch', '--quiet', '-c', 'feature/CRQ-2-more', 'main~1']);
      at.write('more.txt', 'more\n');
      at.git(['add', '.']);
      at.git(['commit', '--quiet', '-m', 'Add more\n\nCRQ: CRQ-2']);
      at.git(['merge', '--quiet', '--no-edit', 'main']);
      expect(ageless(readOnly(at, argv))).toEqual(ageless(gitcrq(at, [...argv, '--json'])));
    },
  );

  test.each([[['start', 'Another']], [['close']], [['crq', 'set', '2', 'priority=high']]])(
    '%j is refused with a reason, and is no bug',
    (argv) => {
      const at = begun();
      const said = envelope(readOnly(at, argv));
      expect([3, 5, 7]).toContain(said.exit);
      expect(said.error?.next).not.toEqual([]);
    },
  );
});
