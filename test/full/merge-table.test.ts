/**
 * The table "two branches do → result": by stock git, by git with the driver, and by gitcrq itself, which has to come to
 * the driver's tree without one. The guide shows the same table.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import type { Oid } from '../../src/domain/brand.ts';
import { unwrap } from '../../src/domain/result.ts';
import { attributeLine, driverCommand } from '../../src/enforce/hooks/driver.ts';
import { mergeTree, mergeTrees } from '../../src/git/merge-tree.ts';
import { openRepo, type Repo } from '../../src/git/repo.ts';
import { loadBasis } from '../../src/store/basis.ts';
import { scanFrontMatter } from '../../src/store/front-matter.ts';
import { isDriversMerge, mergeCommits, recordRules } from '../../src/store/merge-commits.ts';
import { BIN } from '../cli/run.ts';
import { type Fixture, fixture } from '../fixture.ts';
import { ROOT } from '../house/sources.ts';
import { BASE, CASES, commitWith, type Ends, type MergeCase, PATH, set } from '../store/merge-cases.ts';

interface Scene {
  readonly fx: Fixture;
  readonly repo: Repo;
  readonly base: Oid;
}

async function inScene(use: (scene: Scene) => Promise<void>): Promise<void> {
  const fx = fixture();
  const repo = unwrap(await openRepo(fx.ports(), fx.clone));
  try {
    await use({ fx, repo, base: await commitWith(repo, fx.tip('HEAD'), { [PATH]: BASE }) });
  } finally {
    repo.close();
  }
}

const isRecord = (text: string | null): boolean => text === null || !('reason' in scanFrontMatter(text));

/** merge-tree as a merge in this checkout would do it: with its attributes and its drivers. */
async function inCheckout(repo: Repo, ours: Oid, theirs: Oid): Promise<{ clean: boolean; tree: string }> {
  const run = unwrap(
    await repo.git(['merge-tree', '--write-tree', '--name-only', '--no-messages', '-z', ours, theirs]),
  );
  expect(run.stderr).toBe('');
  return { clean: run.code === 0, tree: run.stdout.toString('utf8').split('\0')[0] ?? '' };
}

function withDriver({ clone, git, write }: Fixture): void {
  write('.gitattributes', `${attributeLine('crqs')}\n`, clone);
  git(['config', 'merge.gitcrq.driver', driverCommand({ node: process.execPath, bin: BIN })]);
}

const textIn = async (repo: Repo, tree: string, path: string): Promise<string | null> => {
  const blob = await repo.reader.read(`${tree}:${path}`);
  return blob === null ? null : blob.bytes.toString('utf8');
};

async function ended(repo: Repo, { clean, tree }: { clean: boolean; tree: string }): Promise<Ends> {
  if (!clean) return 'conflict';
  return isRecord(await textIn(repo, tree, PATH)) ? 'clean' : 'unreadable';
}

function lines({ does, holds = [], lacks = [] }: MergeCase, text: string | null): void {
  const all = (text ?? '').split('\n');
  for (const line of holds)
    expect(
      all.filter((one) => one === line),
      `${does}: ${line}`,
    ).toHaveLength(1);
  for (const line of lacks) expect(all, does).not.toContain(line);
}

const row = ({ does, stock, driver }: MergeCase): string => `| ${does} | ${stock} | ${driver} |`;

test('two branches do → result', async () => {
  await inScene(async ({ fx, repo, base }) => {
    withDriver(fx);
    const rules = recordRules(unwrap(await loadBasis(repo)).policy);
    const found: string[] = [];
    for (const one of CASES) {
      const [ours, theirs] = [await commitWith(repo, base, one.ours), await commitWith(repo, base, one.theirs)];
      const stock = unwrap(await mergeTree(repo, ours, theirs));
      const driver = await inCheckout(repo, ours, theirs);
      found.push(row({ ...one, stock: await ended(repo, stock), driver: await ended(repo, driver) }));
      lines(one, await textIn(repo, driver.tree, PATH));
      // Whoever has no driver comes to the same tree, and takes the driver's for git's own.
      const own = unwrap(await mergeCommits(repo, rules, { ours, theirs }));
      expect(own.clean, one.does).toBe(stock.clean || driver.clean);
      if (!stock.clean && driver.clean) expect(own.tree, one.does).toBe(driver.tree);
      expect(await isDriversMerge(repo, rules, { ours, theirs }, driver.tree as Oid), one.does).toBe(driver.clean);
    }
    expect(found).toEqual(CASES.map(row));
  });
});

test('the guide shows that table', () => {
  const guide = readFileSync(join(ROOT, 'docs/guide/02-records.md'), 'utf8');
  const shown = guide.split('\n').filter((line) => / \| (?:clean|conflict|unreadable) \|$/.test(line));
  expect(shown).toEqual(CASES.map(row));
});

test('any two of the keys that people edit merge clean by the layout alone', async () => {
  await inScene(async ({ repo, base }) => {
    const edits = {
      title: 'Another',
      status: 'closed',
      owner: 'grace@example.com',
      base: 'release/1',
      priority: 'high',
      type: 'bugfix',
      labels: ['ui'],
      depends_on: ['CRQ-1'],
    };
    const sides: Oid[] = [];
    for (const [key, value] of Object.entries(edits))
      sides.push(await commitWith(repo, base, { [PATH]: set({ [key]: value }) }));
    const pairs = sides.flatMap((ours, at) => sides.slice(at + 1).map((theirs) => [ours, theirs] as const));
    const trees = unwrap(await mergeTrees(repo, pairs));
    expect(trees).toHaveLength(28);
    expect(trees).not.toContain(null);
    const close = await textIn(repo, trees[7] ?? '', PATH);
    expect(close).toBe(set({ status: 'closed', owner: 'grace@example.com' }));
  });
});

test('why not merge=union, and why no line that every edit changes', async () => {
  await inScene(async ({ fx, repo, base }) => {
    const [ours, theirs] = [
      await commitWith(repo, base, { [PATH]: set({ status: 'approved' }) }),
      await commitWith(repo, base, { [PATH]: set({ status: 'closed' }) }),
    ];
    writeFileSync(join(fx.clone, '.gitattributes'), 'crqs/*.md merge=union\n');
    const union = await inCheckout(repo, ours, theirs);
    expect(union.clean).toBe(true);
    expect((await textIn(repo, union.tree, PATH))?.match(/^status: /gm)).toHaveLength(2);
    writeFileSync(join(fx.clone, '.gitattributes'), '');
    const dated = BASE.replace('created: 2026-01-01', 'created: 2026-01-01\nupdated: 2026-01-01');
    const old = await commitWith(repo, base, { [PATH]: dated });
    const sides = await Promise.all(
      (['owner', 'priority'] as const).map((key, day) =>
        commitWith(repo, old, { [PATH]: set({ [key]: 'x', updated: `2026-02-0${day + 1}` }, dated) }),
      ),
    );
    const [one = base, two = base] = sides;
    expect((await inCheckout(repo, one, two)).clean).toBe(false);
  });
});
