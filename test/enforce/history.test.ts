/** A real history of 2,718 commits that never knew gitcrq; its counts must equal those of git and awk. */
import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { type Fixture, fixture } from '../fixture.ts';
import { ROOT } from '../house/sources.ts';
import { needs } from '../needs.ts';
import { check, traced } from './scene.ts';

const HISTORY = join(ROOT, '..', 'shared', 'data', 'histories', 'zookeeper.fi.gz');

function load(fx: Fixture): string {
  const zk = join(fx.root, 'zk');
  fx.git(['init', '--quiet', zk], fx.root);
  execFileSync('sh', ['-c', 'zcat "$1" | git -C "$2" fast-import --quiet', 'sh', HISTORY, zk], {
    env: { ...process.env, ...fx.env },
  });
  return zk;
}

/** Subjects that match, counted without a line of gitcrq. */
const awk = (fx: Fixture, zk: string, pattern: string): number =>
  Number(
    execFileSync('sh', ['-c', `git log --format=%s main | awk '${pattern}{n++} END{print n+0}'`], {
      cwd: zk,
      env: { ...process.env, ...fx.env },
    }),
  );

test('check and trace count what git and awk count', async (context) => {
  needs(context, existsSync(HISTORY), HISTORY);
  const fx = fixture();
  const zk = load(fx);
  const commits = Number(fx.git(['rev-list', '--count', 'main'], zk));
  const leading = awk(fx, zk, String.raw`/^[ \t(\[,]*ZOOKEEPER-[1-9][0-9]*/`);
  expect([commits, awk(fx, zk, '/^ZOOKEEPER-[0-9]+/')]).toEqual([2718, 2364]);

  const report = await check(fx, { all: true, external: true, prefixes: ['ZOOKEEPER'] }, zk);
  expect(report.summary).toMatchObject({
    commits,
    linked: leading,
    exempt: 3,
    unlinked: commits - leading - 3,
    before_adoption: 0,
  });
  expect(report.findings).toHaveLength(report.summary.unlinked);

  const { assumed, summary, commits: rows, gaps } = await traced(fx, {}, zk);
  expect(assumed.join()).toContain('ZOOKEEPER-');
  expect(summary).toMatchObject({ commits, linked: leading, exempt: 3, gaps: commits - leading - 3 });
  expect(gaps).toHaveLength(summary.gaps);
  // Subjects are shown without the blanks that six of them begin with.
  expect(rows.filter(({ subject }) => /^ZOOKEEPER-[0-9]+/.test(subject))).toHaveLength(
    awk(fx, zk, '/^ *ZOOKEEPER-[0-9]+/'),
  );
  expect((await traced(fx, { external: true, prefixes: ['ZOOKEEPER'] }, zk)).summary).toEqual(summary);
});
