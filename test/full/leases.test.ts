/** Leases under many contenders, over each transport, through a hundred thieves, and while a holder is stopped. */
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { listLeases } from '../../src/coord/lease-list.ts';
import { release } from '../../src/coord/lease-release.ts';
import { type Turn, takeTurn } from '../../src/coord/lease-turn.ts';
import { unwrap } from '../../src/domain/result.ts';
import { nodeClock } from '../../src/sys/node.ts';
import { BIN, gitcrq } from '../cli/run.ts';
import { type Agent, agent, fakeClock, fastClock, on, tried, under } from '../coord/leasing.ts';
import { fixture } from '../fixture.ts';
import { TRANSPORTS } from './transports.ts';

const CONTENDERS = 50;
const ROUNDS = 20;

describe('fifty contenders, twenty rounds', () => {
  test.for(TRANSPORTS)('over %s: exactly one winner each', { timeout: 900_000 }, async ([, address]) => {
    const at = fixture();
    const url = await address(at);
    const agents: Agent[] = [];
    for (let index = 0; index < CONTENDERS; index++) {
      const dir = at.another(`clone-${index}`);
      at.git(['remote', 'set-url', 'origin', url], dir);
      agents.push(await agent(at, `agent-${index}`, { dir, clock: { ...fakeClock(), ...nodeClock } }));
    }
    const tokens: number[] = [];
    for (let round = 0; round < ROUNDS; round++) {
      // Half of them want the file, the others all that is around it.
      const wanted = (index: number) => (index % 2 === 0 ? on('file', 'src/a.ts') : on('glob', 'src/**', 'docs/*'));
      const got = await Promise.all(agents.map((one, index) => tried(one, wanted(index))));
      const winners = got.flatMap((answer, index) => (typeof answer === 'string' ? [] : [index]));
      expect(winners, `round ${round}: ${got.join(' ')}`).toHaveLength(1);
      const [winner = 0] = winners;
      for (const answer of got) if (typeof answer === 'string') expect(answer).toBe(`agent-${winner}`);
      tokens.push(...(winner % 2 === 0 ? [Number(got[winner]?.[0])] : []));
      const { desk } = agents[winner] ?? { desk: null };
      if (desk !== null) unwrap(await release(desk, wanted(winner)));
    }
    expect(tokens.every((token, index) => index === 0 || token > (tokens[index - 1] ?? 0))).toBe(true);
  });
});

test('the token rises through a hundred thieves, and every late write is refused', async () => {
  const at = fixture();
  const two = [
    await agent(at, 'ada', { clock: fastClock(1) }),
    await agent(at, 'bob', { clock: fastClock(1) }),
  ] as const;
  const key = { type: 'file', key: 'src/a.ts' } as const;
  const target = 'refs/heads/release';
  let last: Turn | null = null;
  for (let steal = 0; steal < 100; steal++) {
    const [thief, owner] = steal % 2 === 0 ? [two[0], two[1]] : [two[1], two[0]];
    if (last !== null) {
      expect(await tried(thief, [key], 5)).toBe(owner.desk.who.holder);
      thief.clock.pass(21_000);
    }
    const got = unwrap(await takeTurn(thief.desk, key, 5, { wait_ms: 0 }));
    if (got.kind === 'busy') throw new Error('busy');
    const [standing] = unwrap(await listLeases(thief.desk)).leases;
    expect(standing).toMatchObject({ standing: { kind: 'mine', token: steal + 1 } });
    if (last !== null) {
      const guard = unwrap(await last.guard());
      const late = await under(owner.desk.coord.repo, guard, [{ ref: target, from: null, to: at.tip('main') }]);
      expect(late).toMatchObject({ ok: false, error: { code: 'LOST_RACE' } });
      expect(await last.guard()).toMatchObject({ ok: false, error: { code: 'LEASE_LOST' } });
    }
    last = got.turn;
  }
  await last?.end();
  expect(at.git(['for-each-ref', target], at.remote)).toBe('');
});

test('a holder that is stopped for longer than its lease ends its command as soon as it goes on', async () => {
  const at = fixture();
  const script = 'touch begun; sleep 30; touch late';
  const child = spawn(process.execPath, [BIN, 'lease', 'a', '--ttl', '3s', '--', 'sh', '-c', script], {
    cwd: at.clone,
    env: { ...at.env },
    stdio: 'ignore',
  });
  const ended = new Promise<number | null>((resolve) => child.once('close', resolve));
  while (!existsSync(join(at.clone, 'begun'))) await nodeClock.sleep(20);
  child.kill('SIGSTOP');
  const bob = { env: { GITCRQ_AGENT: 'bob' } };
  expect(gitcrq(at, ['lease', 'a', '--wait', '60s'], bob).code).toBe(0);
  child.kill('SIGCONT');
  expect(await ended).toBe(5);
  expect(existsSync(join(at.clone, 'late'))).toBe(false);
});
