/** Numbers over HTTP, ids of forks that may not take one, and what happens to two requests under one id. */
import { expect, test } from 'vitest';
import { crowd } from '../cli/crowd.ts';
import { answer, envelope, gitcrq, gitcrqLater } from '../cli/run.ts';
import { commit } from '../enforce/scene.ts';
import { crqText, type Fixture, fixture } from '../fixture.ts';
import { serve } from './http.ts';

/** The address of the fixture's remote behind `git http-backend`, which lets nobody push unless it is told to. */
async function overHttp(at: Fixture, writable = true): Promise<string> {
  at.git(['config', 'http.receivepack', String(writable)], at.remote);
  return `${await serve(at.root, at.env)}${at.remote.slice(at.root.length)}`;
}

test('twenty clones make twenty requests at once over HTTP', () => crowd(20, overHttp));

const OFFLINE = /^CRQ-(?=.*\d)[a-z][a-z0-9]{5}$/;

test('a fork takes ids that need no number, and they land upstream and stay', async () => {
  const at = fixture();
  const url = await overHttp(at, false);
  const forks = ['one', 'two'].map((name) => at.another(name));
  const made: { id: string; branch: string; cwd: string }[] = [];
  for (const cwd of forks) {
    at.git(['remote', 'set-url', 'origin', url], cwd);
    // The server is in this process, so nothing may wait for it synchronously.
    const { data } = envelope(await gitcrqLater(at, ['start', 'Work in a fork', '--json'], { cwd }));
    const { id, branch } = data as { id: string; branch: string };
    at.write(`${id}.txt`, 'work\n', cwd);
    at.git(['add', '.'], cwd);
    at.git(['commit', '--quiet', '-m', `Work\n\nCRQ: ${id}`], cwd);
    made.push({ id, branch, cwd });
  }
  expect(made.map(({ id }) => OFFLINE.test(id))).toEqual([true, true]);
  expect(made[0]?.id).not.toBe(made[1]?.id);
  for (const { branch, cwd } of made) at.git(['fetch', '--quiet', cwd, `${branch}:${branch}`]);
  for (const { id, branch } of made) {
    at.git(['switch', '--quiet', branch]);
    expect(envelope(gitcrq(at, ['close', '--json']))).toMatchObject({ ok: true, data: { landed: [{ crq: id }] } });
  }
  at.git(['switch', '--quiet', 'main']);
  at.git(['pull', '--quiet', '--ff-only']);
  expect(envelope(gitcrq(at, ['check', '--all', '--json']))).toMatchObject({ exit: 0 });
  const listed = answer<{ crqs: readonly { id: string; status: string }[] }>(at, ['crq', 'list']).crqs;
  expect(listed.filter(({ status }) => status === 'closed').map(({ id }) => id)).toEqual(
    expect.arrayContaining(made.map(({ id }) => id)),
  );
  // A number is still a number.
  expect(answer(at, ['crq', 'new', 'Upstream'])).toMatchObject({ id: 'CRQ-2' });
});

test('an id that somebody gave by hand is met by pre-push, check and doctor, and renumbering mends it', () => {
  const at = fixture();
  answer(at, ['hooks', 'install']);
  const { id, branch } = answer<{ id: string; branch: string }>(at, ['start', 'Add login']);
  expect(id).toBe('CRQ-2');
  at.write('login.txt', 'login\n');
  at.git(['add', '.']);
  at.git(['commit', '--quiet', '-m', 'Add login']);
  const work = at.git(['rev-parse', 'HEAD']);
  // Elsewhere, without the tool, and first.
  const other = at.another('other');
  at.write('crqs/CRQ-2.md', crqText('CRQ-2', { title: 'By hand' }), other);
  at.git(['add', '.'], other);
  at.git(['commit', '--quiet', '-m', 'Open CRQ-2\n\nCRQ: CRQ-2'], other);
  at.git(['push', '--quiet', 'origin', 'main'], other);
  at.git(['fetch', '--quiet']);
  expect(() => at.git(['push', '--quiet', 'origin', branch])).toThrow(
    /CRQ-2 was made twice[\s\S]*gitcrq crq renumber CRQ-2/,
  );
  const rules = (argv: readonly string[]): readonly string[] =>
    (envelope(gitcrq(at, [...argv, '--json'])).data as { findings: readonly { rule: string }[] }).findings.map(
      ({ rule }) => rule,
    );
  expect(rules(['check'])).toContain('crq/duplicate-id');
  const doctor = envelope(gitcrq(at, ['doctor', '--json'])).data as { problems: readonly { code: string }[] };
  expect(doctor.problems.map(({ code }) => code)).toContain('crq/duplicate-id');
  const { id: next, branch: renamed } = answer<{ id: string; branch: string }>(at, ['crq', 'renumber', 'CRQ-2']);
  expect(next).toBe('CRQ-3');
  // The message still says CRQ-2; the note says what it means.
  expect(at.git(['log', '-1', '--format=%B', work])).toContain('CRQ: CRQ-2');
  at.git(['push', '--quiet', 'origin', renamed]);
  expect(rules(['check'])).toEqual([]);
  const history = answer<{ commits: readonly { oid: string }[] }>(at, ['crq', 'history', next]).commits;
  expect(history.map(({ oid }) => oid)).toContain(work);
  expect(answer(at, ['close'])).toMatchObject({ landed: [{ crq: 'CRQ-3' }] });
  // Hand-made numbers count when the next one is given.
  at.git(['switch', '--quiet', 'main']);
  at.git(['pull', '--quiet', '--ff-only']);
  at.write('crqs/CRQ-9.md', crqText('CRQ-9'));
  commit(at, 'Open CRQ-9\n\nCRQ: CRQ-9');
  at.git(['push', '--quiet', '--no-verify', 'origin', 'main']);
  expect(answer(at, ['crq', 'new', 'After the hand'])).toMatchObject({ id: 'CRQ-10' });
});
