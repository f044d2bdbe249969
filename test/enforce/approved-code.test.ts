/** For how long an approval holds, and whose counts. */
import { expect, test } from 'vitest';
import type { KeyId } from '../../src/coord/public-key.ts';
import { voices } from '../../src/coord/review-voices.ts';
import { trustNow } from '../../src/coord/trust.ts';
import { ok, unwrap } from '../../src/domain/result.ts';
import { codeApprovals } from '../../src/enforce/approved-code.ts';
import { attributeLine, driverCommand } from '../../src/enforce/hooks/driver.ts';
import { recordRules } from '../../src/store/merge-commits.ts';
import { BIN } from '../cli/run.ts';
import { asked, refusal } from '../crq-records/scene.ts';
import { crqText, type Fixture } from '../fixture.ts';
import { approve, trust } from '../merge/approving.ts';
import { change, commit, scene } from './scene.ts';

const push = (fx: Fixture): string =>
  fx.git(['push', '--quiet', '--force', '--no-verify', 'origin', 'HEAD:feature/CRQ-2-work']);
const share = (fx: Fixture, path: string, text: string, message = 'Work\n\nCRQ: CRQ-2'): void => {
  change(fx, path, text, message);
  push(fx);
};

/** How the approvals of the branch stand, as one line each. */
const stand = (fx: Fixture) =>
  asked(fx, async (repo, basis) => {
    const ground = { base: fx.tip('main'), head: fx.tip('HEAD'), trust: trustNow(basis), ...recordRules(basis.policy) };
    const { all } = unwrap(await codeApprovals(repo, basis, ground, null));
    return ok(all.map(({ state, why, signer }) => [signer, state, why].filter(Boolean).join(': ')));
  });

/** One commit of work, shared; grace may approve. */
function worked(rows: Parameters<typeof trust>[1] = [['grace', 'person', 'approve']]): Fixture {
  const fx = scene();
  trust(fx, rows);
  share(fx, 'a', '1\n');
  return fx;
}

const onBase = (fx: Fixture, path: string, text: string): void => {
  fx.git(['switch', '--quiet', 'main']);
  change(fx, path, text, 'Elsewhere\n\nCRQ: CRQ-3');
  fx.git(['push', '--quiet', '--no-verify', 'origin', 'main']);
  fx.git(['switch', '--quiet', 'feature/CRQ-2-work']);
};

const status = (status: string, title = 'Work of CRQ-2'): string => crqText('CRQ-2', { status, title });

test('closing, reopening, comments and merges that bring nothing of their own leave an approval as it is', async () => {
  const fx = worked();
  await approve(fx, 'grace');
  expect(await stand(fx)).toEqual(['grace: holds']);
  share(fx, 'crqs/CRQ-2.md', status('closed'), 'Close\n\nCRQ: CRQ-2\nCRQ-Transition: open -> closed');
  share(fx, 'crqs/CRQ-2/comments/0193.md', '---\nat: now\nby: Eve\n---\n\nGood.\n');
  share(fx, 'crqs/CRQ-2.md', status('open'), 'Reopen\n\nCRQ: CRQ-2\nCRQ-Transition: closed -> open');
  onBase(fx, 'b', '1\n');
  fx.git(['merge', '--quiet', '--no-edit', '--no-verify', 'main']);
  expect(await stand(fx)).toEqual(['grace: holds']);
  expect(fx.git(['rev-list', '--count', 'main..HEAD'])).toBe('5');
});

test('and so does a merge that only the merge driver can do', async () => {
  const fx = worked();
  await approve(fx, 'grace');
  share(fx, 'crqs/CRQ-2.md', status('closed'), 'Close\n\nCRQ: CRQ-2\nCRQ-Transition: open -> closed');
  onBase(fx, 'crqs/CRQ-2.md', status('approved'));
  fx.git(['config', 'merge.gitcrq.driver', driverCommand({ node: process.execPath, bin: BIN })]);
  fx.write('.git/info/attributes', `${attributeLine('crqs')}\n`);
  fx.git(['merge', '--quiet', '--no-edit', '--no-verify', 'main']);
  expect(fx.read('crqs/CRQ-2.md')).toBe(status('closed'));
  expect(await stand(fx)).toEqual(['grace: holds']);
});

const SPOILERS: Readonly<Record<string, (fx: Fixture) => void>> = {
  'a change of code': (fx) => share(fx, 'a', '2\n'),
  'a change that is taken back again': (fx) => {
    share(fx, 'a', '2\n');
    share(fx, 'a', '1\n');
  },
  'an amended commit': (fx) => {
    fx.git(['commit', '--quiet', '--amend', '--no-verify', '-m', 'Work, said otherwise\n\nCRQ: CRQ-2']);
    push(fx);
  },
  'another key of the record': (fx) => share(fx, 'crqs/CRQ-2.md', status('open', 'Another')),
  'a status line more': (fx) =>
    share(fx, 'crqs/CRQ-2.md', status('open').replace('---\n\n#', 'status: closed\n---\n\n#')),
  "another request's file": (fx) => share(fx, 'crqs/CRQ-3.md', crqText('CRQ-3', { status: 'closed' })),
  "another request's comment": (fx) => share(fx, 'crqs/CRQ-3/comments/0193.md', 'Good.\n'),
  'something else beside the comments': (fx) => share(fx, 'crqs/CRQ-2/comments/run.sh', 'true\n'),
  'a merge that slips something in': (fx) => {
    onBase(fx, 'b', '1\n');
    fx.git(['merge', '--quiet', '--no-commit', 'main']);
    fx.write('a', 'evil\n');
    commit(fx, 'Merge main\n\nCRQ: CRQ-2');
  },
  'a merge of what nobody reviewed': (fx) => {
    fx.git(['switch', '--quiet', '-c', 'side', 'main']);
    change(fx, 'side', '1\n', 'Side\n\nCRQ: CRQ-2');
    fx.git(['switch', '--quiet', 'feature/CRQ-2-work']);
    fx.git(['merge', '--quiet', '--no-edit', '--no-verify', 'side']);
  },
};

test.each(Object.entries(SPOILERS))('%s makes an approval stale', async (_name, spoil) => {
  const fx = worked();
  await approve(fx, 'grace');
  spoil(fx);
  expect(await stand(fx)).toEqual([expect.stringMatching(/^grace: stale: .*(?:since|no longer stands on)/)]);
});

test('people approve whom the base trusts with it, as it stands now', async () => {
  const fx = worked([
    ['grace', 'person', 'approve'],
    ['mallory', 'person', 'land'],
    ['robot', 'agent', 'approve'],
  ]);
  const refused = async (who: string) => (await refusal(approve(fx, who))).message;
  expect(await refused('mallory')).toContain('mallory may not approve');
  expect(await refused('robot')).toContain('robot is an agent, and people approve');
  expect(await refused('nobody')).toMatch(/nobody on the base trusts SHA256:/);
  expect(await refusal(approve(fx, 'mallory', { plan: true }))).toMatchObject({ code: 'APPROVAL_VOID' });
  expect(await approve(fx, 'grace')).toMatchObject({ open: false });
  trust(fx, [['mallory', 'person', 'approve']]);
  await approve(fx, 'mallory');
  expect((await stand(fx)).sort()).toEqual([
    'mallory: holds',
    expect.stringMatching(/^void: nobody on the base trusts/),
  ]);
});

test('while nobody may approve, everybody may, and is told so; an agent of the list is an agent still', async () => {
  const fx = worked([['robot', 'agent', 'lease']]);
  expect(await approve(fx, 'grace')).toMatchObject({ open: true });
  expect(await refusal(approve(fx, 'robot'))).toMatchObject({ code: 'APPROVAL_VOID' });
  expect(await stand(fx)).toEqual(['holds']);
});

test('authors approve nothing of their own, under whatever name', async () => {
  const fx = worked([
    ['grace', 'person', 'approve'],
    ['ada', 'person', 'approve'],
    ['eve', 'person', 'approve'],
  ]);
  share(fx, 'b', '1\n', 'Together\n\nCRQ: CRQ-2\nCo-authored-by: Eve Moneypenny <eve@elsewhere.example>');
  const own = async (name: string, email?: string) =>
    (await refusal(approve(fx, email === undefined ? name : { name, email }))).message;
  // Ada Lovelace <ada@example.com> made the commits.
  expect(await own('grace', 'ADA@example.com')).toContain('Ada Lovelace <ada@example.com> is an author of it');
  expect(await own('ada', 'somebody@else.example')).toContain('is an author of it');
  expect(await own('eve')).toContain('Eve Moneypenny');
  await approve(fx, 'grace');
  share(fx, 'crqs/CRQ-2.md', status('closed'), 'Close\n\nCRQ: CRQ-2');
  fx.git(['commit', '--quiet', '--amend', '--no-verify', '--no-edit', '--author=grace <grace@example.com>']);
  expect(await stand(fx)).toEqual(['grace: holds']);
});

test('whoever committed what another wrote is an author of it; whoever closed it or brought the base is not', async () => {
  const fx = worked([
    ['grace', 'person', 'approve'],
    ['eve', 'person', 'approve'],
  ]);
  const as = (name: string, args: readonly string[]): void => {
    fx.git(['-c', `user.name=${name}`, '-c', `user.email=${name}@example.com`, ...args]);
  };
  as('grace', ['commit', '--quiet', '--amend', '--no-verify', '--no-edit']);
  onBase(fx, 'b', '1\n');
  as('eve', ['merge', '--quiet', '--no-edit', '--no-verify', 'main']);
  fx.write('crqs/CRQ-2.md', status('closed'));
  as('eve', ['commit', '--quiet', '--no-verify', '-am', 'Close\n\nCRQ: CRQ-2']);
  push(fx);
  expect(fx.git(['log', '-1', '--format=%an %cn', 'HEAD~2'])).toBe('Ada Lovelace grace');
  expect((await refusal(approve(fx, 'grace'))).message).toContain('grace <grace@example.com> is an author of it');
  await approve(fx, 'eve');
  expect(await stand(fx)).toEqual(['eve: holds']);
});

/** Reviews that hold: the name of the list or null, the name that is claimed, and another address if it has one. */
type Spoken = readonly [signer: string | null, name: string, address?: string];

const counted = (all: readonly Spoken[]): readonly string[] =>
  voices(
    all.map(([signer, name, address], index) => ({
      review: {
        by: `${name} <${address ?? `${name}@example.com`}>`,
        key: { id: `SHA256:${signer ?? index}` as KeyId },
      },
      state: 'holds',
      why: '',
      signer,
      own: false,
    })),
  ).map(({ signer, review }) => signer ?? review.by);

test('people are one voice each: by the list, and where it does not have their key by name and address', () => {
  expect(
    counted([
      ['grace', 'Grace'],
      ['grace', 'Other'],
      ['eve', 'Grace'],
    ]),
  ).toEqual(['grace', 'eve']);
  const [grace, eve] = ['grace <grace@example.com>', 'eve <eve@example.com>'];
  expect(
    counted([
      [null, 'grace'],
      [null, 'grace'],
      [null, 'eve'],
    ]),
  ).toEqual([grace, eve]);
  expect(
    counted([
      [null, 'grace'],
      [null, 'GRACE', 'elsewhere@example.com'],
    ]),
  ).toEqual([grace]);
  expect(
    counted([
      [null, 'grace'],
      [null, 'hopper', 'GRACE@example.com'],
    ]),
  ).toEqual([grace]);
  // Whom a third ties together is one as well, in whatever order they came.
  expect(
    counted([
      [null, 'grace'],
      [null, 'eve'],
      [null, 'grace', 'eve@example.com'],
    ]),
  ).toHaveLength(1);
  // A listed person with a key that is not listed is the same person.
  expect(
    counted([
      [null, 'grace', 'elsewhere@example.com'],
      ['grace', 'Grace H'],
    ]),
  ).toEqual(['grace']);
});
