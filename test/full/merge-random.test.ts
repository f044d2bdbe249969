/** Random parallel edits of a record through real `git merge`: without the driver where the keys differ, and with it. */
import { execFileSync } from 'node:child_process';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Oid } from '../../src/domain/brand.ts';
import { unwrap } from '../../src/domain/result.ts';
import { attributeLine, driverCommand } from '../../src/enforce/hooks/driver.ts';
import { openRepo, type Repo } from '../../src/git/repo.ts';
import { loadBasis } from '../../src/store/basis.ts';
import { isDriversMerge, recordRules } from '../../src/store/merge-commits.ts';
import { BIN } from '../cli/run.ts';
import { type Fixture, fixture } from '../fixture.ts';
import { BASE, commitWith, PATH } from '../store/merge-cases.ts';
import { applied, type Edit, edits, KEYS, lost, meaning } from '../store/merge-edits.ts';

interface Ended {
  readonly clean: boolean;
  readonly text: string;
  readonly tree: Oid;
}

/** `git merge` in the checkout, and what it leaves there. */
function merge(fx: Fixture, ours: Oid, theirs: Oid): Ended {
  fx.git(['reset', '--quiet', '--hard', ours]);
  let clean = true;
  try {
    execFileSync('git', ['merge', '--quiet', '--no-edit', '--no-ff', theirs], {
      cwd: fx.clone,
      env: fx.env,
      stdio: 'pipe',
    });
  } catch {
    clean = false;
  }
  const ended = { clean, text: fx.read(PATH), tree: fx.git(['rev-parse', 'HEAD^{tree}']) as Oid };
  fx.git(['reset', '--quiet', '--hard']);
  return ended;
}

interface Case {
  readonly fx: Fixture;
  readonly repo: Repo;
  /** Text and commit of each side. */
  readonly texts: readonly [string, string];
  readonly oids: readonly [Oid, Oid];
}

type Edits = fc.Arbitrary<readonly Edit[]>;

async function each(numRuns: number, mine: Edits, other: Edits, judge: (one: Case) => Promise<void>): Promise<void> {
  const fx = fixture({ remote: false });
  fx.write('.git/info/attributes', `${attributeLine('crqs')}\n`);
  const repo = unwrap(await openRepo(fx.ports(), fx.clone));
  const base = await commitWith(repo, fx.tip('HEAD'), { [PATH]: BASE });
  // A file each, so that there is always something to merge.
  const side = (text: string, file: string): Promise<Oid> => commitWith(repo, base, { [PATH]: text, [file]: '' });
  const property = fc.asyncProperty(mine, other, async (left, right) => {
    const texts = [applied(BASE, left), applied(BASE, right)] as const;
    await judge({ fx, repo, texts, oids: [await side(texts[0], 'mine'), await side(texts[1], 'other')] });
  });
  try {
    await fc.assert(property, { numRuns, endOnFailure: true });
  } finally {
    repo.close();
  }
}

test('different keys of the layout, by gitcrq: clean without a driver', async () => {
  const own = KEYS.filter((key) => !['author', 'risk', 'x-own'].includes(key));
  const bySet = (keys: readonly string[]): Edits =>
    edits(keys).map((all) => all.map((edit) => ({ ...edit, how: 'set' as const })));
  await each(40, bySet(own.slice(0, 4)), bySet(own.slice(4)), async ({ fx, texts, oids }) => {
    const { clean, text } = merge(fx, ...oids);
    expect([clean, lost(text, ...texts)], text).toEqual([true, []]);
  });
});

test('any edits, with the driver: nothing is lost, and gitcrq comes to the same tree by itself', async () => {
  await each(60, edits(KEYS), edits(KEYS), async ({ fx, repo, texts, oids }) => {
    fx.git(['config', 'merge.gitcrq.driver', driverCommand({ node: process.execPath, bin: BIN })]);
    const { clean, text, tree } = merge(fx, ...oids);
    expect(lost(text, ...texts), text).toEqual([]);
    if (clean) expect([text.match(/^status:/gm)?.length, meaning(text) !== null], text).toEqual([1, true]);
    else expect(text).toContain('<<<<<<< ');
    const rules = recordRules(unwrap(await loadBasis(repo)).policy);
    const [ours, theirs] = oids;
    expect(await isDriversMerge(repo, rules, { ours, theirs }, tree), text).toBe(clean);
  });
});
