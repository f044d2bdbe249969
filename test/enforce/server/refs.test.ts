/** What a server lets pass and what not, ref by ref; and input that git would not write. */

import { generateKeyPairSync } from 'node:crypto';
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { type LandingFacts, signLanding } from '../../../src/coord/landing-signature.ts';
import { ed25519Blob, keyOfBlob, type PublicKey } from '../../../src/coord/public-key.ts';
import { signWith } from '../../../src/coord/signature.ts';
import { ok, unwrap } from '../../../src/domain/result.ts';
import { judgePush } from '../../../src/enforce/server/pre-receive.ts';
import { entry as trusted } from '../../coord/trusted.ts';
import { crqText, type Fixture, fixture } from '../../fixture.ts';
import { change, commit, scene } from '../scene.ts';
import { judged, judgeInput, lines, place, refusedBy } from './scene.ts';

const MAIN = 'refs/heads/main';
const LOG = 'refs/gitcrq/queue/main/log';

test('linked work passes: new and again, forced and taken away, whatever the local side was', async () => {
  const fx = scene();
  change(fx, 'a', '1', 'Add a\n\nCRQ: CRQ-2');
  expect(await judged(fx, { 'refs/heads/feature/CRQ-2-work': 'HEAD' })).toEqual({ refusals: [], warnings: [] });
  place(fx, 'refs/heads/feature/CRQ-2-work', 'HEAD');
  expect(await refusedBy(fx, { 'refs/heads/feature/CRQ-2-work': 'HEAD~1' })).toEqual([]);
  expect(await refusedBy(fx, { 'refs/heads/feature/CRQ-2-work': null })).toEqual([]);
  expect(await refusedBy(fx, { 'refs/heads/work': 'HEAD', 'refs/heads/feature/CRQ-9-x': 'HEAD' })).toEqual([
    'branch/name',
    'branch/unknown-crq',
  ]);
});

test('refs that are no records pass in any way: tags, other notes, leases, messages, process data', async () => {
  const fx = scene();
  change(fx, 'a', '1', 'Add a');
  const refs = [
    'refs/tags/v1',
    'refs/notes/commits',
    'refs/gitcrq/leases/00/x',
    'refs/gitcrq/bus/a/b',
    'refs/notes/gitcrq/proc/a',
  ];
  const all = (to: string | null) => Object.fromEntries(refs.map((ref) => [ref, to]));
  expect(await refusedBy(fx, all('HEAD'))).toEqual([]);
  for (const ref of refs) place(fx, ref, 'HEAD');
  expect(await refusedBy(fx, all('HEAD~1'))).toEqual([]);
  expect(await refusedBy(fx, all(null))).toEqual([]);
});

test('records only grow', async () => {
  const fx = scene();
  const refs = ['refs/gitcrq/ids/CRQ', 'refs/gitcrq/audit/a', 'refs/notes/gitcrq/links', 'refs/notes/gitcrq/reviews'];
  for (const ref of refs) place(fx, ref, 'main~1');
  const all = (to: string | null) => Object.fromEntries(refs.map((ref) => [ref, to]));
  expect(await refusedBy(fx, all('main'))).toEqual([]);
  for (const ref of refs) place(fx, ref, 'main');
  expect(await refusedBy(fx, all('main~1'))).toEqual(refs.map(() => 'ref/record'));
  expect(await refusedBy(fx, all(null))).toEqual(refs.map(() => 'ref/record'));
});

test('what is no record may be deleted, but not forced; and many faults are told in few lines', async () => {
  const fx = scene();
  const refs = ['refs/gitcrq/candidates/1', 'refs/gitcrq/doctor/1', 'refs/notes/gitcrq/other'];
  for (const ref of refs) place(fx, ref, 'main');
  const all = (to: string | null) => Object.fromEntries(refs.map((ref) => [ref, to]));
  expect(await refusedBy(fx, all(null))).toEqual([]);
  expect(await refusedBy(fx, all('main~1'))).toEqual(refs.map(() => 'ref/record'));
  const many = Array.from({ length: 33 }, (_, n) => [`refs/heads/bad${n}`, 'main'] as const);
  const { refusals, warnings } = await judged(fx, Object.fromEntries(many));
  expect(refusals).toHaveLength(20);
  expect(warnings).toEqual(['13 more; all of a branch, in your clone: gitcrq check BRANCH']);
});

describe('a protected base', () => {
  /** A merge of feature/CRQ-2-work onto main as the queue makes it, and an entry of its log. */
  function landing(
    more: Readonly<Record<string, string>> = {},
    message = 'Land it\n\nCRQ: CRQ-2',
    work: (fx: Fixture) => unknown = (fx) => change(fx, 'a', '1', 'Add a\n\nCRQ: CRQ-2'),
    policy?: string,
  ) {
    const fx = scene(policy === undefined ? {} : { policy });
    work(fx);
    fx.git(['switch', '--quiet', 'main']);
    fx.git(['merge', '--quiet', '--no-verify', '--no-ff', '-m', message, 'feature/CRQ-2-work']);
    const tip = fx.tip('HEAD');
    const told = { CRQ: 'CRQ-2', Event: 'landed', Branch: 'feature/CRQ-2-work', Target: 'main' };
    const oids = { Head: fx.tip('feature/CRQ-2-work'), Landing: tip, Tested: tip };
    const tree = fx.git(['write-tree']);
    const entry = (parent?: string, signed: Readonly<Record<string, string>> = {}): string => {
      const trailers = Object.entries({ ...told, ...oids, Test: 'none', Lander: 'Ada', ...more, ...signed });
      const text = `landed\n\n${trailers.map(([key, value]) => `${key}: ${value}`).join('\n')}`;
      return fx.git(['commit-tree', ...(parent === undefined ? [] : ['-p', parent]), '-m', text, tree]);
    };
    const facts = {
      event: 'landed',
      crq: 'CRQ-2',
      branch: 'feature/CRQ-2-work',
      target: 'main',
      head: fx.tip('feature/CRQ-2-work'),
      landing: tip,
      to: tip,
      previous: null,
    };
    return { fx, entry, facts: facts as LandingFacts };
  }

  test('takes a landing with its entry in the log, and that alone', async () => {
    const { fx, entry } = landing();
    const log = entry();
    expect(await refusedBy(fx, { [MAIN]: 'main', [LOG]: log })).toEqual([]);
    expect(await refusedBy(fx, { [MAIN]: 'main' })).toEqual(['branch/protected']);
    expect(await refusedBy(fx, { [MAIN]: 'main', [LOG]: entry(log) })).toEqual(['branch/protected']);
    expect(await refusedBy(fx, { [LOG]: log })).toEqual(['ref/record']);
    expect(await refusedBy(fx, { [MAIN]: 'main', 'refs/gitcrq/queue/other/log': log })).toEqual([
      'branch/protected',
      'ref/record',
    ]);
  });

  test('takes a landing from those alone who may land, by their signature', async () => {
    const signer = (): { readonly key: PublicKey; sign(facts: LandingFacts): Promise<string> } => {
      const { privateKey } = generateKeyPairSync('ed25519');
      const blob = ed25519Blob(privateKey);
      const key = keyOfBlob(blob);
      if (typeof key === 'string') throw new Error(key);
      const sign = async (message: Uint8Array) => ok(signWith(privateKey, blob, message));
      return { key, sign: async (facts) => unwrap(await signLanding({ key, sign }, facts)) };
    };
    const [ada, bob] = [signer(), signer()];
    const policy = `version: 1\ntrust:\n${trusted('ada', ada.key, 'land')}${trusted('bob', bob.key, 'approve')}`;
    const { fx, entry, facts } = landing({}, undefined, undefined, policy);
    const tried = async (signature?: string): Promise<readonly string[]> => {
      const log = entry(undefined, signature === undefined ? {} : { 'Lander-Signature': signature });
      return refusedBy(fx, { [MAIN]: 'main', [LOG]: log });
    };
    expect(await tried(await ada.sign(facts))).toEqual([]);
    expect(await tried()).toEqual(['branch/protected']);
    expect(await tried('AAAA')).toEqual(['branch/protected']);
    expect(await tried(await bob.sign(facts))).toEqual(['branch/protected']);
    expect(await tried(await ada.sign({ ...facts, landing: facts.head }))).toEqual(['branch/protected']);
    expect(await tried(await ada.sign({ ...facts, event: 'undone' }))).toEqual(['branch/protected']);
    // What was signed for another move of the target is no licence for this one, nor what was signed on top of another entry.
    expect(await tried(await ada.sign({ ...facts, to: facts.head }))).toEqual(['branch/protected']);
    expect(await tried(await ada.sign({ ...facts, previous: facts.head }))).toEqual(['branch/protected']);
    expect(await tried(await ada.sign({ ...facts, branch: 'feature/CRQ-2-other' }))).toEqual(['branch/protected']);
    expect(await tried(await ada.sign({ ...facts, onto: facts.head }))).toEqual(['branch/protected']);
  });

  test.each<[string, Readonly<Record<string, string>>, readonly string[]]>([
    ['of another target', { Target: 'release' }, ['branch/protected', 'ref/record']],
    ['of another commit', { Landing: '1'.repeat(40) }, ['branch/protected', 'ref/record']],
    ['of a commit that was not tested', { Tested: '1'.repeat(40) }, ['branch/protected']],
    ['of nothing known', { Event: 'blessed' }, ['branch/protected', 'ref/record']],
    ['of a taking back that is none', { Event: 'undone' }, ['branch/protected']],
  ])('does not take it with an entry %s', async (_, more, rules) => {
    const { fx, entry } = landing(more);
    expect(await refusedBy(fx, { [MAIN]: 'main', [LOG]: entry() })).toEqual(rules);
  });

  test('takes back what landed, as it landed, once, and nothing beside it', async () => {
    const { fx, entry } = landing();
    const [landed, log] = [fx.tip('HEAD'), entry()];
    place(fx, MAIN, landed);
    place(fx, LOG, log);
    const opened = crqText('CRQ-2', { status: 'open' });
    const back = (spoil: () => void = () => {}, cause = landed): string => {
      fx.git(['switch', '--quiet', '--detach', landed]);
      fx.git(['revert', '--no-commit', '-m', '1', landed]);
      fx.write('crqs/CRQ-2.md', opened);
      spoil();
      return commit(fx, `Take it back\n\nCRQ: CRQ-2\nCRQ-Cause: reverted ${cause}`);
    };
    const undone = (to: string, more: Readonly<Record<string, string>> = {}, parent = log): string =>
      entry(parent, { Event: 'undone', To: to, ...more });
    const tried = (to: string, by: string) => refusedBy(fx, { [MAIN]: to, [LOG]: by });
    const right = back();
    expect(await tried(right, undone(right))).toEqual([]);
    const forged: readonly (readonly [string, string, Readonly<Record<string, string>>?])[] = [
      ['brings something else', back(() => fx.write('b', '1'))],
      ['takes more', back(() => rmSync(join(fx.clone, 'README')))],
      ['takes nothing', back(() => fx.write('a', '1'))],
      ['changes the record', back(() => fx.write('crqs/CRQ-2.md', `${opened}More\n`))],
      ['changes another record', back(() => fx.write('crqs/CRQ-3.md', `${fx.read('crqs/CRQ-3.md')}More\n`))],
      ['is of another request', right, { CRQ: 'CRQ-3' }],
      ['says it goes elsewhere', right, { To: landed }],
      ['is of what never landed by the queue', back(undefined, fx.tip('main~1')), { Landing: fx.tip('main~1') }],
    ];
    for (const [why, to, more] of forged)
      expect([why, await tried(to, undone(to, more))]).toEqual([why, ['branch/protected']]);
    // Nor what was taken back already.
    place(fx, LOG, undone(right));
    expect(await tried(right, undone(right, {}, fx.tip(LOG, fx.remote)))).toEqual(['branch/protected']);
  });

  test('takes a landing that changes the rules with an approval, and none without', async () => {
    const rules = (fx: Fixture) =>
      change(fx, 'gitcrq.yaml', 'version: 1\nbranches:\n  max_length: 90\n', 'Rules\n\nCRQ: CRQ-2');
    const move = (fx: Fixture, from: string, to: string) => {
      const step = `Move\n\nCRQ: CRQ-2\nCRQ-Transition: ${from} -> ${to}`;
      change(fx, 'crqs/CRQ-2.md', crqText('CRQ-2', { status: to }), step);
    };
    const approval = (fx: Fixture) => move(fx, 'open', 'approved');
    const close = (fx: Fixture) => move(fx, 'approved', 'closed');
    const bare = landing({}, undefined, rules);
    expect(await refusedBy(bare.fx, { [MAIN]: 'main', [LOG]: bare.entry() })).toEqual(['policy/changed']);
    const approved = landing({}, undefined, (fx) => [rules(fx), approval(fx), close(fx)]);
    expect(await refusedBy(approved.fx, { [MAIN]: 'main', [LOG]: approved.entry() })).toEqual([]);
    const early = landing({}, undefined, (fx) => [approval(fx), rules(fx)]);
    expect(await refusedBy(early.fx, { [MAIN]: 'main', [LOG]: early.entry() })).toEqual(['policy/changed']);
  });

  test('judges the commits of a landing, too: an entry is no licence', async () => {
    const { fx, entry } = landing();
    const log = entry();
    fx.git(['switch', '--quiet', '--detach', 'main']);
    const fixup = commit(fx, 'fixup! Add a\n\nCRQ: CRQ-2');
    expect(await refusedBy(fx, { [MAIN]: fixup, [LOG]: log })).toEqual(['branch/protected']);
    const forged = fx.git(['log', '-1', '--format=%B', log]).replaceAll(fx.tip('main'), fixup);
    const other = fx.git(['commit-tree', '-m', forged, `${log}^{tree}`]);
    expect(await refusedBy(fx, { [MAIN]: fixup, [LOG]: other })).toEqual(['fixup/unsquashed']);
    const mute = landing({}, 'Whatever');
    fx.write('sneaked', 'in\n', mute.fx.clone);
    commit(mute.fx, 'Whatever', ['--amend']);
    const again = mute.fx
      .git(['log', '-1', '--format=%B', mute.entry()])
      .replace(/(Landing|Tested): .*/g, `$1: ${mute.fx.tip('main')}`);
    const entry2 = mute.fx.git(['commit-tree', '-m', again, 'main^{tree}']);
    expect(await refusedBy(mute.fx, { [MAIN]: 'main', [LOG]: entry2 })).toEqual(['merge/evil']);
  });
});

test('what is dear to find in a long history is kept for the next push', async () => {
  const fx = scene();
  let now = 0;
  const ports = fx.ports({ cwd: fx.remote });
  const slow = { ...ports, clock: { ...ports.clock, monotonic_ms: () => (now += 1000) } };
  change(fx, 'a', '1', 'Add a');
  place(fx, `refs/replace/${fx.tip('main')}`, 'main~1');
  const input = Buffer.from(lines(fx, { 'refs/heads/feature/CRQ-2-work': 'HEAD' }));
  const first = unwrap(await judgePush(slow, fx.remote, input));
  const kept = JSON.parse(fx.read('gitcrq/cache/adoption.json', fx.remote).split('\n')[1] ?? '');
  expect(kept).toEqual({ tip: fx.tip('origin/main'), adoption: fx.tip('origin/main~1') });
  expect(unwrap(await judgePush(slow, fx.remote, input))).toEqual(first);
  expect(first.refusals).toMatchObject([{ rule: 'link/missing' }]);
});

describe('where there are no rules yet', () => {
  test('an empty server takes the first push and says that nothing was judged', async () => {
    const fx = fixture();
    fx.git(['update-ref', '-d', MAIN], fx.remote);
    const said = await judged(fx, { [MAIN]: 'main', 'refs/heads/any': 'main' });
    expect(said).toEqual({ refusals: [], warnings: ['no base here has a gitcrq.yaml yet, so nothing was judged'] });
  });

  test('the push that brings them passes, the next one does not', async () => {
    const fx = fixture();
    fx.git(['switch', '--quiet', '--orphan', 'old']);
    const before = commit(fx, 'Begin');
    fx.git(['push', '--quiet', '--force', 'origin', `${before}:main`]);
    fx.git(['checkout', '--quiet', 'main', '--', '.']);
    const adopted = commit(fx, 'Adopt gitcrq');
    expect(await refusedBy(fx, { [MAIN]: adopted })).toEqual([]);
    place(fx, MAIN, adopted);
    expect(await refusedBy(fx, { [MAIN]: commit(fx, 'More') })).toEqual(['branch/protected']);
  });

  test('rules that cannot be read let nothing through', async () => {
    const fx = scene();
    fx.git(['switch', '--quiet', 'main']);
    place(fx, MAIN, change(fx, 'gitcrq.yaml', 'version: 1\ncommits: { link: always }\n', 'Break\n\nCRQ: CRQ-2'));
    await expect(judged(fx, { 'refs/tags/v1': 'HEAD' })).rejects.toMatchObject({ code: 'POLICY_INVALID' });
  });
});

test('a repository of 64 digits is judged as well', async () => {
  const fx = fixture();
  fx.git(['init', '--quiet', '--bare', '--object-format=sha256', 'wide.git'], fx.root);
  fx.git(['init', '--quiet', '--object-format=sha256', 'wide'], fx.root);
  const dir = `${fx.root}/wide`;
  fx.write('gitcrq.yaml', 'version: 1\n', dir);
  fx.git(['add', '.'], dir);
  fx.git(['commit', '--quiet', '-m', 'Adopt'], dir);
  fx.git(['push', '--quiet', '../wide.git', 'main'], dir);
  fx.git(['commit', '--quiet', '--allow-empty', '-m', 'Unlinked'], dir);
  const wide = { ...fx, remote: `${fx.root}/wide.git` };
  const to = fx.git(['rev-parse', 'HEAD'], dir);
  expect(to).toHaveLength(64);
  fx.git(['fetch', '--quiet', dir, to], wide.remote);
  const said = await judgeInput(wide, `${'0'.repeat(64)} ${to} refs/heads/work\n`);
  expect(said.refusals.map(({ rule }) => rule)).toEqual(['branch/name', 'link/missing']);
  const short = judgeInput(wide, `${'0'.repeat(40)} ${to} refs/heads/work\n`);
  await expect(short).rejects.toMatchObject({ code: 'HOOK_INPUT_INVALID' });
});

test('input that git would not write is refused with the line', async () => {
  const fx = scene();
  const good = lines(fx, { 'refs/tags/v1': 'HEAD' });
  const [from = '', to = ''] = good.split(' ');
  const bad: readonly (string | Uint8Array)[] = [
    '',
    '\n',
    good.trimEnd(),
    `${good}\n`,
    `${good}${good}`,
    good.replace(' ', '  '),
    good.replace(' ', '\t'),
    good.replace('\n', '\r\n'),
    good.replace('refs/tags/v1', ''),
    good.replace('refs/tags/v1', 'refs/tags/v 1'),
    good.replace('refs/tags/v1', 'refs/tags/v\u00001'),
    `${from} ${to}\n`,
    `${to} refs/tags/v1\n`,
    `${from.slice(1)} ${to} refs/tags/v1\n`,
    `${from} ${to}0 refs/tags/v1\n`,
    `${from} ${to.toUpperCase()}x refs/tags/v1\n`,
    `${from} ${'g'.repeat(40)} refs/tags/v1\n`,
    `${from} ${'0'.repeat(64)} refs/tags/v1\n`,
    new Uint8Array(5000),
    `${to} ${to} refs/heads/feature/CRQ-2-nowhere\n`,
    `${from} ${to} ${MAIN}\n`,
  ];
  for (const input of bad)
    await expect(judgeInput(fx, input), JSON.stringify(input)).rejects.toMatchObject({ code: 'HOOK_INPUT_INVALID' });
  expect(await judgeInput(fx, good)).toEqual({ refusals: [], warnings: [] });
  expect(await judgeInput(fx, `${from} ${from} refs/heads/nowhere\n`)).toEqual({ refusals: [], warnings: [] });
});

test('an object that is not here, or is no commit, becomes no branch', async () => {
  const fx = scene();
  const none = '0'.repeat(40);
  const blob = fx.git(['rev-parse', 'main:README']);
  for (const oid of ['1'.repeat(40), blob]) {
    const { refusals } = await judgeInput(fx, `${none} ${oid} refs/heads/feature/CRQ-2-x\n`);
    expect(refusals).toMatchObject([{ rule: 'branch/name', why: `${oid} is no commit here` }]);
  }
});
