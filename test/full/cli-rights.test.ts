/** The rights of the trust list: what is refused without each of them, and done with it. The table is printed. */
import { renameSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { isOpen, rightsOf, type Trust, trustNow } from '../../src/coord/trust.ts';
import { unwrap } from '../../src/domain/result.ts';
import { RIGHTS, type Right } from '../../src/domain/trust.ts';
import { openRepo } from '../../src/git/repo.ts';
import { loadBasis } from '../../src/store/basis.ts';
import { answer, envelope, gitcrq, shareProcess } from '../cli/run.ts';
import { type Fixture, fixture } from '../fixture.ts';
import { keyOf, trust } from '../merge/approving.ts';

type Envelope = ReturnType<typeof envelope>;

shareProcess();

const as = (name: string) => ({
  GITCRQ_AGENT: name,
  GIT_AUTHOR_NAME: name,
  GIT_AUTHOR_EMAIL: `${name}@example.com`,
  GIT_COMMITTER_NAME: name,
  GIT_COMMITTER_EMAIL: `${name}@example.com`,
});

/** A guarded remote, and a branch of somebody else that asks to land. */
function team(): Fixture {
  const at = fixture();
  answer(at, ['init', '--bare', at.remote]);
  answer(at, ['start', 'Add login'], { env: as('eve') });
  at.write('login', '1');
  at.git(['add', 'login']);
  at.git(['commit', '--quiet', '--no-verify', '-m', 'Add login\n\nCRQ: CRQ-2']);
  answer(at, ['close', '--no-land'], { env: as('eve') });
  return at;
}

const trustOf = async (at: Fixture): Promise<Trust> => {
  const repo = unwrap(await openRepo(at.ports(), at.clone));
  try {
    return trustNow(unwrap(await loadBasis(repo)));
  } finally {
    repo.close();
  }
};

const ask = (at: Fixture, argv: readonly string[]): Envelope =>
  envelope(gitcrq(at, [...argv, '--json'], { env: as('bob') }));

const table: string[] = [];
const row = (right: string, without: string, granted: string): void =>
  void table.push(`${right.padEnd(9)} ${without.padEnd(36)} ${granted}`);

afterAll(() => console.log(`right     without                              with\n${table.join('\n')}`));

/** As if the list had landed: the server takes no push to the base by hand. */
function listed(at: Fixture, rows: Parameters<typeof trust>[1]): void {
  const hook = join(at.remote, 'hooks', 'pre-receive');
  renameSync(hook, `${hook}.away`);
  trust(at, rows);
  renameSync(`${hook}.away`, hook);
}

/** What bob is told while only ada has the right, and once bob has it. */
async function withAndWithout(
  at: Fixture,
  right: Right,
  argv: readonly string[],
): Promise<readonly [Envelope, Envelope]> {
  listed(at, [['ada', 'person', right]]);
  expect(isOpen(await trustOf(at), right)).toBe(false);
  const without = ask(at, argv);
  listed(at, [
    ['ada', 'person', right],
    ['bob', 'person', right],
  ]);
  expect(rightsOf(await trustOf(at), keyOf(at, 'bob').id)).toEqual([right]);
  const found = [without, ask(at, argv)] as const;
  const [no, yes] = found.map(({ exit, error }) => `${exit} ${error?.code ?? ''}`.trim());
  row(right, `${argv.slice(0, 2).join(' ')}: exit ${no}`, `exit ${yes}`);
  return found;
}

test('approve', async () => {
  const [without, done] = await withAndWithout(team(), 'approve', ['crq', 'approve', 'CRQ-2']);
  expect(without).toMatchObject({ ok: false, exit: 6 });
  expect(done).toMatchObject({ ok: true, data: { id: 'CRQ-2' } });
});

test('lease', async () => {
  const [without, done] = await withAndWithout(team(), 'lease', ['coord', 'lease', 'a']);
  expect(without).toMatchObject({ ok: false, exit: 6, error: { code: 'LEASE_NOT_TRUSTED' } });
  expect(done).toMatchObject({ ok: true });
});

test('land: the queue holds the branch, and the server checks who signed the landing', async () => {
  const at = team();
  const [without, done] = await withAndWithout(at, 'land', ['merge', 'CRQ-2']);
  expect(without).toMatchObject({
    exit: 1,
    data: {
      landed: [],
      held: [{ requirements: expect.arrayContaining([expect.objectContaining({ name: 'lander' })]) }],
    },
  });
  expect(done).toMatchObject({ ok: true, data: { landed: [{ crq: 'CRQ-2' }] } });
  const log = at.git(['log', '-1', '--format=%B', 'refs/gitcrq/queue/main/log'], at.remote);
  expect(log).toMatch(/^Lander-Signature: [A-Za-z0-9+/=]+$/m);
  const back = envelope(gitcrq(at, ['undo', '--json'], { env: as('eve') }));
  expect(back).toMatchObject({
    ok: false,
    error: { code: 'UNDO_REFUSED', message: expect.stringContaining('no right to land') },
  });
  answer(at, ['undo'], { env: as('bob') });
});

test.each(['execute', 'task', 'override'] as const)(
  '%s is what the list says, for the commands to come',
  async (right) => {
    const at = fixture();
    trust(at, []);
    expect(isOpen(await trustOf(at), right)).toBe(right === 'task');
    trust(at, [['ada', 'agent', right]]);
    const list = await trustOf(at);
    expect(isOpen(list, right)).toBe(false);
    expect(rightsOf(list, keyOf(at, 'bob').id)).toEqual([]);
    expect(rightsOf(list, keyOf(at, 'ada').id)).toEqual([right]);
    row(right, 'no command asks for it yet', 'by the list');
  },
);

test('every right is in the table', () => {
  expect(new Set(table.map((row) => row.split(' ')[0]))).toEqual(new Set(RIGHTS));
});
