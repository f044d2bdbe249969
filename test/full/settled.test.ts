/** What is kept of earlier checks of all history makes the next one quicker and changes no verdict. */
import { mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { unwrap } from '../../src/domain/result.ts';
import { adoptionCommit } from '../../src/enforce/adoption-commit.ts';
import { openRepo } from '../../src/git/repo.ts';
import { change, check, commit, rulesOf, scene } from '../enforce/scene.ts';
import { crqText, type Fixture } from '../fixture.ts';

const cache = (fx: Fixture): string => join(fx.clone, '.git', 'gitcrq', 'cache');
const forget = (fx: Fixture): void => rmSync(cache(fx), { recursive: true, force: true });
const all = (fx: Fixture, range = 'HEAD') => check(fx, { all: true, range });

/** A history in which every lasting rule finds something, and everything is that nearly would be found. */
function troubled(): { readonly fx: Fixture; readonly commits: readonly string[] } {
  const fx = scene({ remote: false });
  const record = (id: string, status: string, message: string): string =>
    change(fx, `crqs/${id}.md`, crqText(id, { status }), message);
  change(fx, 'a', '1', 'Work\n\nCRQ: CRQ-2');
  change(fx, 'a', '2', 'Of a request that is nowhere\n\nCRQ: CRQ-77');
  change(fx, 'a', '3', 'Without a request');
  record('CRQ-2', 'closed', 'Close\n\nCRQ: CRQ-2\nCRQ-Transition: open -> closed');
  const late = change(fx, 'a', '4', 'Too late\n\nCRQ: CRQ-2');
  change(fx, 'crqs/CRQ-2.md', `${crqText('CRQ-2', { status: 'closed' })}\nNoted.\n`, 'Comment\n\nCRQ: CRQ-2');
  record('CRQ-3', 'rejected', 'Reject\n\nCRQ: CRQ-3');
  const old = record('CRQ-3', 'closed', 'Close what was rejected\n\nCRQ: CRQ-3');
  fx.git(['rm', '--quiet', 'crqs/CRQ-3.md']);
  commit(fx, 'Delete a record\n\nCRQ: CRQ-3');
  change(fx, 'c', '1', 'After the deletion\n\nCRQ: CRQ-2');
  fx.git(['switch', '--quiet', '--create', 'side', late]);
  change(fx, 'b', '1', 'On the side\n\nCRQ: CRQ-3');
  fx.git(['merge', '--quiet', '--no-verify', '-m', 'Merge the other\n\nCRQ: CRQ-2', old]);
  fx.git(['switch', '--quiet', 'feature/CRQ-2-work']);
  fx.git(['merge', '--quiet', '--no-ff', '--no-verify', '-m', 'Merge the side\n\nCRQ: CRQ-3', 'side']);
  fx.git(['switch', '--quiet', 'side']);
  fx.git(['merge', '--quiet', '--no-ff', '--no-verify', '-m', 'Merge all\n\nCRQ: CRQ-3', 'feature/CRQ-2-work']);
  record('CRQ-3', 'open', 'Bring it back\n\nCRQ: CRQ-3');
  fx.git(['update-ref', 'refs/heads/main', 'HEAD']);
  return { fx, commits: fx.git(['rev-list', '--topo-order', '--reverse', 'main']).split('\n') };
}

test('every end of a history is judged as if nothing had been judged before', async () => {
  const { fx, commits } = troubled();
  const cold = [];
  for (const head of commits) {
    forget(fx);
    cold.push(await all(fx, head));
  }
  expect(new Set(cold.flatMap(rulesOf))).toEqual(
    new Set([
      'link/unknown',
      'link/missing',
      'link/not-accepting',
      'crq/illegal-transition',
      'crq/deleted',
      'crq/left-open',
    ]),
  );
  forget(fx);
  for (const [index, head] of [...commits.entries(), ...[...commits.entries()].reverse().slice(0, 3)])
    expect(await all(fx, head), fx.git(['log', '-1', '--format=%s', head])).toEqual(cold[index]);
}, 60_000);

test('what is settled is not asked again, and any kept nonsense is as good as nothing', async () => {
  const { fx } = troubled();
  const cold = await all(fx);
  const file = join(cache(fx), 'settled.json');
  const kept = fx.read('.git/gitcrq/cache/settled.json');
  const [heading = '', body = ''] = kept.split('\n');
  // With its open commits struck out, the kept answer shows that it is read: their findings are missing.
  writeFileSync(file, `${heading}\n${JSON.stringify({ ...JSON.parse(body), open: [] })}`);
  expect(rulesOf(await all(fx))).not.toContain('link/not-accepting');
  const other = heading.replace('"directory":"crqs"', '"directory":"elsewhere"');
  for (const text of [
    '',
    'garbage',
    `${heading}\n`,
    `${heading}\nnull`,
    `${heading}\n{"tip":"x","open":[]}`,
    kept.slice(0, -9),
    `${other}\n${body.replace(/"open".*/, '"open":[]}')}`,
  ]) {
    writeFileSync(file, text);
    expect(await all(fx), JSON.stringify(text.slice(-80))).toEqual(cold);
  }
  forget(fx);
  writeFileSync(cache(fx), 'a file where the folder should be');
  expect(await all(fx)).toEqual(cold);
  rmSync(cache(fx));
  mkdirSync(file, { recursive: true });
  expect(await all(fx)).toEqual(cold);
  expect(readdirSync(cache(fx)).filter((name) => name.endsWith('.tmp'))).toEqual([]);
}, 60_000);

test('another policy and a note are judged at once, and a replaced object as it is stored', async () => {
  const { fx } = troubled();
  await all(fx);
  const unknown = fx.git(['rev-list', '--grep=nowhere', 'main']);
  fx.git([
    'notes',
    '--ref=gitcrq/links',
    'add',
    '-m',
    '{"schema":1,"crq":"CRQ-3","instead_of":"CRQ-77","by":"A <a@b>","at":"2026-01-01T00:00:00Z"}',
    unknown,
  ]);
  const noted = await all(fx);
  expect(noted.findings.filter(({ oid, rule }) => oid === unknown && rule === 'link/unknown')).toEqual([]);
  fx.git(['update-ref', '-d', 'refs/notes/gitcrq/links']);
  expect(rulesOf(await all(fx))).toContain('link/unknown');
  const work = fx.git(['rev-list', '--grep=^Work$', 'main']);
  fx.git([
    'replace',
    work,
    fx.git(['commit-tree', `${work}^{tree}`, '-p', `${work}^`, '-m', 'Other words\n\nCRQ: CRQ-88']),
  ]);
  expect((await all(fx)).findings.map(({ crq }) => crq)).not.toContain('CRQ-88');
  fx.git(['replace', '--delete', work]);
  change(
    fx,
    'gitcrq.yaml',
    'version: 1\nrules: { link/not-accepting: off, link/unknown: warning }\n',
    'Change the policy\n\nCRQ: CRQ-3',
  );
  fx.git(['update-ref', 'refs/heads/main', 'HEAD']);
  const changed = await all(fx);
  expect(rulesOf(changed)).not.toContain('link/not-accepting');
  expect(changed.findings.find(({ rule }) => rule === 'link/unknown')?.level).toBe('warning');
}, 60_000);

test('the adoption is kept where finding it took long, until a second one is in sight', async () => {
  const fx = scene({ remote: false });
  const adoption = fx.git(['rev-list', '--max-parents=0', 'HEAD']);
  const find = async (lasts_ms: number): Promise<unknown> => {
    let now = 0;
    const ports = fx.ports();
    const repo = unwrap(
      await openRepo({ ...ports, clock: { ...ports.clock, monotonic_ms: () => (now += lasts_ms) } }, fx.clone),
    );
    const found = unwrap(await adoptionCommit(repo, fx.tip('HEAD')));
    repo.close();
    return found;
  };
  const kept = join(cache(fx), 'adoption.json');
  expect(await find(1)).toBe(adoption);
  expect(() => fx.read(kept, '')).toThrow();
  expect(await find(1000)).toBe(adoption);
  const text = fx.read(kept, '');
  const first = fx.tip('HEAD');
  change(fx, 'a', '1', 'Work\n\nCRQ: CRQ-2');
  expect(await find(1000)).toBe(adoption);
  expect(fx.read(kept, '')).toBe(text);
  writeFileSync(kept, text.replace(adoption, first));
  expect(await find(1)).toBe(first);
  fx.git(['rm', '--quiet', 'gitcrq.yaml']);
  commit(fx, 'Remove the policy\n\nCRQ: CRQ-2');
  change(fx, 'gitcrq.yaml', 'version: 1\n', 'Adopt again\n\nCRQ: CRQ-2');
  expect(await find(1)).toBe(adoption);
}, 30_000);
