/** The queue lands only what as many people approved as the policy wants, and its log says who. */
import { expect, test } from 'vitest';
import { asker } from '../../src/app/lander.ts';
import type { CrqId } from '../../src/domain/brand.ts';
import { unwrap } from '../../src/domain/result.ts';
import { explainLanding } from '../../src/merge/explain.ts';
import { queueHistory } from '../../src/merge/history.ts';
import { mergeLogSchema } from '../../src/merge/schema.ts';
import { refusal } from '../crq-records/scene.ts';
import { type Fixture, fixture } from '../fixture.ts';
import { approve, keyOf, trust } from './approving.ts';
import { inRepo, pass, why, work } from './ground.ts';

const wanting = (approvals: number, more = ''): Fixture => {
  const at = fixture();
  const people = [
    ['grace', 'person', 'approve'],
    ['eve', 'person', 'approve'],
  ] as const;
  trust(at, people, `merge:\n  approvals: ${approvals}\n${more}`);
  return at;
};

const explained = async (at: Fixture) => {
  const told = await inRepo(at, {}, async (repo, basis) =>
    unwrap(await explainLanding(asker({ repo, basis }), 'CRQ-2' as CrqId)),
  );
  return told.branches[0].requirements.find(({ name }) => name === 'approved');
};

test.each([
  [0, undefined],
  [1, /^0 of 1 approval; gitcrq approve CRQ-2$/],
  [2, /^0 of 2 approvals; gitcrq approve CRQ-2$/],
])('merge.approvals: %i', async (wanted, lacks) => {
  const at = wanting(wanted);
  work(at, { id: 'CRQ-2' });
  if (lacks === undefined) {
    expect(await explained(at)).toBeUndefined();
    expect((await pass(at)).landed).toHaveLength(1);
    return;
  }
  const held = await pass(at);
  expect(why(held, 'approved')).toMatch(lacks);
  expect(await explained(at)).toMatchObject({ state: 'missing' });
});

test('it lands with the approvals that it wants, and the log names people, keys and commit', async () => {
  const at = wanting(2);
  const head = work(at, { id: 'CRQ-2' });
  await approve(at, 'grace');
  expect(why(await pass(at), 'approved')).toMatch(/^1 of 2/);
  await approve(at, 'eve', { cwd: at.another('other') });
  expect(await explained(at)).toMatchObject({ state: 'met', why: expect.stringMatching(/grace/) });
  expect((await pass(at)).landed).toHaveLength(1);
  const { events } = await inRepo(at, {}, async (repo, basis) => unwrap(await queueHistory(repo, basis)));
  mergeLogSchema.parse({ events });
  expect([...(events[0]?.approved ?? [])].sort()).toEqual(
    ['eve', 'grace'].map((name) => `${name} <${name}@example.com> ${keyOf(at, name).id} ${head}`),
  );
  expect(
    at.git(['log', '-1', '--format=%(trailers:key=Approved-By,valueonly)', 'refs/gitcrq/queue/main/log']),
  ).toContain('grace <grace@example.com>');
});

test('an approval that no longer holds keeps the branch, with the reason', async () => {
  const at = wanting(1);
  work(at, { id: 'CRQ-2', status: 'open' });
  await approve(at, 'grace');
  at.git(['switch', '--quiet', 'feature/CRQ-2-work']);
  at.write('late', 'late\n');
  at.git(['add', '.']);
  at.git(['commit', '--quiet', '-m', 'Late\n\nCRQ: CRQ-2']);
  at.git(['push', '--quiet', 'origin', 'HEAD']);
  expect(await explained(at)).toMatchObject({
    state: 'missing',
    why: expect.stringMatching(/^0 of 1 approval; that of grace does not count: [0-9a-f]{12} changed late since; /),
  });
});

test('a list of requirements may say where approvals are wanted; one that leaves them out does not free from them', async () => {
  const apply = (more: string) => wanting(1, `  requirements:\n    - {name: closed, needs: status}\n${more}`);
  const all = apply('');
  work(all, { id: 'CRQ-2' });
  expect(why(await pass(all), 'approved')).toMatch(/0 of 1/);
  const some = apply('    - {name: seen, needs: approvals, applies_if: {paths: ["src/**"]}}\n');
  work(some, { id: 'CRQ-2' });
  expect((await pass(some)).landed).toHaveLength(1);
});

test('the only one who may approve cannot do so for their own code', async () => {
  const at = fixture();
  trust(at, [['ada', 'person', 'approve']], 'merge:\n  approvals: 1\n');
  work(at, { id: 'CRQ-2' });
  expect(await approve(at, { name: 'ada', email: 'ada@example.com' })).toMatchObject({ sole: true });
  expect(why(await pass(at), 'approved')).toMatch(/that of ada does not count: .* is an author of it/);
});

test('while nobody holds the right, one person with two keys is one approval, and explain calls unlisted ones unproven', async () => {
  const at = fixture();
  trust(at, [['robot', 'agent', 'lease']], 'merge:\n  approvals: 2\n');
  work(at, { id: 'CRQ-2' });
  await approve(at, 'grace');
  await approve(at, { name: 'second-key', email: 'grace@example.com' });
  expect(why(await pass(at), 'approved')).toMatch(/^1 of 2 approvals; /);
  await approve(at, 'eve');
  expect(await explained(at)).toMatchObject({ state: 'met', why: expect.stringMatching(/unproven/) });
});

test('explain without the remote does not say that nobody approved', async () => {
  const at = wanting(1);
  work(at, { id: 'CRQ-2' });
  await pass(at);
  at.git(['remote', 'set-url', 'origin', `${at.remote}-gone`]);
  expect(await explained(at)).toMatchObject({ why: expect.stringContaining('cannot be asked for its reviews') });
});

test('a branch that brings nothing cannot be approved', async () => {
  const at = wanting(1);
  at.git(['push', '--quiet', 'origin', 'main:feature/CRQ-1-again']);
  expect(await refusal(approve(at, 'grace', { id: '1' }))).toMatchObject({ code: 'NOTHING_TO_APPROVE' });
});

test('a change of the policy lands with an approval of the branch, and not before', async () => {
  const at = wanting(0);
  work(at, { id: 'CRQ-2', files: { 'gitcrq.yaml': `${at.read('gitcrq.yaml')}  test: "true"\n` } });
  expect(why(await pass(at), 'policy-approval')).toMatch(
    /nobody who may approve \(grace, eve\) approved the branch as it is/,
  );
  await approve(at, 'grace');
  expect((await pass(at)).landed).toMatchObject([{ crq: 'CRQ-2' }]);
  expect(at.git(['show', 'main:gitcrq.yaml'], at.remote)).toContain('test: "true"');
});

test('a standard change needs no approval where the base names its template and all of its paths', async () => {
  const at = wanting(1, 'crq:\n  standard: [{template: change, paths: [docs/**]}]\n');
  work(at, { id: 'CRQ-2', files: { 'docs/a.md': 'a' }, status: 'open' });
  at.git(['switch', '--quiet', 'feature/CRQ-2-work']);
  const said = async (more: string, path = 'docs/b.md', status = 'open'): Promise<string> => {
    const text = at.read('crqs/CRQ-2.md').replace(/\]\n[\s\S]*\n---/, `]\n\ndepends_on: []\n${more}---`);
    at.write('crqs/CRQ-2.md', text.replace('status: open', `status: ${status}`));
    at.write(path, more);
    at.git(['add', '.']);
    at.git(['commit', '--quiet', '--no-verify', '-m', 'Say so\n\nCRQ: CRQ-2']);
    at.git(['push', '--quiet', 'origin', 'HEAD']);
    return (await explained(at))?.why ?? '';
  };
  expect(await said('\nclass: standard\n')).toContain('crq.standard names no template default');
  expect(await said('\ntemplate: change\n\nclass: normal\n')).toMatch(/^0 of 1 approval; gitcrq/);
  expect(await said('\ntemplate: change\n\nclass: standard\n', 'src/c.ts')).toContain(
    'class standard does not count: crq.standard does not name src/c.ts',
  );
  at.git(['rm', '--quiet', 'src/c.ts']);
  const standard = await said('\ntemplate: change\n\nclass: standard\n\nrisk: low\n', 'docs/b.md', 'closed');
  expect(standard).toBe('CRQ-2 is a standard change (crq.standard)');
  expect((await pass(at)).landed).toHaveLength(1);
});
