/** A workflow of the team's own: its states in every command, in the gate and in the hooks, and who may take which step. */
import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { inClone } from '../../src/app/clone.ts';
import { close } from '../../src/app/close.ts';
import { planMove, planSet } from '../../src/crq/edit.ts';
import { parsePolicy } from '../../src/store/policy-parse.ts';
import { gitcrq } from '../cli/run.ts';
import { check, commit, rulesOf } from '../enforce/scene.ts';
import { crqText, type Fixture, fixture } from '../fixture.ts';
import { pass, work } from '../merge/ground.ts';
import { done, listed, refusal, started } from './scene.ts';

const states = (by = ''): string => `version: 1
crq:
  workflow:
    states:
      todo: {to: [doing, dropped]}
      doing: {to: [in-review, dropped], accepts: true}
      in-review: {to: [doing, done], accepts: true${by}}
      done: {to: [doing]}
      dropped: {to: [doing]}
    new: doing
    draft: todo
    approved: in-review
    closed: done
`;

const moved = (fx: Fixture, id: string, to: string, reason?: string): Promise<{ status: string }> =>
  done(fx, (repo, basis) =>
    planMove(repo, basis, { id, to, verb: 'crq move', ...(reason === undefined ? {} : { reason }) }),
  );

const closed = (fx: Fixture, id: string) =>
  inClone(fx.ports({ argv: ['close', id] }), ({ repo, basis }) =>
    close(
      { repo, basis, request: { key: { argv: ['close', id], gitDir: repo.gitDir }, group: 'g', dryRun: false } },
      { id, reason: undefined, land: true },
    ),
  );

test('requests are born, moved, listed and landed by the states of the policy', async () => {
  const fx = fixture({ policy: states() });
  const { id, branch } = await started(fx, 'Add login');
  const [born] = (await listed(fx)).crqs;
  expect(born).toMatchObject({ status: 'doing', phase: 'active' });
  expect(await refusal(moved(fx, id, 'open'))).toMatchObject({
    code: 'STATE_UNKNOWN',
    message: 'there is no state "open"; there are todo, doing, in-review, done, dropped',
  });
  expect(await refusal(moved(fx, id, 'done'))).toMatchObject({
    code: 'ILLEGAL_TRANSITION',
    message: `${id} is doing; from there it can become in-review, dropped`,
    next: `gitcrq crq move ${id} in-review\ngitcrq crq move ${id} dropped -m "why"`,
  });
  expect(await refusal(moved(fx, id, 'dropped'))).toMatchObject({ code: 'REASON_MISSING' });
  fx.write('login', '1');
  commit(fx, `Add login\n\nCRQ: ${id}`);
  expect(await moved(fx, id, 'in-review')).toMatchObject({ status: 'in-review' });
  expect(fx.git(['log', '-1', '--format=%s'])).toBe(`Move ${id} to in-review: Add login`);
  fx.write('login', '2');
  commit(fx, `Mend login\n\nCRQ: ${id}`);
  expect((await check(fx)).findings).toEqual([]);
  const outcome = await closed(fx, id);
  outcome.reported();
  expect(outcome.answer.landed).toMatchObject([{ crq: id, branch }]);
  expect(fx.git(['show', `origin/main:crqs/${id}.md`])).toContain('\nstatus: done\n');
  expect((await listed(fx, { status: ['done'] })).crqs).toMatchObject([{ id, status: 'done', phase: 'closed' }]);
  expect(fx.git(['log', '--format=%B', `${branch}`])).toContain('CRQ-Transition: in-review -> done');
});

test('the queue takes what is in the closing state, without being told which', async () => {
  const fx = fixture({ policy: states() });
  work(fx, { id: 'CRQ-2', status: 'done', base: 'main', message: 'Work\n\nCRQ: CRQ-2', opened: 'in-review' });
  work(fx, { id: 'CRQ-3', status: 'open', opened: 'in-review' });
  const done = await pass(fx);
  expect(done.landed.map(({ crq }) => crq)).toEqual(['CRQ-2']);
  expect(done.held).toEqual([]);
});

test('work is refused in a state that takes none, and a hand edit must be a step', async () => {
  const fx = fixture({ policy: states() });
  const { id, branch } = await started(fx, 'Add login');
  const path = `crqs/${id}.md`;
  const set = (to: string): void =>
    fx.write(path, readFileSync(join(fx.clone, path), 'utf8').replace(/^status: .*$/m, `status: ${to}`));
  set('todo');
  commit(fx, `By hand\n\nCRQ: ${id}`);
  fx.write('a', '1');
  commit(fx, `Work\n\nCRQ: ${id}`);
  const found = (await check(fx)).findings.toSorted((a, b) => (a.rule < b.rule ? -1 : 1));
  expect(found.map(({ rule }) => rule)).toEqual(['crq/illegal-transition', 'link/not-accepting']);
  expect(found[0]?.message).toContain('from doing it can become in-review, dropped');
  expect(found[1]?.next).toBe(`gitcrq crq move ${id} doing`);
  set('nonsense');
  commit(fx, `Break it\n\nCRQ: ${id}`);
  // The adopting request is in a state of the usual workflow.
  expect((await listed(fx)).unreadable.map((one) => `${one.path} ${one.reason}`)).toEqual([
    'crqs/CRQ-1.md `closed` is no status; one of todo, doing, in-review, done, dropped',
    `${path} \`nonsense\` is no status; one of todo, doing, in-review, done, dropped (on ${branch})`,
  ]);
});

test('the hook without Node knows which states take work', async () => {
  const fx = fixture({ policy: states() });
  expect(gitcrq(fx, ['hooks', 'install']).code).toBe(0);
  const { id } = await started(fx, 'Add login');
  await moved(fx, id, 'in-review');
  fx.write('a', '1');
  fx.git(['add', 'a']);
  fx.git(['commit', '--quiet', '-m', 'Work']);
  expect(fx.git(['log', '-1', '--format=%B'])).toContain(`CRQ: ${id}`);
  const compiled = join(fx.clone, '.git', 'gitcrq', 'hooks.policy');
  expect(existsSync(compiled) && readFileSync(compiled, 'utf8')).toContain('\ndoing in-review\n');
  await moved(fx, id, 'doing');
  await moved(fx, id, 'dropped', 'not now');
  expect(() => fx.git(['commit', '--quiet', '--allow-empty', '-m', 'More'])).toThrow(/dropped/);
});

test('a step for its owner is refused to others, by the command and by the gate', async () => {
  const fx = fixture({ policy: states(', by: {done: [owner, "*@qa.example.com"]}') });
  const { id } = await started(fx, 'Add login');
  await moved(fx, id, 'in-review');
  await done(fx, (repo, basis) => planSet(repo, basis, id, ['owner=grace@example.com']));
  expect(await refusal(moved(fx, id, 'done'))).toMatchObject({
    code: 'STEP_NOT_YOURS',
    message: `${id} from in-review to done is for its owner, *@qa.example.com; you are ada@example.com`,
  });
  const path = `crqs/${id}.md`;
  const text = readFileSync(join(fx.clone, path), 'utf8');
  // Whoever makes himself the owner in the same commit was not the owner before.
  fx.write(path, text.replace('status: in-review', 'status: done').replace('grace@', 'ada@'));
  commit(fx, `Done\n\nCRQ: ${id}`);
  const [finding] = (await check(fx)).findings;
  expect(finding).toMatchObject({ rule: 'crq/illegal-transition', crq: id });
  expect(finding?.message).toContain('that step is for its owner, *@qa.example.com; Ada');
  for (const author of ['Grace <grace@example.com>', 'Joan <Joan@QA.example.com>']) {
    fx.git(['commit', '--quiet', '--amend', '--no-edit', '--author', author]);
    expect((await check(fx)).findings, author).toEqual([]);
  }
});

test('a squash may not hold a step that its author may not take', async () => {
  const fx = fixture({ policy: states(', by: {done: ["*@qa.example.com"]}') });
  const { id } = await started(fx, 'Add login');
  fx.write('a', '1');
  const path = `crqs/${id}.md`;
  fx.write(path, readFileSync(join(fx.clone, path), 'utf8').replace('status: doing', 'status: done'));
  commit(fx, `All\n\nCRQ: ${id}\nCRQ-Transition: doing -> in-review\nCRQ-Transition: in-review -> done`);
  expect(rulesOf(await check(fx))).toEqual(['crq/illegal-transition']);
  fx.git(['commit', '--quiet', '--amend', '--no-edit', '--author', 'Joan <joan@qa.example.com>']);
  expect((await check(fx)).findings).toEqual([]);
});

test('a request is not born where its author could not have brought it', async () => {
  const fx = fixture({ policy: states(', by: {done: ["*@qa.example.com"]}') });
  fx.git(['switch', '--quiet', '--create', 'feature/CRQ-2-x']);
  const born = (status: string): void => {
    fx.write('crqs/CRQ-2.md', crqText('CRQ-2', { status }));
    fx.write('a', status);
    commit(fx, 'All at once\n\nCRQ: CRQ-2', fx.git(['log', '-1', '--format=%s']) === 'All at once' ? ['--amend'] : []);
  };
  born('done');
  const [finding] = (await check(fx)).findings;
  expect(finding).toMatchObject({ rule: 'crq/illegal-transition', crq: 'CRQ-2', path: 'crqs/CRQ-2.md' });
  expect(finding?.message).toContain('CRQ-2 is born done, and Ada');
  fx.git(['commit', '--quiet', '--amend', '--no-edit', '--author', 'Joan <joan@qa.example.com>']);
  expect((await check(fx)).findings).toEqual([]);
  fx.git(['commit', '--quiet', '--amend', '--no-edit', '--author', 'Ada <ada@example.com>']);
  for (const free of ['in-review', 'doing', 'todo']) {
    born(free);
    expect(rulesOf(await check(fx)), free).not.toContain('crq/illegal-transition');
  }
});

test('a step for a right wants a commit signed by a key that has it', async () => {
  const key = join(fixture().root, 'key');
  execFileSync('ssh-keygen', ['-q', '-t', 'ed25519', '-N', '', '-C', '', '-f', key]);
  const line = readFileSync(`${key}.pub`, 'utf8').trim();
  const trust = `trust:\n  - {name: grace, key: "${line}", kind: person, rights: [approve]}\n`;
  const fx = fixture({ policy: `${states(', by: {done: ["right:approve"]}')}${trust}` });
  const { id } = await started(fx, 'Add login');
  await moved(fx, id, 'in-review');
  expect(await refusal(moved(fx, id, 'done'))).toMatchObject({
    code: 'STEP_NOT_YOURS',
    message: expect.stringContaining('a commit signed by a key with the right to approve'),
  });
  fx.git(['config', 'gpg.format', 'ssh']);
  fx.git(['config', 'user.signingkey', key]);
  fx.git(['config', 'commit.gpgsign', 'true']);
  expect(await moved(fx, id, 'done')).toMatchObject({ status: 'done' });
  expect((await check(fx)).findings).toEqual([]);
  // The signature covers the bytes: another message under it is nobody's.
  const bytes = fx.git(['cat-file', 'commit', 'HEAD']);
  const forged = execFileSync('git', ['hash-object', '-t', 'commit', '-w', '--stdin'], {
    cwd: fx.clone,
    input: `${bytes.replace('Move', 'Push')}\n`,
    env: { ...process.env, ...fx.env },
  });
  fx.git(['reset', '--quiet', '--hard', forged.toString().trim()]);
  expect(rulesOf(await check(fx))).toEqual(['crq/illegal-transition']);
});

test('a workflow that could not work is refused with line and reason', () => {
  const mistakes = (text: string): readonly string[] => {
    const parsed = parsePolicy(text);
    return 'mistakes' in parsed ? parsed.mistakes.map(({ line, key, message }) => `${line} ${key}: ${message}`) : [];
  };
  expect(mistakes(states())).toEqual([]);
  const wrong = (from: string, to: string): readonly string[] => mistakes(states().replace(from, to));
  expect(wrong('to: [doing, done]', 'to: [doing, doen]')).toEqual([
    '7 crq.workflow.states.in-review.to.1: there is no state doen; did you mean `done`?; states: todo, doing, in-review, done, dropped',
  ]);
  expect(mistakes(states().replaceAll('dropped', 'closing'))[0]).toContain('a lower-case word');
  expect(wrong('new: doing', 'new: todo')).toContainEqual(expect.stringContaining('todo takes no commits'));
  expect(wrong('done: {to: [doing]}', 'done: {to: [doing], accepts: true}')).toContainEqual(
    expect.stringContaining('done takes commits'),
  );
  expect(wrong('done: {to: [doing]}', 'done: {to: [todo]}')).toContainEqual(
    expect.stringContaining('doing is missing'),
  );
  expect(wrong('[doing, done]', '[doing]')).toContainEqual(expect.stringContaining('no steps lead from doing to done'));
  expect(wrong('approved: in-review', 'approved: dropped')).toContainEqual(
    expect.stringContaining('dropped takes no commits'),
  );
  expect(wrong('draft: todo', 'draft: later')).toContainEqual(expect.stringContaining('there is no state later'));
  expect(mistakes(states(', by: {todo: [owner]}'))).toContainEqual(
    expect.stringContaining('there is no step from in-review to todo'),
  );
  for (const who of ['[]', '[grace]', '["right:fly"]', '[""]'])
    expect(mistakes(states(`, by: {done: ${who}}`)), who).toHaveLength(1);
  expect(wrong('    closed: done\n', '')).toContainEqual(expect.stringContaining('there is no state closed'));
});
