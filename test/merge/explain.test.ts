/** Asking instead of landing: explain, status, log and dry runs change nothing and tell the same story as a pass. */
import { mkdtempSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { asker } from '../../src/app/lander.ts';
import { statusOf } from '../../src/app/status.ts';
import type { CrqId } from '../../src/domain/brand.ts';
import { unwrap } from '../../src/domain/result.ts';
import { explainLanding } from '../../src/merge/explain.ts';
import { queueHistory } from '../../src/merge/history.ts';
import { queueStatus } from '../../src/merge/queue-status.ts';
import { mergeExplainSchema, mergeLogSchema, mergeSchema, mergeStatusSchema } from '../../src/merge/schema.ts';
import { type Fixture, fixture } from '../fixture.ts';
import { inRepo, pass, tryPass, work } from './ground.ts';

const explain = (at: Fixture, id: string) =>
  inRepo(at, {}, async (repo, basis) => unwrap(await explainLanding(asker({ repo, basis }), id as CrqId)));
const states = (requirements: readonly { readonly name: string; readonly state: string }[]) =>
  Object.fromEntries(requirements.map(({ name, state }) => [name, state]));

test('explain names every requirement before and after the branch is ready', async () => {
  const at = fixture();
  work(at, { id: 'CRQ-2', status: 'open' });
  const open = (await explain(at, 'CRQ-2')).branches[0];
  mergeExplainSchema.parse(open);
  expect(open.eligible).toBe(false);
  expect(states(open.requirements)).toEqual({
    closed: 'missing',
    linked: 'met',
    named: 'met',
    tidy: 'met',
    dependencies: 'not-applicable',
    tested: 'not-applicable',
    'policy-approval': 'not-applicable',
  });
  work(at, { id: 'CRQ-3' });
  const closed = (await explain(at, 'CRQ-3')).branches[0];
  expect(closed.eligible).toBe(true);
  expect(states(closed.requirements)['closed']).toBe('met');
});

test('status sends nobody back to what has landed', async () => {
  const at = fixture();
  work(at, { id: 'CRQ-2' });
  at.git(['switch', '--quiet', 'feature/CRQ-2-work']);
  const next = () =>
    inRepo(at, {}, async (repo, basis) => unwrap(await statusOf(repo, basis)).next.map(({ command }) => command));
  expect(await next()).toContain('gitcrq close');
  await pass(at);
  expect(await next()).toContain('gitcrq start "TITLE"');
  expect(await next()).not.toContain('gitcrq close');
});

test('explain tells what the last test said, and that it has not run yet', async () => {
  const at = fixture({ policy: 'version: 1\nmerge:\n  test: echo broken; exit 1\n' });
  work(at, { id: 'CRQ-2' });
  const fresh = (await explain(at, 'CRQ-2')).branches[0];
  expect(fresh.eligible).toBe(true);
  expect(fresh.requirements.find(({ name }) => name === 'tested')?.why).toContain('has not run on this merge yet');
  await pass(at);
  const red = (await explain(at, 'CRQ-2')).branches[0];
  expect(red.eligible).toBe(false);
  expect(red.requirements.find(({ name }) => name === 'tested')?.why).toContain('broken');
  at.write('elsewhere', '');
  at.git(['add', '.']);
  at.git(['commit', '--quiet', '--no-verify', '-m', 'Go on\n\nCRQ: CRQ-1']);
  at.git(['push', '--quiet', 'origin', 'main']);
  const later = (await explain(at, 'CRQ-2')).branches[0];
  expect(later.eligible).toBe(true);
  expect(later.requirements.find(({ name }) => name === 'tested')?.why).toContain(
    'has not run on this merge yet (on an earlier one it failed)',
  );
});

test('a command that names a branch is safe to paste, whatever its name is', async () => {
  const at = fixture();
  work(at, { id: 'CRQ-2', branch: `feature/CRQ-2-a;touch\${IFS}it's` });
  const named = (await explain(at, 'CRQ-2')).branches[0].requirements.find(({ name }) => name === 'named');
  expect(named?.why).toContain(`; git branch -m 'feature/CRQ-2-a;touch\${IFS}it'\\''s' feature/CRQ-2-`);
});

test('a branch that is only here is explained as well; being pushed is what it lacks', async () => {
  const at = fixture();
  work(at, { id: 'CRQ-2', push: false });
  const here = (await explain(at, 'CRQ-2')).branches[0];
  expect(here).toMatchObject({ branch: 'feature/CRQ-2-work', eligible: false });
  expect(states(here.requirements)).toMatchObject({ closed: 'met', linked: 'met', pushed: 'missing' });
});

test('requirements apply only where the policy says so', async () => {
  const policy = `version: 1
merge:
  test: "false"
  requirements:
    - { name: tested, needs: test, applies_if: { paths: ["src/**"] } }
    - { name: linked, needs: linkage, applies_if: { types: [bugfix] } }
`;
  const at = fixture({ policy });
  work(at, { id: 'CRQ-2', message: 'No link' });
  const docs = (await explain(at, 'CRQ-2')).branches[0];
  expect(states(docs.requirements)).toEqual({
    closed: 'met',
    tested: 'not-applicable',
    linked: 'not-applicable',
    'policy-approval': 'not-applicable',
  });
  work(at, { id: 'CRQ-3', files: { 'src/a': 'a\n' } });
  const done = await pass(at);
  expect(done.landed.map(({ crq, test }) => [crq, test])).toEqual([['CRQ-2', null]]);
  expect(states(done.held[0]?.requirements ?? [])).toMatchObject({ tested: 'missing' });
});

test('a test that is configured runs even if no requirement asks for it', async () => {
  const at = fixture({
    policy: 'version: 1\nmerge:\n  test: "false"\n  requirements:\n    - { name: closed, needs: status }\n',
  });
  work(at, { id: 'CRQ-2' });
  expect((await pass(at)).landed).toEqual([]);
});

test('explain after the landing, for a request without a branch, and for one that is nowhere', async () => {
  const at = fixture();
  work(at, { id: 'CRQ-2' });
  await pass(at);
  expect((await explain(at, 'CRQ-2')).branches[0].requirements).toMatchObject([{ name: 'unlanded', state: 'missing' }]);
  expect((await explain(at, 'CRQ-1')).branches[0]).toMatchObject({ branch: null, eligible: false });
  await expect(explain(at, 'CRQ-99')).rejects.toMatchObject({ code: 'CRQ_NOT_FOUND' });
});

test('the record says rejected on the base: the branch does not land', async () => {
  const at = fixture();
  work(at, { id: 'CRQ-2' });
  at.git(['merge', '--quiet', '--ff-only', 'feature/CRQ-2-work~2']);
  at.write('crqs/CRQ-2.md', at.read('crqs/CRQ-2.md').replace('status: open', 'status: rejected'));
  at.git(['commit', '--quiet', '-am', 'Reject CRQ-2\n\nCRQ: CRQ-2\nCRQ-Transition: open -> rejected']);
  at.git(['push', '--quiet', 'origin', 'main']);
  expect((await explain(at, 'CRQ-2')).branches[0].requirements[0]).toMatchObject({
    name: 'closed',
    state: 'missing',
    why: 'CRQ-2 is rejected on main; gitcrq reopen CRQ-2',
  });
});

test('an unreadable record is held and told, never skipped', async () => {
  const at = fixture();
  work(at, { id: 'CRQ-2' });
  at.git(['switch', '--quiet', 'feature/CRQ-2-work']);
  at.write('crqs/CRQ-2.md', at.read('crqs/CRQ-2.md').replace('status: closed', 'status: done'));
  at.git(['commit', '--quiet', '-am', 'Break it\n\nCRQ: CRQ-2']);
  at.git(['push', '--quiet', 'origin', 'feature/CRQ-2-work']);
  const done = await pass(at);
  expect(done.held[0]?.requirements[0]?.why).toContain('crqs/CRQ-2.md:5 cannot be read');
});

test('status shows the order and why each waits; offline it says what it is', async () => {
  const at = fixture();
  work(at, { id: 'CRQ-2', message: 'No link' });
  work(at, { id: 'CRQ-3', priority: 'high' });
  work(at, { id: 'CRQ-4', status: 'open' });
  const status = () => inRepo(at, {}, async (repo, basis) => unwrap(await queueStatus(asker({ repo, basis }))));
  const now = await status();
  mergeStatusSchema.parse(now);
  expect(now.queue.map(({ place, crq, eligible }) => [place, crq, eligible])).toEqual([
    [1, 'CRQ-3', true],
    [2, 'CRQ-2', false],
  ]);
  at.git(['config', 'remote.origin.url', join(at.root, 'nowhere.git')]);
  const offline = await status();
  expect(offline.queue).toEqual(now.queue);
  expect(offline.stale).toContain('origin');
  await expect(pass(at)).rejects.toMatchObject({ code: 'REMOTE_UNREACHABLE', exit: 7 });
});

test('log tells each landing; the answers fit their schemas', async () => {
  const at = fixture();
  work(at, { id: 'CRQ-2' });
  work(at, { id: 'CRQ-3', message: 'No link' });
  const { noticed, landed, held, evicted } = await pass(at);
  mergeSchema.parse({ noticed, landed, held, evicted });
  const { events } = await inRepo(at, {}, async (repo, basis) => unwrap(await queueHistory(repo, basis)));
  mergeLogSchema.parse({ events });
  expect(events).toMatchObject([
    { event: 'landed', crq: 'CRQ-2', landing: landed[0]?.oid, lander: 'Ada Lovelace <ada@example.com>' },
  ]);
});

test('a dry run says the steps of all landings, runs no test and writes no object', async () => {
  const at = fixture();
  at.write('gitcrq.yaml', `version: 1\nmerge:\n  test: touch ${join(at.root, 'ran')}\n`);
  at.git(['commit', '--quiet', '-am', 'Test\n\nCRQ: CRQ-1']);
  at.git(['push', '--quiet', 'origin', 'main']);
  work(at, { id: 'CRQ-2' });
  work(at, { id: 'CRQ-3' });
  const refs = () => [at.git(['for-each-ref'], at.remote), at.git(['for-each-ref', 'refs/heads'])];
  const objects = () => at.git(['count-objects', '-v']).split('\n')[0];
  await inRepo(at, {}, async () => {});
  const before = [refs(), objects()];
  const done = unwrap(await tryPass(at, { dryRun: true, scratch: mkdtempSync(join(at.root, 'scratch-')) }));
  expect([refs(), objects()]).toEqual(before);
  expect(done.landed).toHaveLength(2);
  expect(done.lines?.filter(({ ref, op }) => op === 'push' && ref === 'refs/heads/main')).toMatchObject([
    { old: at.tip('main'), new: done.landed[0]?.oid },
    { old: done.landed[0]?.oid, new: done.landed[1]?.oid },
  ]);
  expect(readdirSync(at.root)).not.toContain('ran');
  expect(readdirSync(join(at.clone, '.git', 'gitcrq'))).toEqual(['cache']);
});
