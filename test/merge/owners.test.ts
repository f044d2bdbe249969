/** Owned and leased paths: whose word a branch waits for. */
import { expect, test } from 'vitest';
import { agent, on, tried } from '../coord/leasing.ts';
import { fixture } from '../fixture.ts';
import { approve, trust } from './approving.ts';
import { pass, why, work } from './ground.ts';

const OWNED = `merge:
  owners:
    - {paths: ['src/auth/**'], approvals_of: [grace, eve@example.com]}
    - {paths: ['src/**'], approvals_of: [eve]}
`;

test('a change of owned paths lands with the approval of an owner of each, and no other', async () => {
  const fx = fixture();
  const people = ['grace', 'eve', 'mallory'].map((name) => [name, 'person', 'approve'] as const);
  trust(fx, people, OWNED);
  work(fx, { id: 'CRQ-2', files: { 'src/auth/a': 'a', 'src/b': 'b' } });
  work(fx, { id: 'CRQ-3' });
  await approve(fx, { name: 'mallory', email: 'm@example.com' });
  const first = await pass(fx);
  expect(first.landed).toMatchObject([{ crq: 'CRQ-3' }]);
  expect(why(first, 'owners')).toBe(
    'src/auth/a needs 1 of grace, eve@example.com; src/auth/a needs 1 of eve; one of them: gitcrq approve CRQ-2',
  );
  await approve(fx, 'grace');
  expect(why(await pass(fx), 'owners')).toMatch(/^src\/auth\/a needs 1 of eve; /);
  await approve(fx, 'eve');
  expect((await pass(fx)).landed).toMatchObject([{ crq: 'CRQ-2' }]);
});

test('what somebody else leases is not changed by a landing, where the policy asks for it', async () => {
  const fx = fixture({ policy: 'version: 1\nmerge:\n  requirements:\n    - {name: unleased, needs: lease-free}\n' });
  work(fx, { id: 'CRQ-2', files: { 'src/a': 'a' } });
  work(fx, { id: 'CRQ-3', files: { 'lib/a': 'a' } });
  const [bob, ada] = [await agent(fx, 'bob'), await agent(fx, 'ada')];
  await tried(bob, on('glob', 'src/**'));
  await tried(ada, on('file', 'lib/a'));
  const held = await pass(fx);
  expect(held.landed).toMatchObject([{ crq: 'CRQ-3' }]);
  expect(why(held, 'unleased')).toMatch(/^bob \(session \S+\) holds src\/\*\* for \d+ s more; gitcrq coord leases$/);
  await tried(bob, on('crq', 'CRQ-2'));
  expect((await pass(fx)).landed).toMatchObject([{ crq: 'CRQ-2' }]);
});
