/** Claims: who begins a request has it, and nobody else begins it until it is given back. */
import { readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { refuses } from '../cli/refusals.ts';
import { answer, BIN, envelope, gitcrq, gitcrqLater, shareProcess } from '../cli/run.ts';
import { type Fixture, fixture } from '../fixture.ts';

shareProcess();

interface Leases {
  readonly leases: readonly { readonly key: string; readonly holder: string; readonly state: string }[];
}

/** Two clones of one remote with three open requests, each on its branch, and an agent in each. */
function crowd(): { readonly ada: Fixture; readonly bob: { readonly clone: string; readonly env: Fixture['env'] } } {
  const ada = fixture();
  for (const title of ['One', 'Two', 'Three'])
    answer(ada, ['crq', 'new', title, '--priority', title === 'Two' ? 'high' : 'low']);
  ada.git(['push', '--quiet', '--no-verify', '--all', 'origin']);
  const clone = ada.another('bob');
  return {
    ada: { ...ada, env: { ...ada.env, GITCRQ_AGENT: 'ada' } },
    bob: { clone, env: { ...ada.env, GITCRQ_AGENT: 'bob' } },
  };
}

const held = (at: { readonly clone: string; readonly env: Fixture['env'] }): readonly string[] =>
  answer<Leases>(at, ['coord', 'leases'])
    .leases.filter(({ state }) => state === 'held')
    .map(({ key, holder }) => `${key} ${holder}`);

test('what somebody works on is not begun by anybody else, and the next one is', () => {
  const { ada, bob } = crowd();
  expect(answer(ada, ['start', 'CRQ-3'])).toMatchObject({ id: 'CRQ-3', claim: { holder: 'ada', token: 1 } });
  const branches = ada.git(['branch', '--list'], bob.clone);
  const refused = envelope(gitcrq(bob, ['start', 'CRQ-3', '--json']));
  expect(refused).toMatchObject({ exit: 5, error: { code: 'CRQ_CLAIMED' } });
  expect(ada.git(['branch', '--list'], bob.clone)).toBe(branches);
  const ready = gitcrq(bob, ['crq', 'list', '--ready']);
  expect(ready.out).not.toContain('CRQ-3');
  expect(ready.err).toMatch(/not ready: CRQ-3: ada \(session .*\) works on it/);
  expect(answer(bob, ['start', '--next'])).toMatchObject({ id: 'CRQ-2', claim: { holder: 'bob' } });
  expect(answer(bob, ['start', '--next'])).toMatchObject({ id: 'CRQ-4' });
  refuses(ada, ['start', '--next'], { exit: 4, code: 'NOTHING_READY', next: /crq list --ready/ });
});

test('four agents at once take three requests, and the fourth is told', async () => {
  const { ada } = crowd();
  const agents = ['a', 'b', 'c', 'd'].map((name) => ({
    clone: ada.another(name),
    env: { ...ada.env, GITCRQ_AGENT: name },
  }));
  const ended = (await Promise.all(agents.map((at) => gitcrqLater(at, ['start', '--next', '--json'])))).map(envelope);
  const ids = ended.flatMap((one) => (one.ok ? [(one.data as { id: string }).id] : []));
  expect(ids.sort()).toEqual(['CRQ-2', 'CRQ-3', 'CRQ-4']);
  expect(ended.filter((one) => !one.ok)).toMatchObject([{ exit: 4, error: { code: 'NOTHING_READY' } }]);
});

test('four agents at once run the next request each in a worktree of its own; the fourth is told why it has none', async () => {
  const { ada } = crowd();
  const agents = ['a', 'b', 'c', 'd'].map((name) => ({
    clone: ada.another(name),
    env: { ...ada.env, GITCRQ_AGENT: name },
  }));
  const script = 'echo "$GITCRQ_CRQ $GITCRQ_AGENT $(git branch --show-current) $(pwd -P)"';
  const words = ['run', '--pane', 'none', '--crq', 'next', 'sh', '-c', script];
  const ended = await Promise.all(agents.map((at) => gitcrqLater(at, words)));
  const told = ended.flatMap(({ code, out }) => (code === 0 ? [out.trim().split(' ')] : []));
  expect(told.map(([crq]) => crq).sort()).toEqual(['CRQ-2', 'CRQ-3', 'CRQ-4']);
  for (const [crq = '', agent = '', branch = '', cwd] of told) {
    expect(branch).toContain(crq);
    expect(cwd).toBe(join(ada.root, agent, '.git/gitcrq/worktrees', crq));
    expect(ada.git(['status', '--porcelain', '--branch'], join(ada.root, agent))).toBe('## main...origin/main');
  }
  const [none] = ended.filter(({ code }) => code !== 0);
  expect(none).toMatchObject({
    code: 4,
    err: expect.stringMatching(/NOTHING_READY: .*CRQ-[234](?:: |.*)[abcd] \(session .*\) works on/),
  });
});

/** In one clone, all at once. Each tells what it got, waits for the others, and closes its request. */
test.each<[string, readonly string[]]>([
  ['of different names', ['--agent']],
  ['of one name', []],
])('four runs %s share one clone and no request', async (_name, named) => {
  const { ada } = crowd();
  const at = { ...ada, env: { ...ada.env, GITCRQ_AGENT: undefined } };
  const script = 'echo "$GITCRQ_CRQ $GITCRQ_AGENT $(pwd -P)"; sleep 2; gitcrq close --no-land >&2';
  const ended = await Promise.all(
    [1, 2, 3, 4].map((n) =>
      gitcrqLater(at, [
        ...['run', '--pane', 'none', '--crq', 'next', ...named.map((flag) => `${flag}=agent-${n}`)],
        ...['sh', '-c', `gitcrq() { '${process.execPath}' '${BIN}' "$@"; }; ${script}`],
      ]),
    ),
  );
  const got = ended.filter(({ code }) => code === 0).map(({ out }) => out.trim().split(' '));
  expect(got.map(([crq]) => crq).sort(), ended.map(({ err }) => err).join('')).toEqual(['CRQ-2', 'CRQ-3', 'CRQ-4']);
  for (const [crq = '', agent, cwd] of got) {
    expect(cwd).toBe(join(ada.root, 'clone/.git/gitcrq/worktrees', crq));
    if (named.length > 0) expect(agent).toMatch(/^agent-[1-4]$/);
  }
  if (named.length > 0) expect(new Set(got.map(([, agent]) => agent)).size).toBe(3);
  expect(ended.find(({ code }) => code !== 0)).toMatchObject({
    code: 4,
    err: expect.stringMatching(/NOTHING_READY: .*CRQ-[234]/),
  });
  expect(held(at)).toEqual([]);
});

test.each([
  ['close', ['close', '--no-land']],
  ['cancel', ['cancel', 'CRQ-5', '-m', 'no']],
  ['undo', ['undo']],
])('%s gives the claim back', (_name, argv) => {
  const { ada } = crowd();
  answer(ada, ['start', 'More']);
  expect(held(ada)).toEqual(['CRQ-5 ada']);
  answer(ada, argv);
  expect(held(ada)).toEqual([]);
});

test('what one pane begins in a worktree is the work of any pane there', () => {
  const { ada } = crowd();
  const dir = join(ada.root, 'there');
  const inPane = (pane: string) => ({ env: { TMUX: '/tmp/tmux,1,0', TMUX_PANE: pane } });
  answer(ada, ['start', 'CRQ-2', '--worktree', dir], inPane('%1'));
  refuses(ada, ['start', 'CRQ-2'], { exit: 5, code: 'CHECKOUT_REFUSED', next: /^cd .*there/ }, inPane('%2'));
  expect(answer(ada, ['start', 'CRQ-2'], { ...inPane('%2'), cwd: dir })).toMatchObject({ claim: { holder: 'ada' } });
  answer(ada, ['close', '--no-land', 'CRQ-2'], inPane('%3'));
  expect(held(ada)).toEqual([]);
});

test('the claim for a worktree is that of whoever works there', () => {
  const { ada } = crowd();
  const dir = join(ada.root, 'there');
  const { claim } = answer<{ claim: { session: string } }>(ada, ['start', 'CRQ-2', '--worktree', dir]);
  refuses(ada, ['start', 'CRQ-2'], { exit: 5, code: 'CHECKOUT_REFUSED', next: /^cd .*there/ });
  expect(answer(ada, ['start', 'CRQ-2'], { cwd: dir })).toMatchObject({ claim: { session: claim.session } });
  answer(ada, ['close', '--no-land', 'CRQ-2']);
  expect(held(ada)).toEqual([]);
});

test('a claim for a worktree that was removed is given back by whoever looks next in the clone', () => {
  const { ada, bob } = crowd();
  const dir = join(ada.root, 'there');
  answer(ada, ['start', 'CRQ-2', '--worktree', dir]);
  answer(ada, ['start', 'CRQ-3']);
  ada.git(['worktree', 'remove', '--force', dir]);
  expect([...held(bob)].sort()).toEqual(['CRQ-2 ada', 'CRQ-3 ada']);
  answer(ada, ['start', 'CRQ-4']);
  expect([...held(bob)].sort()).toEqual(['CRQ-3 ada', 'CRQ-4 ada']);
});

test('where nothing can be claimed, work goes on and the answer says so', () => {
  const { ada } = crowd();
  ada.git(['remote', 'set-url', 'origin', join(ada.root, 'gone.git')]);
  const begun = gitcrq(ada, ['start', 'CRQ-2']);
  expect(begun).toMatchObject({ code: 0 });
  expect(begun.err).toContain('CRQ-2 is not claimed');
  const ready = gitcrq(ada, ['crq', 'list', '--ready']);
  expect(ready).toMatchObject({ code: 0 });
  expect(ready.err).toContain('claims as they were seen last');
});

test('where it cannot be found out who works on what, nothing is begun unasked', () => {
  const { ada } = crowd();
  const env = { HOME: undefined, GITCRQ_HOME: undefined, XDG_DATA_HOME: undefined };
  refuses({ ...ada, env: { ...ada.env, ...env } }, ['start', '--next'], { exit: 3, code: 'CLAIMS_UNKNOWN' });
});

test('a start that cannot switch gives the claim back', () => {
  const { ada } = crowd();
  ada.git(['switch', '--quiet', 'feature/CRQ-2-one']);
  ada.write('gitcrq.yaml', 'version: 1 # there\n');
  ada.git(['commit', '--quiet', '--no-verify', '--all', '--message=There']);
  ada.git(['switch', '--quiet', 'main']);
  ada.write('gitcrq.yaml', 'version: 1 # here\n');
  expect(envelope(gitcrq(ada, ['start', 'CRQ-2', '--json']))).toMatchObject({ error: { code: 'CHECKOUT_REFUSED' } });
  expect(held(ada)).toEqual([]);
});

/** All files of a clone, each with its size and when it was written. */
const files = (clone: string): readonly string[] =>
  readdirSync(join(clone, '.git'), { recursive: true }).map((path) => {
    const { size, mtimeMs } = statSync(join(clone, '.git', String(path)));
    return `${path} ${statSync(join(clone, '.git', String(path))).isFile() ? `${size} ${mtimeMs}` : ''}`;
  });

test('looking leaves nothing: neither a dry run nor a list of what is ready', () => {
  const { ada, bob } = crowd();
  answer(ada, ['start', 'CRQ-3']);
  answer(bob, ['crq', 'list']);
  const home = join(ada.root, 'home', '.local', 'share', 'gitcrq', 'keys');
  const keys = (): readonly string[] => readdirSync(home).filter((name) => name.endsWith('.pem'));
  const looks = [
    ['start', '--next', '--dry-run'],
    ['crq', 'list', '--ready'],
    ['coord', 'lease', 'a', '--dry-run'],
  ];
  const before = files(bob.clone);
  for (const argv of looks) {
    answer(bob, argv);
    expect(files(bob.clone), argv.join(' ')).toEqual(before);
    expect(keys()).toEqual(['ada.pem']);
  }
  // Where leases were used before, what is only planned is written nowhere either.
  answer(bob, ['coord', 'lease', 'b']);
  for (const argv of [['crq', 'list', '--ready'], ...looks, ['coord', 'release', 'b', '--dry-run']]) {
    const used = files(bob.clone);
    const isList = argv[0] === 'crq';
    answer(bob, argv, { env: { GITCRQ_AGENT: isList ? 'eve' : 'bob' } });
    // A list remembers what it saw: that is how a claim which nobody renews is known to have expired.
    if (!isList) expect(files(bob.clone), argv.join(' ')).toEqual(used);
    expect(keys()).toEqual(['ada.pem', 'bob.pem']);
  }
});

test('a list of what is ready says whether the claims are those of now', () => {
  const { ada } = crowd();
  const claims = (env = {}): unknown => answer<{ claims: unknown }>(ada, ['crq', 'list', '--ready'], { env }).claims;
  expect(answer(ada, ['crq', 'list'])).not.toHaveProperty('claims');
  expect(claims()).toBe('current');
  expect(claims({ HOME: undefined })).toBe('unknown');
  ada.git(['remote', 'set-url', 'origin', join(ada.root, 'gone.git')]);
  expect(claims()).toBe('stale');
});

test('one of a title, an id and --next is named', () => {
  const { ada } = crowd();
  refuses(ada, ['start'], { exit: 2, code: 'USAGE' });
  refuses(ada, ['start', 'CRQ-2', '--next'], { exit: 2, code: 'USAGE' });
});
