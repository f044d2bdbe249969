/** What a dry run of one command promises: it says the very steps that the run then takes, and leaves no trace. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'vitest';
import { sayPlan } from '../../src/plan/operate.ts';
import { planSchema } from '../../src/plan/schema.ts';
import type { Plan } from '../../src/plan/step.ts';
import { answer } from '../cli/run.ts';
import type { Fixture } from '../fixture.ts';
import { blurred, leftovers, numberOfObjects, stateOf } from '../state.ts';
import { type Change, run, situation } from './changes.ts';

/** The plan as text; what it says of the time of day is that of each of the two calls. */
const timeless = (lines: readonly unknown[]): string =>
  blurred(JSON.stringify(lines)).replace(/T\d\d:\d\d:\d\d(?:\.\d+)?Z/g, 'T<time>');

interface Told {
  readonly op: string;
  readonly lines: readonly unknown[];
  readonly taken: boolean;
}

/** The plans of the journal in words, and whether each of their steps was taken. */
function journal(at: Fixture, but: readonly string[] = []): readonly Told[] {
  const folder = join(at.clone, '.git', 'gitcrq', 'ops');
  const names = readdirSync(folder).filter((name) => name.endsWith('.jsonl') && !but.includes(name));
  return names.sort().map((name) => {
    const rows = readFileSync(join(folder, name), 'utf8')
      .trim()
      .split('\n')
      .map((row): { t: string; plan?: Plan } => JSON.parse(row));
    const plan = rows[0]?.plan;
    if (plan === undefined) throw new Error(`${name} has no plan`);
    return {
      op: plan.op,
      lines: sayPlan(plan),
      taken: rows.filter(({ t }) => t === 'step').length === plan.steps.length && rows.some(({ t }) => t === 'done'),
    };
  });
}

const ops = (at: Fixture): readonly string[] => {
  try {
    return readdirSync(join(at.clone, '.git', 'gitcrq', 'ops'));
  } catch {
    return [];
  }
};

/** What a landing pass does; `close` says of it only that it is made. */
const PASS = ['land', 'catch up'];

export function dryRunIsTheRun(change: Change, remote: boolean): void {
  const at = situation(change, { remote });
  const look = () => ({
    state: stateOf(at),
    objects: numberOfObjects(at),
    there: remote ? numberOfObjects(at, at.remote) : 0,
    ops: ops(at),
    left: leftovers(at),
    tmp: readdirSync(at.root).sort(),
  });
  const old = look();
  const dry = answer<{ plan: readonly { op: string }[] }>(at, [...change.argv, '--dry-run']);
  expect(look()).toEqual(old);
  expect(dry).toMatchObject(planSchema.parse(dry));
  expect(dry.plan.length).toBeGreaterThan(0);
  run(at, change.argv);
  const done = journal(at, old.ops).filter(({ op }) => !PASS.includes(op) || change.name === 'merge');
  expect(done.every(({ taken }) => taken)).toBe(true);
  const claims = change.argv[0] === 'start';
  const said = change.lands === true || claims ? dry.plan.slice(0, -1) : dry.plan;
  if (claims) {
    const [id] = answer<{ leases: readonly { key: string; mine: boolean }[] }>(at, ['coord', 'leases']).leases;
    expect(dry.plan.at(-1)).toEqual({ op: 'lease', summary: `claim ${id?.key}` });
  }
  if (change.lands === true)
    expect(dry.plan.at(-1)).toEqual({ op: 'land', summary: 'make a landing pass for feature/CRQ-2-add-login' });
  expect(timeless(said)).toBe(timeless(done.flatMap(({ lines }) => lines)));
}
