/** `coord lease`, `release` and `leases` as they are called: words, refusals, policy. */
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { answer, envelope, gitcrq, shareProcess } from '../cli/run.ts';
import { type Fixture, fixture } from '../fixture.ts';
import { agent, on, tried } from './leasing.ts';

shareProcess();

const as = (name: string) => ({ env: { GITCRQ_AGENT: name } });

/** `data` and `error` of a call that is refused. */
function refused(at: Fixture, argv: readonly string[], name = 'bob') {
  const { data, error, exit } = envelope(gitcrq(at, [...argv, '--json'], as(name)));
  return { data, exit, ...error };
}

test('a lease that somebody holds is refused with who, and how to wait for it', () => {
  const at = fixture();
  answer(at, ['lease', 'src/a.ts', '--ttl', '60s'], as('ada'));
  expect(refused(at, ['coord', 'lease', '--type', 'file', 'src/'])).toMatchObject({ code: 'LEASE_KEY_INVALID' });
  at.write('src/a.ts', '');
  const no = refused(at, ['coord', 'lease', '.'], 'bob');
  expect(no).toMatchObject({
    exit: 5,
    code: 'LEASE_HELD',
    data: { key: '**', type: 'glob', state: 'refused', by: 'ada', over: 'src/a.ts', expires_in_s: 75 },
    next: ['gitcrq coord leases', "gitcrq coord lease --type glob --wait 76s '**'"],
  });
  expect(gitcrq(at, ['coord', 'lease', 'src/a.ts', '--dry-run'], as('bob')).code).toBe(5);
  expect(answer(at, ['status'], as('ada'))).toMatchObject({ leases: [{ type: 'file', key: 'src/a.ts', token: 1 }] });
  expect(answer(at, ['status'], as('eve'))).toMatchObject({ leases: [] });
  expect(at.ports().files.stat(join(at.root, 'home/.local/share/gitcrq/keys/eve.pem'))).toBe(null);
  expect(answer(at, ['coord', 'leases'], as('ada'))).toMatchObject({
    leases: [{ key: 'src/a.ts', holder: 'ada', token: 1, state: 'held', mine: true }],
    stale: null,
  });
});

test('a dry run tells of the push and makes nothing', () => {
  const at = fixture();
  const plan = answer<{ plan: readonly { summary: string }[] }>(at, ['lease', 'a', 'b*', '--dry-run'], as('ada')).plan;
  expect(plan.map(({ summary }) => summary)).toEqual([
    'lease file a with token 1 on origin',
    'lease glob b* with token 1 on origin',
  ]);
  expect(at.git(['for-each-ref', 'refs/gitcrq'], at.remote)).toBe('');
  expect(at.ports().files.list(join(at.clone, '.git', 'gitcrq', 'coord.git'))).toEqual([]);
  expect(at.ports().files.list(join(at.root, 'home', '.local'))).toEqual([]);
  const held = answer<{ leases: unknown }>(at, ['lease', 'a', 'b*'], as('ada'));
  expect(held.leases).toMatchObject([{ key: 'a' }, { key: 'b*' }]);
  expect(answer(at, ['coord', 'release', 'a', '--dry-run'], as('ada'))).toMatchObject({
    plan: [{ summary: 'release file a on origin' }],
  });
  expect(refused(at, ['coord', 'release', 'c', '--dry-run'], 'ada')).toMatchObject({ code: 'LEASE_NOT_HELD', exit: 4 });
  expect(answer(at, ['coord', 'release', 'a', 'b*'], as('ada'))).toMatchObject({
    released: [{ key: 'a' }, { key: 'b*' }],
  });
});

test('any name can be leased, and no word leads out of the repository', () => {
  const at = fixture();
  at.write('deep/in/it', '');
  const names = ['../../x', 'refs/heads/main', 'HEAD~1', 'é\u0301', 'a b c', '.lock', 'x'.repeat(4096)];
  for (const name of names)
    expect(answer(at, ['coord', 'lease', '--type', 'issue', name], as('ada')), name).toMatchObject({ key: name });
  expect(answer(at, ['coord', 'leases'], as('ada'))).toMatchObject({ leases: names.map(() => ({ state: 'held' })) });
  for (const [word, why] of [
    ['../x', 'inside'],
    ['', 'empty'],
    ['y'.repeat(4097), 'longer'],
    ['a\nb', 'sign'],
    ['a\u202eb', 'sign'],
  ] as const)
    expect(refused(at, ['coord', 'lease', word])).toMatchObject({
      code: 'LEASE_KEY_INVALID',
      exit: 2,
      message: expect.stringContaining(why),
    });
  const deep = { ...as('ada'), cwd: join(at.clone, 'deep') };
  expect(answer(at, ['coord', 'lease', 'in/it'], deep)).toMatchObject({ key: 'deep/in/it', type: 'file' });
  expect(answer(at, ['coord', 'lease', 'in'], deep)).toMatchObject({ key: 'deep/in/**', type: 'glob' });
  expect(answer(at, ['coord', 'lease', '*.ts'], deep)).toMatchObject({ key: 'deep/*.ts', type: 'glob' });
});

test('the policy says how long a lease lasts, how much longer others wait, and where it is kept', () => {
  const at = fixture({ policy: 'version: 1\nlease:\n  ttl: 20s\n  margin: 2s\n' });
  expect(answer(at, ['lease', 'a'], as('ada'))).toMatchObject({ expires_in_s: 20 });
  expect(refused(at, ['lease', 'a'])).toMatchObject({ data: { expires_in_s: 22 } });
  const there = fixture({ policy: 'version: 1\ncoord:\n  remote: office\n' });
  expect(refused(there, ['lease', 'a'])).toMatchObject({ code: 'COORD_REMOTE_UNKNOWN', exit: 3 });
  there.git(['init', '--quiet', '--bare', '../office.git']);
  there.git(['remote', 'add', 'office', '../office.git']);
  // From a folder, so that the remote's path is read from the top of the checkout.
  there.write('src/a.ts', '');
  expect(answer(there, ['lease', 'a.ts'], { ...as('ada'), cwd: join(there.clone, 'src') })).toMatchObject({ token: 1 });
  expect(there.git(['for-each-ref', 'refs/gitcrq'], there.remote)).toBe('');
  expect(there.git(['for-each-ref', 'refs/gitcrq'], join(there.root, 'office.git'))).toContain(
    'refs/gitcrq/leases/index',
  );
});

test('a key that somebody else forged moves no line of an answer, and one that looks like a flag is no flag', async () => {
  const at = fixture();
  const forged = 'a\nerror FORGED: \u001b[2J';
  await tried(await agent(at, 'ada'), on('file', forged, '-x'));
  const bob = as('bob');
  const said = [
    gitcrq(at, ['coord', 'lease', '*'], bob),
    gitcrq(at, ['coord', 'conflicts', '*'], bob),
    gitcrq(at, ['coord', 'leases'], bob),
  ].map(({ out, err }) => `${out}${err}`);
  for (const text of said) {
    expect(text).toContain('a\\nerror FORGED: \\x1b[2J');
    expect(text).not.toMatch(/^error FORGED/m);
    expect(text).not.toContain('\u001b');
  }
  expect(refused(at, ['coord', 'lease', './-x'])).toMatchObject({
    next: [expect.anything(), expect.stringMatching(/ \.\/-x$/)],
  });
});
