/** Leases that are taken in a run, as processes: renewed while it goes on, given back at its end, left to expire if it is killed. */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { answer, BIN, envelope, gitcrq } from '../cli/run.ts';
import { type Fixture, fixture } from '../fixture.ts';

const policy = 'version: 1\nlease:\n  margin: 1s\n';
const GITCRQ = `${process.execPath} ${BIN}`;

interface Shown {
  readonly state: string;
  readonly pid: number;
  readonly leases: readonly { readonly key: string; readonly token: number; readonly state: string }[];
}

const until = (holds: () => boolean, what: string) => expect.poll(holds, { message: what }).toBe(true);

/** Begins a run that leases, and goes on until it is told to end, or a minute is over. */
async function leasing(at: Fixture, script: string): Promise<{ readonly run: string; show(): Shown }> {
  const child = ['sh', '-c', `${script}\ntouch began; for n in $(seq 600); do [ ! -e end ] || break; sleep .1; done`];
  const { run } = envelope(gitcrq(at, ['run', '--json', '--pane', 'none', '--detach', ...child])).data as {
    run: string;
  };
  await until(() => existsSync(join(at.clone, 'began')), 'the run leases');
  return { run, show: () => answer<Shown>(at, ['run', 'show', run]) };
}

const other = (at: Fixture): { readonly clone: string; readonly env: Fixture['env'] } => {
  at.git(['clone', '-q', at.remote, join(at.root, 'other')], at.root);
  return { clone: join(at.root, 'other'), env: { ...at.env, GITCRQ_AGENT: 'other' } };
};

const stands = (show: () => Shown): readonly string[] =>
  show().leases.map(({ key, token, state }) => `${key} ${token} ${state}`);

test('are renewed beyond their time, also those taken later, and given back at its end', async () => {
  const at = fixture({ policy });
  const begun = await leasing(
    at,
    `${GITCRQ} lease a --ttl 5s && ${GITCRQ} lease b c --ttl 6s >said 2>&1 ; (for n in $(seq 600); do [ ! -e go ] || break; sleep .1; done; ${GITCRQ} coord release c -q) &`,
  );
  expect(at.read('said')).toContain(`run ${begun.run} renews it, and gives it back at its end`);
  await until(() => stands(begun.show).length === 3, 'all are known');
  at.write('go', '');
  const wanted = gitcrq(other(at), ['lease', 'a', '--wait', '10s', '--json']);
  expect(envelope(wanted).error?.code).toBe('LEASE_HELD');
  expect(stands(begun.show)).toEqual(['a 1 held', 'b 1 held', 'c 1 released']);
  at.write('end', '');
  expect(gitcrq(at, ['run', 'wait', begun.run]).code).toBe(0);
  await until(() => stands(begun.show).every((line) => line.endsWith('released')), 'they are given back');
  expect(answer(at, ['lease', 'a'])).toMatchObject({ token: 2 });
});

test('what the pane or the checkout holds is no obstacle in it, and what it holds is one outside', async () => {
  const at = fixture({ policy });
  answer(at, ['lease', 'mine', '--ttl', '60s']);
  const begun = await leasing(at, `${GITCRQ} lease mine -q >said; ${GITCRQ} lease theirs -q`);
  expect(at.read('said')).toMatch(/^mine file renewed with token 1/);
  expect(envelope(gitcrq(at, ['lease', 'theirs', '--json'])).error?.code).toBe('LEASE_HELD');
  at.write('end', '');
  gitcrq(at, ['run', 'wait', begun.run]);
  await until(() => stands(begun.show).join() === 'theirs 1 released', 'it is given back');
  expect(answer(at, ['lease', 'mine'])).toMatchObject({ token: 1, renewed: true });
});

test('of a run that is killed they are renewed no more, and expire', async () => {
  const at = fixture({ policy });
  const begun = await leasing(at, `${GITCRQ} lease a --ttl 2s`);
  await until(() => stands(begun.show).length === 1, 'it is known');
  process.kill(begun.show().pid, 'SIGKILL');
  at.write('end', '');
  expect(gitcrq(other(at), ['lease', 'a', '--wait', '60s', '--json']).code).toBe(0);
  expect(begun.show()).toMatchObject({ state: 'lost', leases: [{ key: 'a', state: 'held' }] });
});

test('a process that outlives its run is in none', async () => {
  const at = fixture({ policy });
  const begun = await leasing(at, 'env >variables');
  at.write('end', '');
  gitcrq(at, ['run', 'wait', begun.run]);
  const lines = readFileSync(join(at.clone, 'variables'), 'utf8').split('\n');
  const own = lines.flatMap((line) =>
    /^GITCRQ_(?:RUN|RUN_DIR|SESSION)=/.test(line) ? [line.split('=', 2) as [string, string]] : [],
  );
  expect(own).toHaveLength(3);
  const late = gitcrq({ ...at, env: { ...at.env, ...Object.fromEntries(own) } }, ['lease', 'a']);
  expect(late.err).toContain('nothing renews it');
});
